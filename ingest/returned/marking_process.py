"""The marking child's own side: `python -m ingest.returned.marking_process`.

It takes one job and one workbook, answers with the marked workbook and ends. The bytes
are a stranger's: memory and time are limited, and a failure costs this one answer.
"""

from __future__ import annotations

import sys

from ingest.reading.child import receive_frame, send_frame
from ingest.reading.limits import (
    end_after,
    leave_stopping_to_the_server,
    limit_memory,
)
from ingest.returned.job import MarkingJob
from ingest.returned.marking import mark


def main() -> None:
    """Read the job and the workbook from the input, write the answer."""
    memory_bytes, seconds = int(sys.argv[1]), float(sys.argv[2])
    leave_stopping_to_the_server()
    limit_memory(memory_bytes)
    end_after(seconds)
    job = receive_frame(sys.stdin.buffer)
    content = receive_frame(sys.stdin.buffer)
    if job is None or content is None:
        return
    marked = mark(content[1], MarkingJob.unpack(job[1]))
    send_frame(sys.stdout.buffer, b"m", marked)


if __name__ == "__main__":
    main()
