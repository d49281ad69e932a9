"""The demo's way to the node: requests with the standard library, in threads, tried again while the node restarts."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any

RETRY_S = 0.5
TIMEOUT_S = 10.0


class Node:
    """The API of one node."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def request(self, method: str, path: str, body: Any) -> int:
        """The status of the answer. While nobody answers, or with 503, the request is sent again."""
        return await self.send(method, self.url + path, body, "application/json")

    async def post_webhook(self, url: str, body: object, is_problem: bool) -> None:
        """Deliver the result of an async step."""
        await self.send("POST", url, body, "application/problem+json" if is_problem else "application/json")

    async def send(self, method: str, url: str, body: Any, kind: str) -> int:
        request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": kind}, method=method)
        while True:
            status = await asyncio.to_thread(_status, request)
            if status not in (None, 503):
                return status
            await asyncio.sleep(RETRY_S)


def _status(request: urllib.request.Request) -> int | None:
    """None when nobody answered."""
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return None
