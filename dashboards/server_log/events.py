"""What the server's log may say: events with facts of a closed list.

A fact is a row of the table of access, a state, a count, an id that the program made:
never an address as it was asked, a name, a login, a file or a value of the journal.
"""

from __future__ import annotations

import logging
import uuid
from contextvars import ContextVar

FACTS = frozenset(
    {
        "school",  # its id in the set-up
        "request_id",
        "door",
        "status",
        "seconds",
        "upload_id",
        "stages",  # seconds of each stage of an upload
        "job",
        "outcome",
        "count",
        "address",  # where the server itself listens
        "version",
    }
)
_log = logging.getLogger("vedomost.events")
_around: ContextVar[dict[str, str] | None] = ContextVar("around", default=None)


def tell(event: str, **facts: object) -> None:
    """Write one event with its facts."""
    if unknown := facts.keys() - FACTS:
        raise ValueError(unknown)
    words = " ".join(f"{name}={fact}" for name, fact in facts.items())
    _log.info("%s %s", event, words, extra={"event": event, "facts": facts})


def begin_request(school_id: str) -> str:
    """Give the request that begins in this context its id, and return it.

    The id is ours: one sent from outside could carry anything into the log.
    """
    request_id = uuid.uuid4().hex[:16]
    _around.set({"school": school_id, "request_id": request_id})
    return request_id


def around() -> dict[str, str]:
    """Return school and request of the context in which a line is written."""
    return _around.get() or {}
