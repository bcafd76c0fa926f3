"""Browser-like sessions: tabs that speak Streamlit's protocol, and diaries over HTTP.

A tab connects with the cookie of a log-in, asks for its page, listens at `/events` as
an open page does, and waits for each script to finish. Nothing is drawn.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from dashboards.door.guard import COOKIE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from websockets.asyncio.client import ClientConnection

_LONGEST = 120.0  # seconds after which a run counts as an error
_DONE = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


class PageFailedError(Exception):
    """A page showed a failure, or did not finish."""


@dataclass
class Tab:
    """One open page; `drawn` is what its last run showed as HTML."""

    socket: ClientConnection
    page: str
    query: str
    fragment: str = ""  # of what is drawn again when the ledger grows
    listener: str = ""  # the id of the listener's triggers
    version: int = 0  # that the listener was told
    asked_events: str = ""  # what the listener asks `/events` for
    drawn: str = ""
    text: list[str] = field(default_factory=list)  # of the run that goes on
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self, query: str | None = None) -> float:
        """Have the whole page drawn; return the seconds until its script finished."""
        if query is not None:
            self.query = query
        asked = self._asked()
        return await self._until_finished(asked)

    async def refresh(self, version: int) -> float:
        """Have the live part drawn again, as the listener in the page does."""
        asked = self._asked()
        asked.rerun_script.fragment_id = self.fragment
        heard = asked.rerun_script.widget_states.widgets.add()
        heard.id = self.listener
        heard.json_trigger_value = f'[{{"event": "version", "value": {version}}}]'
        return await self._until_finished(asked)

    def _asked(self) -> BackMsg:
        asked = BackMsg()
        asked.rerun_script.page_name = self.page
        asked.rerun_script.query_string = self.query
        asked.rerun_script.context_info.locale = "ru-RU"
        asked.rerun_script.context_info.timezone = "Europe/Moscow"
        return asked

    async def _until_finished(self, asked: BackMsg) -> float:
        async with self.busy:
            started = time.monotonic()
            self.text = []
            await self.socket.send(asked.SerializeToString())
            async with asyncio.timeout(_LONGEST):
                while not self._heard(ForwardMsg.FromString(await self._next())):
                    pass
            self.drawn = "".join(self.text)
            return time.monotonic() - started

    async def _next(self) -> bytes:
        message = await self.socket.recv()
        return message.encode() if isinstance(message, str) else message

    def _heard(self, message: ForwardMsg) -> bool:
        """Take one message; true if it says that the run has finished."""
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            return message.script_finished in _DONE
        if kind in ("auth_redirect", "page_not_found"):
            raise PageFailedError(f"{self.page}: {kind}")
        if kind == "delta":
            element = message.delta.new_element
            drawn = element.WhichOneof("type")
            if drawn == "exception":
                raise PageFailedError(f"{self.page}: {element.exception.message}")
            if drawn == "html":
                self.text.append(element.html.body)
            if drawn == "bidi_component":
                self.fragment = message.delta.fragment_id
                base = element.bidi_component.id
                self.listener = f"$$STREAMLIT_INTERNAL_KEY_{base}__events"
                told = json.loads(element.bidi_component.json)
                self.version = told["version"]
                self.asked_events = told.get("asked", "")
        return False


@contextlib.asynccontextmanager
async def tab(
    address: str, token: str, page: str, query: str = ""
) -> AsyncIterator[Tab]:
    """Open a page in a tab; nothing has run yet."""
    async with connect(
        address.replace("http", "ws", 1) + "/_stcore/stream",
        additional_headers={"origin": address, "cookie": f"{COOKIE}={token}"},
        subprotocols=["streamlit"],  # type: ignore[list-item]
        compression=None,
        max_size=2**26,
        open_timeout=_LONGEST,
        ping_interval=None,
    ) as socket:
        yield Tab(socket, page, query)


async def versions(
    client: httpx.AsyncClient, address: str, token: str, asked: str = ""
) -> AsyncIterator[int]:
    """Yield the versions of which a listening page hears."""
    async with client.stream(
        "GET",
        f"{address}/events{asked}",
        headers={"cookie": f"{COOKIE}={token}"},
        timeout=None,
    ) as answer:
        answer.raise_for_status()
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                yield int(line.removeprefix("data: "))


async def diary(
    client: httpx.AsyncClient, address: str, token: str, query: str = ""
) -> float:
    """Open the diary, a plain page; return the seconds until it was there."""
    started = time.monotonic()
    answer = await client.get(
        f"{address}/diary{query}",
        headers={"cookie": f"{COOKIE}={token}", "accept": "text/html"},
    )
    if answer.status_code != httpx.codes.OK or "<h1>" not in answer.text:
        raise PageFailedError(f"diary: {answer.status_code}")
    return time.monotonic() - started
