"""The filling child's own side: `python -m ingest.own_forms.filling_process`.

It takes one workbook and what to fill in, guards and fills it, answers and ends. The
bytes are a stranger's: memory and time are limited.
"""

from __future__ import annotations

import json
import sys

from expectations.language import N_
from ingest.own_forms.filling import fill, names_in
from ingest.reading.child import receive_frame, send_frame
from ingest.reading.formats import opened
from ingest.reading.guard import guard
from ingest.reading.limits import (
    end_after,
    leave_stopping_to_the_server,
    limit_memory,
)
from ingest.reading.sheets import UnreadableWorkbookError

NOT_XLSX = N_("A form is a workbook of Excel: save it as .xlsx and choose it again.")


def main() -> None:
    """Read job and workbook from the input, write the answer."""
    memory_bytes, seconds = int(sys.argv[1]), float(sys.argv[2])
    leave_stopping_to_the_server()
    limit_memory(memory_bytes)
    end_after(seconds)
    job = receive_frame(sys.stdin.buffer)
    content = receive_frame(sys.stdin.buffer)
    if job is None or content is None:
        return
    try:
        answer = _answer(json.loads(job[1]), content[1])
    except UnreadableWorkbookError as refusal:
        told = {"sentence": refusal.sentence, "facts": refusal.facts}
        send_frame(sys.stdout.buffer, b"u", json.dumps(told).encode())
        return
    send_frame(sys.stdout.buffer, b"w", answer)


def _answer(values: dict[str, object] | None, content: bytes) -> bytes:
    """Return the filled workbook, or the names in it where nothing is to fill."""
    kind, archive = opened(content)
    if kind != "xlsx" or archive is None:
        raise UnreadableWorkbookError(NOT_XLSX)
    guard(archive)
    if values is None:
        return json.dumps(names_in(content)).encode()
    return fill(content, values)  # type: ignore[arg-type]  # as the parent packed it


if __name__ == "__main__":
    main()
