"""Start the filling child for one form and give up on it in time."""

from __future__ import annotations

import io
import json
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
    from ingest.own_forms.filling import Value

log = logging.getLogger(__name__)

SECONDS = 20.0
NO_FORM = N_(
    "The form could not be read: it is built in an unusual way or takes too long. Copy "
    "its sheet into a new workbook, name the cells again and save it as .xlsx."
)


def names_of(content: bytes) -> list[str]:
    """Return the names defined in a form; whatever is wrong with it is one sentence."""
    found: list[str] = json.loads(_asked(content, None))
    return found


def filled(content: bytes, values: dict[str, list[list[Value]]]) -> bytes:
    """Return the form with its named places filled."""
    return _asked(content, values)


def _asked(content: bytes, values: dict[str, list[list[Value]]] | None) -> bytes:
    frames = io.BytesIO()
    for payload in (json.dumps(values).encode(), content):
        send_frame(frames, b"f", payload)
    command = [
        *(sys.executable, "-m", "ingest.own_forms.filling_process"),
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
        log.warning("a form could not be filled: %s", type(failed).__name__)
        raise VedomostError(NO_FORM) from failed
    frame = receive_frame(io.BytesIO(answer))
    if frame is None:
        raise VedomostError(NO_FORM)
    kind, told = frame
    if kind == b"u":
        refusal = json.loads(told)
        raise VedomostError(refusal["sentence"], **refusal["facts"])
    return told
