"""The reading child's own side: `python -m ingest.reading.reading_process`.

It guards, reads and answers; it writes nothing and knows no school. It ends when its
parent does: its input closes, and a timer ends it in the middle of a long read.
"""

from __future__ import annotations

import io
import json
import signal
import sys
from typing import IO

from python_calamine import CalamineWorkbook

from ingest.reading.child import receive_frame, send_frame
from ingest.reading.exact_reader import (
    MAX_CELLS,
    read_number_kinds,
    read_sheet,
    read_strings,
)
from ingest.reading.guard import TOO_MUCH_INSIDE, GuardedWorkbook, guard
from ingest.reading.package import DAMAGED, SheetPart, read_part
from ingest.reading.sheets import RawSheet, UnreadableWorkbookError
from ingest.reading.wire import pack_workbook


def main() -> None:
    """Answer files one after the other until the input ends."""
    memory_bytes, seconds = int(sys.argv[1]), float(sys.argv[2])
    _limit_memory(memory_bytes)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while (frame := receive_frame(requests)) is not None:
        _end_after(seconds * 1.5)
        _answer(answers, frame[1])
        _end_after(0)


def read_guarded(content: bytes) -> bytes:
    """Read a file that may be anything; return the packed workbook."""
    guarded = guard(content)
    exact = _ExactSheets(guarded)
    fast = _open_fast(content, guarded)
    sheets: list[RawSheet] = []
    plain: set[int] = set()
    for index, part in enumerate(guarded.parts.sheets):
        if fast is None or part.path in guarded.exact:
            sheets.append(exact.read(part))
        else:
            sheets.append(_read_fast(fast, index, part))
            plain.add(index)
    return pack_workbook(sheets, plain)


class _ExactSheets:
    """Reads sheets exactly; the parts they share are read once, when first needed."""

    def __init__(self, guarded: GuardedWorkbook) -> None:
        self._archive = guarded.archive
        self._parts = guarded.parts
        self._shared: tuple[list[str], list[str]] | None = None

    def read(self, part: SheetPart) -> RawSheet:
        if self._shared is None:
            strings, styles = self._parts.shared_strings, self._parts.styles
            self._shared = (
                read_strings(read_part(self._archive, strings)) if strings else [],
                read_number_kinds(read_part(self._archive, styles)) if styles else [],
            )
        return read_sheet(
            part,
            read_part(self._archive, part.path),
            *self._shared,
            counts_from_1904=self._parts.counts_from_1904,
        )


def _open_fast(content: bytes, guarded: GuardedWorkbook) -> CalamineWorkbook | None:
    """Open the fast reader, unless it would pick other sheets than ours."""
    names = [part.name for part in guarded.parts.sheets]
    if len(guarded.exact) == len(names):
        return None
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except MemoryError:
        raise
    except BaseException as broken:  # a Rust panic is no Exception
        raise UnreadableWorkbookError(DAMAGED) from broken
    same = workbook.sheet_names == names and len(set(names)) == len(names)
    return workbook if same else None


def _read_fast(workbook: CalamineWorkbook, index: int, part: SheetPart) -> RawSheet:
    try:
        sheet = workbook.get_sheet_by_index(index)
        area = sheet.total_height * sheet.total_width
        rows = sheet.to_python(skip_empty_area=False) if area <= MAX_CELLS else None
        merged = sheet.merged_cell_ranges or []
    except MemoryError:
        raise
    except BaseException as broken:  # a Rust panic is no Exception
        raise UnreadableWorkbookError(DAMAGED) from broken
    if rows is None:
        raise UnreadableWorkbookError(TOO_MUCH_INSIDE)
    ranges = [(*first, *last) for first, last in merged]
    return RawSheet(part.name, part.visibility, rows, ranges)  # type: ignore[arg-type]


def _answer(answers: IO[bytes], content: bytes) -> None:
    try:
        kind, payload = b"w", read_guarded(content)
    except UnreadableWorkbookError as refusal:
        kind = b"u"
        payload = json.dumps(
            {"sentence": refusal.sentence, "facts": refusal.facts}
        ).encode()
    send_frame(answers, kind, payload)


def _limit_memory(memory_bytes: int) -> None:
    """Cap the address space where the platform can; elsewhere time is the limit."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _end_after(seconds: float) -> None:
    """Let the kernel end this process then, even inside a reader; 0 calls it off."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
