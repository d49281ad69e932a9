"""The first minute: the example, a flow of it, and what the node then knows of its steps and values."""

from __future__ import annotations

from typing import Any

import httpx

from tests.integration.ui.conftest import ended


def load(client: httpx.Client) -> Any:
    assert client.post("/api/ui/example").status_code == 200
    return client.get("/api/ui/example").json()


def plan(client: httpx.Client, goals: list[str], **init: Any) -> Any:
    return client.post("/engine/plan", json={"goals": goals, "init": init}).json()


def test_the_example_lacks_one_input_and_shows_each_reason_for_leaving_a_step_out(client: httpx.Client) -> None:
    example = load(client)
    goals = example["goals"]
    assert len(example["document"]["steps"]) >= 10
    assert plan(client, goals)["required"] == list(example["init"]) == ["customer_id"]
    assert plan(client, goals)["excluded"]["missing"] == {"quote-express": ["postcode"]}
    assert "quote-express" in plan(client, goals, postcode=["8001"])["steps"]
    assert plan(client, goals, own_box=[True])["excluded"]["blocked"] == {"pack-parcel": ["own_box"]}
    given = plan(client, goals, customer=[{"name": "x"}])
    assert given["excluded"]["satisfied"] == {"find-customer": ["customer"]}
    assert "thank-customer" not in plan(client, goals)["steps"]


def test_a_flow_of_the_example_ends_well_and_leaves_samples_and_statistics(client: httpx.Client) -> None:
    example = load(client)
    for n, customer in enumerate(("C-1", "C-2", "C-1")):
        body = {"id": f"first-{n}", "goals": example["goals"], "init": {"customer_id": [customer]}}
        assert client.post("/engine/flow", json=body).status_code == 201
        assert ended(client, f"first-{n}") == "completed"
    attributes = client.get("/engine/flow/first-0").json()["attributes"]
    assert attributes["sent"][0]["value"] == "Invoice for Ada of C-1: CHF 54.0, sent to CH"

    samples = client.get("/api/ui/samples", params={"attribute": "customer_id"}).json()["samples"]
    assert [(sample["value"], sample["flow_id"], sample["step_id"]) for sample in samples] == [
        ("C-1", "first-2", None), ("C-2", "first-1", None),
    ]  # fmt: skip
    made = client.get("/api/ui/samples", params={"attribute": "customer", "limit": 1}).json()["samples"]
    assert (made[0]["value"]["id"], made[0]["step_id"]) == ("C-1", "find-customer")
    assert client.get("/api/ui/samples").status_code == 400

    def counted() -> Any:
        return client.get("/api/ui/steps/stats", params={"window": "1h"}).json()["steps"]

    stats = counted()
    assert stats["send-invoice"]["flows"] == 3
    assert stats["send-invoice"]["p95_ms"] is not None
    assert stats["send-invoice"]["health"]["status"] == "healthy"
    assert stats["send-invoice"]["changed_at"] > "2000"
    assert stats["thank-customer"]["flows"] == 0
    assert client.get("/api/ui/steps/stats?window=3h").status_code == 400
