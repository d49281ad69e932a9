"""What an answer of an HTTP step means (`steps.md`, 5). Pure."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from engine.flow.work import FailedForGood, Result, Succeeded, TryAgain
from engine.model import jsontext
from engine.model.errors import BadRequest

Json = Any

NOT_COMPLETED = "work not completed"


def read_answer(status: int, content_type: str, body: bytes) -> Result:
    """The result that an answer stands for. Of an async step, Succeeded means accepted."""
    if 200 <= status < 300:
        return _outputs(body)
    error = f"step returned HTTP error: status {status}"
    if is_problem(content_type) and (message := _problem_of(body)):
        error += f": {message}"
    return try_again(error) if status >= 500 else FailedForGood(error)


def read_undo_answer(status: int, content_type: str, body: bytes) -> Result:
    """The same for a compensation, where the body of a success does not matter."""
    return Succeeded(None) if 200 <= status < 300 else read_answer(status, content_type, body)


def try_again(error: str) -> TryAgain:
    """A fault of the world, such as a lost connection."""
    return TryAgain(f"{NOT_COMPLETED}\n{error}")


def _outputs(body: bytes) -> Result:
    if not body.strip():
        return Succeeded(None)
    try:
        jsontext.check_numbers(body)
        value = jsontext.decode(body)
    except BadRequest as error:
        return FailedForGood(f"invalid output JSON: {error.message}")
    if value is None or isinstance(value, dict):
        return Succeeded(value)
    return FailedForGood(f"invalid output JSON: expected an object, got {jsontext.kind_of(value)}")


def is_problem(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/problem+json"


def problem_message(problem: dict[str, Json]) -> str:
    """`detail`, else `title`, else the phrase of its `status`, else nothing."""
    for key in ("detail", "title"):
        if isinstance(text := problem.get(key), str) and text:
            return text
    status = problem.get("status")
    if isinstance(status, int) and status in HTTPStatus.__members__.values():
        return HTTPStatus(status).phrase
    return ""


def _problem_of(body: bytes) -> str:
    try:
        problem = jsontext.decode(body)
    except BadRequest:
        return ""
    if not isinstance(problem, dict) or not any(problem.get(key) for key in ("type", "title", "detail")):
        return ""
    return problem_message(problem)
