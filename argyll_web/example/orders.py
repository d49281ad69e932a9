"""The example of the first minute (`ui.md`, 7): from a customer's number to a sent invoice, in script steps alone.

Besides the way to the goal it holds one step for each reason why a step may not be in a plan: `quote-express` lacks a
`postcode`, `pack-parcel` wants no `own_box`, and nobody asks for `thank-customer`.
"""

from __future__ import annotations

from typing import Any, Final

GOAL: Final = "send-invoice"
INIT: Final[dict[str, list[Any]]] = {"customer_id": ["C-1042"]}

_Attributes = dict[str, dict[str, Any]]


def _needs(type_: str, **required: Any) -> dict[str, Any]:
    return {"role": "required", "type": type_, **({"required": required} if required else {})}


def _may_take(type_: str, default: str) -> dict[str, Any]:
    return {"role": "optional", "type": type_, "optional": {"default": default}}


def _makes(type_: str) -> dict[str, Any]:
    return {"role": "output", "type": type_}


def _step(step_id: str, name: str, area: str, attributes: _Attributes, script: str) -> dict[str, Any]:
    return {
        "id": step_id,
        "name": name,
        "type": "script",
        "attributes": attributes,
        "labels": {"example": "orders", "area": area},
        "script": {"language": "ale", "script": script},
    }


STEPS: Final = (
    _step(
        "find-customer",
        "Find Customer",
        "customer",
        {"customer_id": _needs("string"), "customer": _makes("object")},
        '{:customer {:id customer_id\n            :name (str "Ada of " customer_id)\n'
        '            :country "CH"\n            :member true}}',
    ),
    _step(
        "read-basket",
        "Read Basket",
        "customer",
        {"customer_id": _needs("string"), "basket": _makes("array")},
        '{:basket [{:article "Teapot" :price 26 :quantity 1}\n          {:article "Cup" :price 6 :quantity 4}]}',
    ),
    _step(
        "add-up-basket",
        "Add Up Basket",
        "money",
        {"basket": _needs("array"), "subtotal": _makes("number")},
        "{:subtotal (reduce + 0 (map (lambda (line) (* (:price line) (:quantity line)))\n"
        "                            basket))}",
    ),
    _step(
        "grant-discount",
        "Grant Discount",
        "money",
        {
            "customer": _needs("object"),
            "subtotal": _needs("number"),
            "discount": _makes("number"),
        },
        "{:discount (if (:member customer) (/ subtotal 10) 0)}",
    ),
    _step(
        "quote-shipping",
        "Quote Shipping",
        "post",
        {"customer": _needs("object"), "shipping": _makes("number")},
        '{:shipping (if (eq (:country customer) "CH") 7 19)}',
    ),
    _step(
        "quote-express",
        "Quote Express",
        "post",
        {"postcode": _needs("string"), "express_fee": _makes("number")},
        '{:express_fee (if (eq (str (first postcode)) "8") 8 18)}',
    ),
    _step(
        "pack-parcel",
        "Pack Parcel",
        "post",
        {"own_box": _needs("boolean", collect="none"), "packing_fee": _makes("number")},
        "{:packing_fee 2}",
    ),
    _step(
        "add-up-total",
        "Add Up Total",
        "money",
        {
            "subtotal": _needs("number"),
            "shipping": _needs("number"),
            "discount": _needs("number"),
            "packing_fee": _may_take("number", "0"),
            "express_fee": _may_take("number", "0"),
            "total": _makes("number"),
        },
        "{:total (- (+ subtotal shipping packing_fee express_fee) discount)}",
    ),
    _step(
        "write-invoice",
        "Write Invoice",
        "post",
        {"customer": _needs("object"), "total": _needs("number"), "invoice": _makes("string")},
        '{:invoice (str "Invoice for " (:name customer) ": CHF " total)}',
    ),
    _step(
        GOAL,
        "Send Invoice",
        "post",
        {"customer": _needs("object"), "invoice": _needs("string"), "sent": _makes("string")},
        '{:sent (str invoice ", sent to " (:country customer))}',
    ),
    _step(
        "thank-customer",
        "Thank Customer",
        "customer",
        {"customer": _needs("object"), "sent": _needs("string"), "thanks": _makes("string")},
        '{:thanks (str "Thank you, " (:name customer))}',
    ),
)
