"""The reading child may die; the server and the next upload do not notice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import pytest

from ingest.reading.child import READER_DIED, READER_TOO_SLOW, Reader, read_workbook
from ingest.reading.sheets import (
    CellError,
    RawSheet,
    RawWorkbook,
    UncachedFormula,
    UnreadableWorkbookError,
)
from ingest.reading.wire import pack_workbook, unpack_workbook
from tests.ingest.crafted_files import (
    SHEET_HEAD,
    SHEET_PART,
    SHEET_TAIL,
    with_part,
    workbook,
)

SECOND = timedelta(seconds=1)
MOMENT = datetime(2026, 5, 4, 8, 30)  # noqa: DTZ001 - as cells hold it


def slow_workbook() -> bytes:
    """One that only the exact reader takes, and takes seconds over."""
    row = f"<row>{'<c><v>5</v></c>' * 700}</row>"
    document = f"{SHEET_HEAD}<row r='1'/>{row * 1_400}{SHEET_TAIL}"
    return with_part(SHEET_PART, document, compression=zipfile.ZIP_STORED)


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read() -> None:
    reader = Reader(seconds=0.8, memory_bytes=4 << 30)
    try:
        with pytest.raises(UnreadableWorkbookError) as refusal:
            reader.read(slow_workbook())
        assert refusal.value.sentence == READER_TOO_SLOW
        reader._seconds = 30  # for the next child to start, too
        assert reader.read(workbook()).sheets[0].rows == [["5"]]
    finally:
        reader.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no memory limit on Windows")
def test_a_file_that_takes_too_much_memory_costs_only_itself() -> None:
    reader = Reader(seconds=20, memory_bytes=80 << 20)
    try:
        with pytest.raises(UnreadableWorkbookError) as refusal:
            reader.read(slow_workbook())
        assert refusal.value.sentence == READER_DIED
        assert reader.read(workbook()).sheets[0].rows == [["5"]]
    finally:
        reader.close()


def test_a_child_that_died_between_two_uploads_is_replaced() -> None:
    reader = Reader(seconds=20, memory_bytes=1 << 30)
    try:
        reader.read(workbook())
        first = reader._process
        assert first is not None
        first.kill()
        first.wait()
        assert reader.read(workbook()).sheets[0].rows == [["5"]]
        assert reader._process is not first
    finally:
        reader.close()


def test_threads_share_the_child_and_each_gets_its_own_file() -> None:
    files = [workbook(("B1", f"{number}")) for number in range(12)]

    with ThreadPoolExecutor(4) as pool:
        books = list(pool.map(read_workbook, files))

    assert [book.sheets[0].rows[0][1] for book in books] == [str(n) for n in range(12)]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_child_ends_when_the_server_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "one.xlsx"
    path.write_bytes(workbook())
    script = (
        "import pathlib, sys, time; from ingest.reading import child;"
        f"child.read_workbook(pathlib.Path({str(path)!r}).read_bytes());"
        "print(child._READER._process.pid, flush=True); time.sleep(60)"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    )
    with server:
        assert server.stdout is not None
        child_id = int(server.stdout.readline())
        os.kill(server.pid, signal.SIGKILL)

    assert wait_until_gone(child_id)


def wait_until_gone(process_id: int) -> bool:
    for _ in range(600):
        try:
            status = Path(f"/proc/{process_id}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return True
        if status.rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_every_kind_of_value_passes_the_pipe_unchanged() -> None:
    row = [
        None, "н", 5.0, 0.0, True, False, date(2026, 5, 4), MOMENT,
        clock_time(8, 30), 90 * SECOND, CellError("#REF!"), UncachedFormula(), "\ud83d",
    ]  # fmt: skip
    sheet = RawSheet("5А", "veryhidden", [row], [(0, 1, 2, 3)])

    assert unpack_workbook(pack_workbook([sheet], set())) == RawWorkbook([sheet])
