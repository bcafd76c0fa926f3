"""Start the marking child for one workbook and give up on it in time."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.reading.child import (
    MEMORY_BYTES,
    child_environment,
    receive_frame,
    send_frame,
)
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from ingest.returned.job import MarkingJob

log = logging.getLogger(__name__)

SECONDS = 20.0

NO_COPY = N_(
    "A checked copy of “{file_name}” could not be made: the file is built in an "
    "unusual way. What to mend in which cell stands on the page “My journals”."
)


def mark_in_child(content: bytes, job: MarkingJob, file_name: str) -> bytes:
    """Return the marked workbook; whatever goes wrong in there is one sentence."""
    frames = io.BytesIO()
    for payload in (job.pack(), content):
        send_frame(frames, b"m", payload)
    command = [
        *(sys.executable, "-m", "ingest.returned.marking_process"),
        *(str(MEMORY_BYTES), str(SECONDS)),
    ]
    try:
        answer = subprocess.run(  # noqa: S603 - our own module
            command,
            input=frames.getvalue(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=True,
            env=child_environment(),
        ).stdout
    except (subprocess.SubprocessError, OSError) as failed:
        log.warning("no checked copy: %s", _reason(failed))
        raise VedomostError(NO_COPY, file_name=file_name) from failed
    marked = receive_frame(io.BytesIO(answer))
    if marked is None:
        raise VedomostError(NO_COPY, file_name=file_name)
    return marked[1]


def _reason(failed: Exception) -> str:
    """Return what the log may say: nothing of the workbook."""
    if isinstance(failed, subprocess.CalledProcessError):
        return f"the child ended with {failed.returncode}"
    return type(failed).__name__
