"""The reading child's own side: `python -m ingest.reading.reading_process`.

It guards, reads and answers; it writes nothing and knows no school. It ends when its
parent does: its input closes, and a timer ends it in the middle of a long read.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

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
from ingest.reading.plain_book import PlainBook
from ingest.reading.plain_rows import RowMemory
from ingest.reading.sheets import UnreadableWorkbookError
from ingest.reading.web_page import read_tables_of_page
from ingest.reading.wire import pack_workbook
from ingest.reading.xls_reader import read_xls
from ingest.reading.xlsb_reader import read_xlsb
from ingest.reading.xlsx_reader import read_xlsx

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ingest.reading.plain_book import ToldSheet
    from ingest.reading.sheets import CellValue, RawSheet

_MEMORY = RowMemory()


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


def read_guarded(content: bytes, memory: RowMemory) -> bytes:
    """Read a file that may be anything; return the packed workbook."""
    kind, archive = opened(content)
    if archive is None:
        return _packed(memory, read_xls(content))
    if kind == "ods":
        return _packed(memory, read_open_document(archive))
    if kind == "xlsb":
        return _packed(memory, read_xlsb(archive))
    book = PlainBook(memory)
    return _packed(memory, *read_xlsx(content, archive, book), book.new_rows)


def _packed(
    memory: RowMemory,
    sheets: Sequence[RawSheet | ToldSheet],
    plain: AbstractSet[int] = frozenset(),
    new_rows: Mapping[int, list[CellValue]] = MappingProxyType({}),
) -> bytes:
    packed = pack_workbook(sheets, plain, new_rows, is_new=memory.is_new)
    if len(packed) > MAX_ANSWER_BYTES:
        raise UnreadableWorkbookError(TOO_MUCH_INSIDE)
    return packed


def _answer(request: bytes, content: bytes) -> tuple[bytes, bytes]:
    """Return the workbook, or why there is none, as a frame."""
    try:
        if request == WEB_PAGE_REQUEST:
            answer = _packed(_MEMORY, read_tables_of_page(content))
        else:
            answer = read_guarded(content, _MEMORY)
    except UnreadableWorkbookError as refusal:
        _MEMORY.forget()  # rows may have been noted that the server is not told
        told = {"sentence": refusal.sentence, "facts": refusal.facts}
        return b"u", json.dumps(told).encode()
    except MemoryError:
        raise
    except Exception as failure:  # ours or a reader's: the server has to hear of it
        _MEMORY.forget()
        return b"x", json.dumps({"failure": _place_of(failure)}).encode()
    _MEMORY.is_new = False
    return b"w", answer


def _place_of(failure: Exception) -> str:
    """Name the kind of a failure and where it happened, without its own words."""
    last = traceback.extract_tb(failure.__traceback__)[-1]
    return f"{type(failure).__name__} at {Path(last.filename).name}:{last.lineno}"


if __name__ == "__main__":
    main()
