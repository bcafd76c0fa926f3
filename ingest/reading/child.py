"""Read workbooks in a child process that may die without the server noticing.

The server calls `read_workbook`; one long-lived child (`reading_process.py` beside it)
answers over pipes. A file that needs too much memory or time costs the child's life
and one failed upload; the next file finds a new child.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from expectations.language import N_
from ingest import stages
from ingest.reading.sheets import RawWorkbook, UnreadableWorkbookError
from ingest.reading.wire import Unpacking
from ingest.turns import Turns

SECONDS = 9.0
MEMORY_BYTES = 512 << 20
MAX_ANSWER_BYTES = 48 << 20  # a whole year of forty pages is 3 MB
OUT_OF_MEMORY = 12  # the child's exit code
WORKBOOK_REQUEST, WEB_PAGE_REQUEST = b"r", b"h"  # what a frame to the child asks
_LENGTH = struct.Struct("<cQ")

log = logging.getLogger(__name__)

READER_DIED = N_(
    "The file could not be read: reading it takes more memory than a journal needs. "
    "Copy the marks into a fresh workbook and hand that in."
)
READER_FAILED = N_(
    "The file could not be read: the program failed on it, and the failure stands in "
    "the server's log. Copy the marks into a fresh workbook and hand that in."
)
READER_TOO_SLOW = N_(
    "The file could not be read within {seconds} seconds. "
    "Copy the marks into a fresh workbook and hand that in."
)


@stages.timed("read")
def read_workbook(content: bytes) -> RawWorkbook:
    """Read a handed-in file; whatever is wrong with it is one plain sentence.

    Safe to call from several threads; they take turns.
    """
    return _READER.read(content)


def read_web_page(content: bytes) -> RawWorkbook:
    """Read the tables of a web page, such as one saved under the name .xls."""
    return _READER.read(content, WEB_PAGE_REQUEST)


def close_reader() -> None:
    """Stop the child; the next read starts a new one."""
    _READER.close()


class Reader:
    """One child process, asked by one thread at a time, in turns of schools."""

    def __init__(self, seconds: float, memory_bytes: int) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._turns = Turns(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._unpacking = Unpacking()

    def read(self, content: bytes, request: bytes = WORKBOOK_REQUEST) -> RawWorkbook:
        """Send one file to the child and return its answer."""
        with self._turns.one():
            kind, answer = self._ask(content, request)
            if kind == b"w":  # in turn: an answer builds on those before it
                return self._unpacked(answer)
        refusal = json.loads(answer)
        if kind == b"x":  # by type and place only: its own words may quote a cell
            log.error("the reading child failed: %s", refusal["failure"])
            raise UnreadableWorkbookError(READER_FAILED)
        raise UnreadableWorkbookError(refusal["sentence"], **refusal["facts"])

    def _unpacked(self, answer: bytes) -> RawWorkbook:
        try:
            return self._unpacking.unpack(answer)
        except Exception:
            self._stop()  # what the next answer would build on is gone
            raise

    def close(self) -> None:
        """Kill the child, if there is one, and wait for its end."""
        with self._turns.one():
            self._stop()

    def _ask(self, content: bytes, request: bytes) -> tuple[bytes, bytes]:
        process = self._started()
        is_late = threading.Event()

        def give_up() -> None:
            is_late.set()
            process.kill()

        timer = threading.Timer(self._seconds, give_up)
        timer.start()
        try:
            send_frame(_pipe(process.stdin), request, content)
            frame = receive_frame(_pipe(process.stdout), MAX_ANSWER_BYTES)
        except OSError:  # the child is gone before it took everything
            frame = None
        finally:
            timer.cancel()
        if frame is not None:
            return frame
        exit_code = self._stop(patience=1)
        if is_late.is_set():
            raise UnreadableWorkbookError(READER_TOO_SLOW, seconds=round(self._seconds))
        if exit_code in range(1, OUT_OF_MEMORY):  # a bug, whatever the file
            message = f"The reading child ended by itself, with {exit_code}."
            raise RuntimeError(message)
        raise UnreadableWorkbookError(READER_DIED)

    def _started(self) -> subprocess.Popen[bytes]:
        """Return the living child; one that died while idle is replaced."""
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [
                    sys.executable,
                    "-m",
                    "ingest.reading.reading_process",
                    str(self._memory_bytes),
                    str(self._seconds),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=child_environment(),
            )
        return self._process

    def _stop(self, patience: float = 0) -> int:
        """End the child; one that ends by itself within `patience` has its own code."""
        if self._process is None:
            return 0
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            _close(_pipe(pipe))
        exit_code = self._process.wait()
        self._process = None
        self._unpacking.forget()
        return exit_code


def child_environment() -> dict[str, str]:
    """Return the environment in which a child finds our modules."""
    home = str(Path(__file__).resolve().parents[2])
    paths = [home, os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def send_frame(pipe: IO[bytes], kind: bytes, payload: bytes) -> None:
    """Write one frame: its kind, its length, its bytes."""
    pipe.write(_LENGTH.pack(kind, len(payload)))
    pipe.write(payload)
    pipe.flush()


def receive_frame(
    pipe: IO[bytes], longest: int = sys.maxsize
) -> tuple[bytes, bytes] | None:
    """Read one frame; None when the other side is gone or says more than `longest`."""
    header = pipe.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        return None
    kind, length = _LENGTH.unpack(header)
    if length > longest:
        return None
    payload = pipe.read(length)
    return (kind, payload) if len(payload) == length else None


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:  # Popen was asked for both pipes
        raise BrokenPipeError
    return pipe


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:  # what was not taken can no longer be flushed
        return


_READER = Reader(SECONDS, MEMORY_BYTES)
atexit.register(close_reader)
