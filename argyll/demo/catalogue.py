"""The steps of the demo: a small shop. Pure definitions; `shop.py` holds what they do.

quantity, price ─ price-order ─ amount ─┐
customer, items ─ create-order ─ order_id ┬─ take-payment ─ payment_id ─ notify-customer ─ notified ─┐
                                 lines ───┴─ pick-item (one work item per line) ─ picked ─ ship-order ┴─ close-order
                                                ship-order is a sub-flow: print-label ─ book-carrier
"""

from __future__ import annotations

from typing import Any

GOAL = "close-order"

Step = dict[str, Any]


def steps(base_url: str) -> list[Step]:
    """The definitions, as `POST /engine/step` takes them, for step services at `base_url`."""
    return [
        _step(
            "price-order",
            "Price the order",
            "script",
            {"quantity": _required("number"), "price": _required("number"), "amount": _output("number")},
            script={"language": "ale", "script": "{:amount (* quantity price)}"},
            memoizable=True,
        ),
        _step(
            "create-order",
            "Create the order",
            "sync",
            {
                "customer": _required("string"),
                "items": _required("array"),
                "order_id": _output("string"),
                "lines": _output("array"),
            },
            http={"endpoint": f"{base_url}/orders", "timeout": 5000},
        ),
        _step(
            "take-payment",
            "Take the payment",
            "async",
            {"order_id": _required("string"), "amount": _required("number"), "payment_id": _output("string")},
            http={"endpoint": f"{base_url}/payments", "timeout": 5000},
        ),
        _step(
            "notify-customer",
            "Notify the customer",
            "sync",
            {
                "order_id": _required("string"),
                "payment_id": _required("string"),
                "channel": {"role": "optional", "type": "string", "optional": {"default": '"mail"'}},
                "notified": _output("string"),
            },
            http={"endpoint": f"{base_url}/notifications", "timeout": 5000},
            work_config={"init_backoff": 500, "max_backoff": 4000, "max_retries": 5},
        ),
        _step(
            "pick-item",
            "Pick the items from the shelves",
            "sync",
            {
                "order_id": _required("string"),
                "lines": {"role": "required", "type": "array", "required": {"for_each": True}},
                "picked": _output("array"),
            },
            http={"endpoint": f"{base_url}/picks", "compensate": f"{base_url}/returns", "timeout": 5000},
            work_config={"parallelism": 3},
        ),
        _step(
            "ship-order",
            "Ship the order",
            "flow",
            {
                "order_id": {"role": "required", "type": "string", "required": {"mapping": {"name": "parcel"}}},
                "picked": _required("array"),
                "payment_id": _required("string"),
                "tracking": {"role": "output", "type": "string", "output": {"mapping": {"name": "carrier_number"}}},
            },
            flow={"goals": ["book-carrier"]},
        ),
        _step(
            "print-label",
            "Print the label",
            "script",
            {"parcel": _required("string"), "label": _output("string")},
            script={"language": "ale", "script": '{:label (str "label for " parcel)}'},
        ),
        _step(
            "book-carrier",
            "Book the carrier",
            "sync",
            {"parcel": _required("string"), "label": _required("string"), "carrier_number": _output("string")},
            http={"endpoint": f"{base_url}/carriers", "timeout": 5000},
        ),
        _step(
            GOAL,
            "Close the order",
            "script",
            {
                "order_id": _required("string"),
                "notified": _required("string"),
                "tracking": _required("string"),
                "summary": _output("string"),
            },
            script={"language": "ale", "script": '{:summary (str order_id " is on its way, " tracking)}'},
        ),
    ]


def order(number: int) -> dict[str, list[Any]]:
    """Initial values of the order with that number: they differ, and every seventh is too dear to be paid."""
    shelf = ["tea", "cups", "honey", "kettle", "spoons", "biscuits"]
    people = ["Ada", "Grace", "Edsger", "Barbara", "Donald"]
    return {
        "customer": [people[number % len(people)]],
        "items": [[shelf[(number + n) % len(shelf)] for n in range(2 + number % 4)]],
        "quantity": [1 + number % 3],
        "price": [2000 if number % 7 == 6 else 12.5],
    }


def _step(step_id: str, name: str, kind: str, attributes: dict[str, Any], **more: Any) -> Step:
    return {"id": step_id, "name": name, "type": kind, "attributes": attributes, "labels": {"demo": "shop"}, **more}


def _required(kind: str) -> dict[str, Any]:
    return {"role": "required", "type": kind}


def _output(kind: str) -> dict[str, Any]:
    return {"role": "output", "type": kind}
