"""Why a file was not made, told under its button: Streamlit's own words say nothing.

Streamlit makes a file on the click, outside of the page's run, and answers each failure
with one English sentence. Here the answer is what `tell` was called with meanwhile.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from streamlit.runtime import app_session
from streamlit.runtime.backend_operation_handler import DeferredFileHandler

if TYPE_CHECKING:
    from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
    from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse

_told: ContextVar[list[str] | None] = ContextVar("told", default=None)


def install() -> None:
    """Let every session that begins from now on answer so."""
    # Streamlit has no other place for one's own answer; a test holds it to this.
    app_session.DeferredFileHandler = TellingHandler  # type: ignore[attr-defined]


def tell(words: str) -> None:
    """Tell whoever clicked why there is no file; the caller then raises."""
    told = _told.get()
    if told is not None:
        told.append(words)


class TellingHandler(DeferredFileHandler):
    """Streamlit's own, with the words that were told while it made the file."""

    async def handle(
        self, request: BackendOperationRequest, session_id: str
    ) -> BackendOperationResponse:
        """Make the file; the thread that does it shares the list of what is told."""
        told: list[str] = []
        before = _told.set(told)
        try:
            response = await super().handle(request, session_id)
        finally:
            _told.reset(before)
        if told and response.error_msg:
            response.error_msg = told[-1]
        return response
