"""What holds for every history of a flow that has been deactivated (`events.md`, 5)."""

from __future__ import annotations

from engine.flow import events as e

ENDS = ("flow_completed", "flow_failed")
STEP_LIVES = (
    ["step_skipped"],
    ["step_failed"],
    ["step_started"],
    ["step_started", "step_completed"],
    ["step_started", "step_failed"],
)


def check_history(events: list[e.FlowEvent], *, recovered: bool = False) -> None:
    """Assert the rules of order. Recovered: attempts may have begun again."""
    kinds = [event.kind for event in events]
    assert kinds[0] == "flow_started"
    assert kinds[-1] == "flow_deactivated"
    assert kinds.count("flow_started") == kinds.count("flow_deactivated") == 1
    ends = [at for at, kind in enumerate(kinds) if kind in ENDS]
    assert len(ends) == 1, kinds
    late = {"step_started", "step_skipped", "work_retry_scheduled"} | (set() if recovered else {"work_started"})
    assert not late & set(kinds[ends[0] :]), kinds
    for step_id in {event.step_id for event in events if isinstance(event, e.StepEvent)}:
        _check_step(step_id, events, recovered=recovered)


def _check_step(step_id: str, events: list[e.FlowEvent], *, recovered: bool) -> None:
    mine = [(at, x) for at, x in enumerate(events) if isinstance(x, e.StepEvent) and x.step_id == step_id]
    life = [x.kind for _, x in mine if x.kind in ("step_started", "step_completed", "step_failed", "step_skipped")]
    assert life in STEP_LIVES, life
    for at, event in mine:
        match event:
            case e.StepFailed() if life[0] == "step_started":
                before = events[at - 1]
                assert isinstance(before, e.WorkFailed)
                assert before.step_id == step_id
            case e.StepCompleted(outputs=outputs):
                sets = events[at - len(outputs) : at]
                assert [getattr(x, "key", "") for x in sets] == sorted(outputs)
    items: dict[str, list[str]] = {}
    for _, event in mine:
        if isinstance(event, e.WorkEvent):
            items.setdefault(event.token, []).append(event.kind)
    for kinds in items.values():
        assert kinds.count("work_succeeded") + kinds.count("work_failed") <= 1, kinds
        if not recovered:
            assert kinds.count("work_started") <= kinds.count("work_retry_scheduled") + 1, kinds
