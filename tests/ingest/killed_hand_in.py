"""Hand a workbook in and be killed at a named point: run by test_crash.py.

    python -m tests.ingest.killed_hand_in FOLDER FILE PERSON MODULE.NAME WHEN DEED

WHEN is before or after; a deed is one of `DEEDS`. All but the first two go on from what
waits in the school.

SIGKILL, as when the power fails: no clean-up of any kind runs.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest import deciding, preview, undo
from ingest.decisions import Decision, Decisions
from ingest.load import hand_in
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable

    from warehouse.school_folder import School


def main() -> None:
    """Arm the trap, then do what the server does."""
    folder, file, person, point, when, deed = sys.argv[1:]
    _arm(point, when)
    clock = SetClock(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
    with open_school(Path(folder), clock) as school:
        DEEDS[deed](school, Path(file).read_bytes(), person)


def _hand_in(school: School, content: bytes, person: str) -> None:
    hand_in(school, content, "журнал.xlsx", person, "page")


def _take(school: School, content: bytes, person: str) -> None:
    preview.take(school, content, "журнал.xlsx", person)


def _commit(school: School, _content: bytes, person: str) -> None:
    (waiting,) = preview.waiting(school, person)
    preview.commit(school, person, waiting.preview_id)


def _decide(school: School, _content: bytes, person: str) -> None:
    asked = deciding.open_questions(school, person)
    words = {one.key: Decision("file", one.current_value) for one in asked}
    deciding.decide(school, person, Decisions(words))


def _undo(school: School, _content: bytes, person: str) -> None:
    last = undo.last(school, person)
    assert last is not None
    undo.undo(school, person, last.upload_id)


DEEDS: dict[str, Callable[[School, bytes, str], None]] = {
    "hand_in": _hand_in,
    "take": _take,
    "commit": _commit,
    "decide": _decide,
    "undo": _undo,
}


def _arm(point: str, when: str) -> None:
    module_name, _, name = point.partition(":")
    owner: Any = importlib.import_module(module_name)
    *path, last = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    original = getattr(owner, last)

    def trap(*args: object, **named: object) -> object:
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **named)
        os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, last, trap)


if __name__ == "__main__":
    main()
