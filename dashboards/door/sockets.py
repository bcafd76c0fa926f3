"""One tab's WebSocket under guard: what it may say, what it got, when it leaves."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from google.protobuf.message import (  # type: ignore[import-untyped] # ships no types
    DecodeError,
)
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from dashboards.door.sessions import Session, Sessions

# Anything else is dropped: `clear_cache` from one tab would empty everybody's caches.
_ALLOWED = frozenset(
    {
        "rerun_script",
        "stop_script",
        "file_urls_request",
        "app_heartbeat",
        "backend_operation_request",
    }
)
_ALLOWED_OPERATIONS = ("deferred_file", "dataframe_chunk")
_MOST_FILES = 20  # in one request for addresses: 200,000 held everybody up for 3 s
_LONGEST_OFFER = 8192  # bytes; the frame of a download button has a few hundred
_TIME_TO_LEAVE = 0.2  # seconds between the redirect and the closed socket
# Addresses of files that Streamlit makes: whoever was offered one may fetch it.
GRANTED_URL = re.compile(
    rb"/media/[0-9a-f]{32}|/_stcore/upload_file/[0-9a-f-]{36}/[0-9a-f-]{36}"
)


class GuardedSocket:
    """Passes frames between a tab and Streamlit while the session lives."""

    def __init__(
        self, receive: Receive, send: Send, session: Session, sessions: Sessions
    ) -> None:
        self._receive = receive
        self._send = send
        self._session = session
        self._sessions = sessions
        self._loop = asyncio.get_running_loop()
        self._leaving = asyncio.Event()
        self._why = ""
        self._is_silent = False

    def leave(self, why: str) -> None:
        """Take the tab to the log-in page; may be called from any thread."""
        self._why = why
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is there
            self._loop.call_soon_threadsafe(self._leaving.set)

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        """Serve the socket until the tab closes or the session ends."""
        self._session.tabs.add(self)
        watcher = asyncio.create_task(self._see_off())
        try:
            await app(scope, self._from_tab, self._to_tab)
        finally:
            self._session.tabs.discard(self)
            if not self._why:
                watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watcher

    async def _see_off(self) -> None:
        """Redirect before closing: a closed socket alone leaves the data on screen."""
        await self._leaving.wait()
        self._is_silent = True
        farewell = ForwardMsg()
        farewell.auth_redirect.url = f"/login?why={quote(self._why)}"
        with contextlib.suppress(RuntimeError, OSError):  # the tab is gone already
            await self._send(
                {"type": "websocket.send", "bytes": farewell.SerializeToString()}
            )
            await asyncio.sleep(_TIME_TO_LEAVE)
            await self._send({"type": "websocket.close", "code": 4401})

    async def _from_tab(self) -> Message:
        while True:
            message = await self._next_or_leaving()
            if (
                message is None
                or self._sessions.for_id(self._session.session_id) is None
            ):
                return {"type": "websocket.disconnect", "code": 4401}
            if message["type"] != "websocket.receive":
                return message
            content = message.get("bytes") or b""  # no tab of ours sends text
            is_allowed, is_activity = weigh(content)
            if is_activity:
                self._sessions.touch(self._session)
            if is_allowed and self._is_offered(content):
                return message

    async def _next_or_leaving(self) -> Message | None:
        coming = asyncio.ensure_future(self._receive())
        leaving = asyncio.ensure_future(self._leaving.wait())
        try:
            await asyncio.wait({coming, leaving}, return_when=asyncio.FIRST_COMPLETED)
            return None if self._leaving.is_set() else coming.result()
        finally:
            leaving.cancel()
            coming.cancel()

    async def _to_tab(self, message: Message) -> None:
        if self._is_silent:
            return
        content = message.get("bytes")
        if content and len(content) <= _LONGEST_OFFER:
            for offer in offered(content):
                self._session.grant(offer)
        await self._send(message)

    def _is_offered(self, content: bytes) -> bool:
        """Tell whether a file to be made on demand was offered to this log-in.

        Streamlit makes it for any tab that knows its id, in the name of whose it is.
        """
        asked = BackMsg.FromString(content).backend_operation_request
        file_id = asked.deferred_file.file_id.encode()
        return not asked.HasField("deferred_file") or file_id in self._session.grants


def offered(content: bytes) -> list[bytes]:
    """Return the file addresses, and ids of files to be made, that a frame offers.

    Only the fields where Streamlit itself puts them: texts and request ids come back
    from people, and a stolen address among them must not become theirs.
    """
    try:
        message = ForwardMsg.FromString(content)
    except DecodeError:
        return []
    button = message.delta.new_element.download_button
    made = message.backend_operation_response.deferred_file.url
    addresses = [button.url, made]
    for one in message.file_urls_response.file_urls:
        addresses += [one.upload_url, one.delete_url]
    found = [GRANTED_URL.match(address.encode()) for address in addresses]
    offers = [one.group(0) for one in found if one is not None]
    to_be_made: bytes = button.deferred_file_id.encode()
    return [*offers, to_be_made] if to_be_made else offers


def weigh(content: bytes) -> tuple[bool, bool]:
    """Return (may this message pass, does it show that a person is there)."""
    try:
        message = BackMsg.FromString(content)
    except DecodeError:
        return False, False
    kind = message.WhichOneof("type")
    if kind not in _ALLOWED:
        return False, False
    if kind == "backend_operation_request":
        asked = message.backend_operation_request
        if not any(asked.HasField(one) for one in _ALLOWED_OPERATIONS):
            return False, False
    if len(message.file_urls_request.file_names) > _MOST_FILES:
        return False, False
    is_person = kind == "rerun_script" and not _is_by_itself(message.rerun_script)
    return True, is_person


def _is_by_itself(asked: Any) -> bool:
    """Tell whether the page asks to be drawn anew, by its clock or by its listener.

    The listener for commits (`dashboards.live`) is our only component with triggers.
    """
    return asked.is_auto_rerun or any(
        one.WhichOneof("value") == "json_trigger_value"
        for one in asked.widget_states.widgets
    )
