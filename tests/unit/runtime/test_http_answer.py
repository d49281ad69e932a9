"""What an answer of a service means (`steps.md`, 5)."""

from __future__ import annotations

import pytest

from engine.flow.work import FailedForGood, Succeeded, TryAgain
from engine.model.errors import BadRequest
from engine.runtime.http_answer import read_answer, read_undo_answer
from engine.runtime.webhooks import read_result

PROBLEM = "application/problem+json; charset=utf-8"


@pytest.mark.parametrize("body", [b"", b" \n", b"null"])
def test_a_success_without_a_body_has_no_outputs(body: bytes) -> None:
    assert read_answer(200, "", body) == Succeeded(None)


def test_an_object_is_the_outputs_whatever_its_content_type() -> None:
    assert read_answer(201, PROBLEM, b'{"a": 9007199254740993}') == Succeeded({"a": 9007199254740993})


@pytest.mark.parametrize("body", [b"[1]", b'"x"', b"5", b"{", b"{} x", b"<html>"])
def test_a_success_that_is_no_object_is_final(body: bytes) -> None:
    result = read_answer(200, "", body)
    assert isinstance(result, FailedForGood)
    assert "invalid output JSON" in result.error


@pytest.mark.parametrize("status", [300, 304, 400, 404, 408, 429])
def test_3xx_and_4xx_are_final(status: int) -> None:
    result = read_answer(status, "", b"")
    assert isinstance(result, FailedForGood)
    assert f"status {status}" in result.error


@pytest.mark.parametrize("status", [500, 503, 599])
def test_5xx_is_tried_again(status: int) -> None:
    result = read_answer(status, "", b"")
    assert isinstance(result, TryAgain)
    assert result.error.startswith("work not completed\n")


@pytest.mark.parametrize(
    ("content_type", "body", "message"),
    [
        (PROBLEM, b'{"detail": "no stock", "title": "t"}', ": no stock"),
        (PROBLEM, b'{"title": "Out"}', ": Out"),
        (PROBLEM, b'{"type": "x", "status": 422}', ": Unprocessable Entity"),
        (PROBLEM, b'{"status": 422}', ""),
        (PROBLEM, b"not json", ""),
        ("application/json", b'{"detail": "unseen"}', ""),
    ],
)
def test_a_problem_adds_its_message(content_type: str, body: bytes, message: str) -> None:
    result = read_answer(422, content_type, body)
    assert isinstance(result, FailedForGood)
    assert result.error == f"step returned HTTP error: status 422{message}"


def test_the_body_of_a_successful_compensation_does_not_matter() -> None:
    assert read_undo_answer(200, "", b"<html>") == Succeeded(None)
    assert isinstance(read_undo_answer(404, "", b""), FailedForGood)
    assert isinstance(read_undo_answer(500, "", b""), TryAgain)


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"{} {}", b"5"])
def test_a_webhook_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest, match=r"^Invalid JSON$"):
        read_result(body, is_problem=False)
    with pytest.raises(BadRequest, match=r"^Invalid problem JSON$"):
        read_result(body, is_problem=True)


def test_a_webhook_without_outputs_succeeds_and_a_problem_fails() -> None:
    assert read_result(b"null", is_problem=False) == Succeeded(None)
    assert read_result(b'{"status": 404}', is_problem=True) == FailedForGood("Not Found")
    assert read_result(b"{}", is_problem=True) == FailedForGood("")
