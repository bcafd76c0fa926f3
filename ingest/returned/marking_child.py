"""Start the marking child for one workbook and give up on it in time."""

from __future__ import annotations

import logging
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.language import N_
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from ingest.returned.job import MarkingJob

log = logging.getLogger(__name__)

SECONDS = 20.0
MEMORY_BYTES = 512 << 20
_LENGTH = struct.Struct("<cQ")

NO_COPY = N_(
    "A checked copy of “{file_name}” could not be made: the file is built in an "
    "unusual way. What to mend in which cell stands on the page “My journals”."
)


def mark_in_child(content: bytes, job: MarkingJob, file_name: str) -> bytes:
    """Return the marked workbook; whatever goes wrong in there is one sentence."""
    home = str(Path(__file__).resolve().parents[2])
    paths = [home, os.environ.get("PYTHONPATH", "")]
    packed = job.pack()
    frames = b"".join(
        _LENGTH.pack(b"m", len(payload)) + payload for payload in (packed, content)
    )
    command = [
        *(sys.executable, "-m", "ingest.returned.marking_process"),
        *(str(MEMORY_BYTES), str(SECONDS)),
    ]
    try:
        answer = subprocess.run(  # noqa: S603 - our own module
            command,
            input=frames,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        ).stdout
    except (subprocess.SubprocessError, OSError) as failed:
        log.warning("no checked copy: %s", _reason(failed))
        raise VedomostError(NO_COPY, file_name=file_name) from failed
    if len(answer) < _LENGTH.size:
        raise VedomostError(NO_COPY, file_name=file_name)
    return answer[_LENGTH.size :]


def _reason(failed: Exception) -> str:
    """Return what the log may say: nothing of the workbook."""
    if isinstance(failed, subprocess.CalledProcessError):
        return f"the child ended with {failed.returncode}"
    return type(failed).__name__
