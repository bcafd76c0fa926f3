"""How a line of the server's log looks: one JSON object, or words for a terminal.

What other packages log is told by its place: their words may quote what people typed.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from dashboards.server_log.events import around
from dashboards.server_log.masking import places_of, reason_of

OURS = ("vedomost", "dashboards", "ingest", "warehouse", "expectations")
# Their messages are constants, what changes is in the arguments, which are left out.
_WITH_CONSTANT_WORDS = ("uvicorn", "apscheduler")


class Json(logging.Formatter):
    """One JSON object a line: time (UTC), level, event, then facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return json.dumps(_told(record), ensure_ascii=False, default=str)


class Text(logging.Formatter):
    """The same for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and under it where something failed."""
        told = _told(record)
        time, level, event = (
            str(told.pop(name)) for name in ("time", "level", "event")
        )
        places = told.pop("traceback", [])
        words = told.pop("message", "")
        facts = " ".join(f"{name}={fact}" for name, fact in told.items())
        line = " ".join(part for part in (time, level, event, words, facts) if part)
        return "\n".join([line, *(f"    {place}" for place in places)])


def is_ours(record: logging.LogRecord) -> bool:
    """Tell whether a line comes from this program and not from a package."""
    return record.name.partition(".")[0] in OURS


def is_heard(record: logging.LogRecord) -> bool:
    """Tell whether a line is written: of other packages only warnings and worse."""
    return is_ours(record) or record.levelno >= logging.WARNING


def _told(record: logging.LogRecord) -> dict[str, Any]:
    # The machine's clock, not the school's: lines are read beside those of others.
    moment = datetime.fromtimestamp(record.created, UTC)
    told: dict[str, Any] = {
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
    }
    facts: dict[str, Any] | None = getattr(record, "facts", None)
    if facts is not None:
        told["event"] = record.__dict__["event"]
    elif is_ours(record):
        told |= {"event": "message", "message": record.getMessage()}
    else:
        told |= {"event": "library", **_of_library(record)}
    told |= around() | (facts or {})
    if record.exc_info and record.exc_info[1] is not None:
        told |= facts_of_failure(record.exc_info[1])
    return told


def _of_library(record: logging.LogRecord) -> dict[str, Any]:
    told: dict[str, Any] = {
        "logger": record.name,
        "place": f"{record.pathname}:{record.lineno}",
    }
    if record.name.partition(".")[0] in _WITH_CONSTANT_WORDS:
        told["message"] = str(record.msg)
    return told


def facts_of_failure(error: BaseException) -> dict[str, Any]:
    """Return what may be said of a failure: its type, reason and place."""
    told: dict[str, Any] = {"error": type(error).__name__}
    if reason := reason_of(error):
        told["reason"] = reason
    return told | {"traceback": places_of(error)}
