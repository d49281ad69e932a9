"""Results of async work items, as their handlers post them (`steps.md`, 5.1)."""

from __future__ import annotations

from typing import Any

from engine.flow import decide
from engine.flow.blueprint import prepare
from engine.flow.decision import Decision
from engine.flow.state import Execution, Flow
from engine.flow.work import FailedForGood, Result, Succeeded
from engine.model import jsontext
from engine.model.errors import BadRequest
from engine.model.instant import NEVER
from engine.model.step import ASYNC
from engine.runtime.commands import Command, Forward, Refuse
from engine.runtime.flows import Flows, Store
from engine.runtime.http_answer import problem_message
from engine.runtime.live import Act, LiveFlow, record_act
from engine.runtime.residence import Residence
from engine.runtime.tasks import Tasks

Json = Any
COMMAND = "complete_work"


class UnknownWork(BadRequest):
    """A webhook names a flow, step or token that is not there, or not for a webhook."""

    may_be_behind = True


class Webhooks:
    def __init__(self, flows: Flows, store: Store, residence: Residence, forward: Forward, refuse: Refuse) -> None:
        self._flows, self._store, self._residence = flows, store, residence
        self._forward, self._refuse = forward, refuse
        self._tasks = Tasks()

    def complete_work(self, command: Command) -> None:
        """Record the result that a body holds, once. Raises UnknownWork, BadRequest."""
        flow_id = command.params["flow_id"]
        live = self._flows.get(flow_id)
        if live is None:
            node = self._residence.elsewhere(flow_id)
            if node and not command.is_forwarded:
                self._forward(node, COMMAND, command)
            else:
                self._tasks.spawn(self._complete_stored(flow_id, command))
        elif live.flow is None:
            # It is being read; look again when it is there.
            self._flows.act(live, Act(_look, lambda _: self._retry(command), command.refuse))
        else:
            self._complete(live, live.flow, command)

    def _retry(self, command: Command) -> None:
        try:
            self.complete_work(command)
        except BadRequest as refusal:
            self._refuse(COMMAND, command, refusal)

    def _complete(self, live: LiveFlow, flow: Flow, command: Command) -> None:
        step_id, token = command.params["step_id"], command.params["token"]
        execution = _execution(flow, step_id)
        item = execution.items.get(token)
        started = item is not None and (item.started_at != NEVER or not decide.awaits_result(item))
        if not started or prepare(flow.plan).steps[step_id].kind != ASYNC:
            raise UnknownWork("Work item not found for token")
        result = read_result(command.body, is_problem=command.params.get("problem") == "1")

        self._flows.act(
            live,
            record_act(step_id, token, result, lambda index: command.done(200, b"", index), command.refuse),
        )

    async def _complete_stored(self, flow_id: str, command: Command) -> None:
        """The flow is not live here: its history says whether the token was ever one of its own."""
        try:
            flow = await self._store.load_flow(flow_id)
            if self._flows.get(flow_id) is not None:
                self._retry(command)
                return
            if flow is None:
                raise UnknownWork("Flow not found")
            if command.params["token"] not in _execution(flow, command.params["step_id"]).items:
                raise UnknownWork("Work item not found for token")
            read_result(command.body, is_problem=command.params.get("problem") == "1")
        except BadRequest as refusal:
            self._refuse(COMMAND, command, refusal)
        else:
            command.done(200, b"", 0)


def _look(flow: Flow, now_us: int, ports: Any) -> Decision:
    return Decision.on(flow, now_us, ports)


def _execution(flow: Flow, step_id: str) -> Execution:
    execution = flow.executions.get(step_id)
    if execution is None:
        raise UnknownWork("Step execution not found")
    return execution


def read_result(body: bytes, *, is_problem: bool) -> Result:
    """The result that a webhook's body stands for. Raises BadRequest with the text of the specification."""
    message = "Invalid problem JSON" if is_problem else "Invalid JSON"
    try:
        jsontext.check_numbers(body)
        value: Json = jsontext.decode(body)
    except BadRequest:
        raise BadRequest(message) from None
    if is_problem:
        if not isinstance(value, dict):
            raise BadRequest(message)
        return FailedForGood(problem_message(value))
    if value is not None and not isinstance(value, dict):
        raise BadRequest(message)
    return Succeeded(value)
