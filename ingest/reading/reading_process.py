"""The reading child's own side: `python -m ingest.reading.reading_process`.

It guards, reads and answers; it writes nothing and knows no school. It ends when its
parent does: its input closes, and a timer ends it in the middle of a long read.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path

from ingest.reading.child import (
    MAX_ANSWER_BYTES,
    OUT_OF_MEMORY,
    WEB_PAGE_REQUEST,
    receive_frame,
    send_frame,
)
from ingest.reading.formats import opened
from ingest.reading.guard import TOO_MUCH_INSIDE
from ingest.reading.limits import (
    end_after,
    leave_stopping_to_the_server,
    limit_memory,
)
from ingest.reading.open_document import read_open_document
from ingest.reading.sheets import UnreadableWorkbookError
from ingest.reading.web_page import read_tables_of_page
from ingest.reading.wire import pack_workbook
from ingest.reading.xls_reader import read_xls
from ingest.reading.xlsb_reader import read_xlsb
from ingest.reading.xlsx_reader import read_xlsx


def main() -> None:
    """Answer files one after the other until the input ends."""
    memory_bytes, seconds = int(sys.argv[1]), float(sys.argv[2])
    limit_memory(memory_bytes)
    leave_stopping_to_the_server()
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    try:
        while (frame := receive_frame(requests)) is not None:
            end_after(seconds * 1.5)
            send_frame(answers, *_answer(*frame))
            end_after(0)
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


def read_guarded(content: bytes) -> bytes:
    """Read a file that may be anything; return the packed workbook."""
    kind, archive = opened(content)
    if archive is None:
        return pack_workbook(read_xls(content), set())
    if kind == "ods":
        return pack_workbook(read_open_document(archive), set())
    if kind == "xlsb":
        return pack_workbook(read_xlsb(archive), set())
    return pack_workbook(*read_xlsx(content, archive))


def _answer(request: bytes, content: bytes) -> tuple[bytes, bytes]:
    """Return the workbook, or why there is none, as a frame."""
    try:
        if request == WEB_PAGE_REQUEST:
            page = pack_workbook(read_tables_of_page(content), set())
            return b"w", _within_limit(page)
        return b"w", _within_limit(read_guarded(content))
    except UnreadableWorkbookError as refusal:
        told = {"sentence": refusal.sentence, "facts": refusal.facts}
        return b"u", json.dumps(told).encode()
    except MemoryError:
        raise
    except Exception as failure:  # ours or a reader's: the server has to hear of it
        return b"x", json.dumps({"failure": _place_of(failure)}).encode()


def _within_limit(packed: bytes) -> bytes:
    if len(packed) > MAX_ANSWER_BYTES:
        raise UnreadableWorkbookError(TOO_MUCH_INSIDE)
    return packed


def _place_of(failure: Exception) -> str:
    """Name the kind of a failure and where it happened, without its own words."""
    last = traceback.extract_tb(failure.__traceback__)[-1]
    return f"{type(failure).__name__} at {Path(last.filename).name}:{last.lineno}"


if __name__ == "__main__":
    main()
