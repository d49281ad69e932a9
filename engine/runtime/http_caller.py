"""Calls step services over HTTP: one shared client, httpx over aiohttp's connections."""

from __future__ import annotations

import asyncio
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from yarl import URL

from engine.flow.work import FailedForGood, Result
from engine.runtime.http_answer import read_answer, read_undo_answer, try_again
from engine.runtime.http_request import HttpRequest, Unusable, check_url

MAX_REDIRECTS = 10
_REPEATED = (307, 308)
_TURNED_TO_GET = (301, 302, 303)


class _VerbatimSession:
    """Gives aiohttp each URL as it was built: it would otherwise write `%2E%2E` as `..` (S9)."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    def __call__(self) -> _VerbatimSession:
        """The transport asks a callable for its session before each request."""
        return self

    def request(self, method: str, url: str, **options: Any) -> Any:
        return self._session.request(method, URL(url, encoded=True), **options)


class HttpCaller:
    """A failure of the world is an answer (FailedForGood, TryAgain), not an exception."""

    def __init__(self, answer_limit_bytes: int) -> None:
        self._limit = answer_limit_bytes
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=5, ttl_dns_cache=10)
        self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        # Sending again after a lost connection is a new attempt, and attempts are recorded.
        self._session._retry_connection = False
        verbatim = _VerbatimSession(self._session)
        self._client = httpx.AsyncClient(
            transport=AiohttpTransport(client=verbatim),  # type: ignore[arg-type]
            timeout=None,
            trust_env=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )

    async def close(self) -> None:
        await self._client.aclose()
        await self._session.close()

    async def work(self, request: HttpRequest) -> Result:
        """One attempt of a work item."""
        answer = await self._exchange(request)
        return read_answer(*answer) if isinstance(answer, tuple) else answer

    async def undo(self, request: HttpRequest) -> Result:
        """One attempt of a compensation."""
        answer = await self._exchange(request)
        return read_undo_answer(*answer) if isinstance(answer, tuple) else answer

    async def probe(self, url: str, timeout_s: float) -> str:
        """A health check: empty when the answer is below 400, else what is wrong."""
        try:
            async with asyncio.timeout(timeout_s):
                answer = await self._client.get(url, follow_redirects=True)
        except TimeoutError:
            return f"no answer within {timeout_s:g} s"
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError, ValueError) as error:
            return str(error) or type(error).__name__
        return f"HTTP {answer.status_code} {answer.reason_phrase}" if answer.status_code >= 400 else ""

    async def _exchange(self, request: HttpRequest) -> tuple[int, str, bytes] | Result:
        """Status, content type and body of the final answer, or what went wrong on the way."""
        try:
            async with asyncio.timeout(request.timeout_ms / 1000):
                return await self._follow(request)
        except TimeoutError:
            return try_again(f"no complete answer within {request.timeout_ms} ms from {request.url}")
        except Unusable as error:
            return FailedForGood(str(error))
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, aiohttp.InvalidURL) as error:
            return FailedForGood(f"{request.url!r} cannot be called: {error}")
        except (httpx.HTTPError, aiohttp.ClientError, OSError, ValueError) as error:
            return try_again(f"{request.method} {request.url}: {str(error) or type(error).__name__}")

    async def _follow(self, request: HttpRequest) -> tuple[int, str, bytes] | Result:
        method, url, body, headers = request.method, request.url, request.body, dict(request.headers)
        for _ in range(MAX_REDIRECTS + 1):
            outgoing = self._client.build_request(method, url, headers=headers, content=body)
            answer = await self._client.send(outgoing, stream=True)
            try:
                target = answer.headers.get("location")
                if target and answer.status_code in _REPEATED + _TURNED_TO_GET:
                    url = urljoin(url, target)
                    check_url(url)
                    if answer.status_code in _TURNED_TO_GET:
                        method, body = "GET", None
                        headers.pop("Content-Type", None)
                    continue
                content = await self._read(answer)
            finally:
                await answer.aclose()
            if content is None:
                return FailedForGood(f"answer too large: more than {self._limit} bytes from {url}")
            return answer.status_code, answer.headers.get("content-type", ""), content
        return try_again(f"more than {MAX_REDIRECTS} redirects from {request.url}")

    async def _read(self, answer: httpx.Response) -> bytes | None:
        """The whole body; None when it is over the limit."""
        parts: list[bytes] = []
        size = 0
        async for part in answer.aiter_bytes():
            size += len(part)
            if size > self._limit:
                return None
            parts.append(part)
        return b"".join(parts)
