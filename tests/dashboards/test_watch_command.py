"""`vedomost watch` on a teacher's computer, against the real server over a socket."""

from __future__ import annotations

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from ingest.handing_out import hand_out
from warehouse.access import tokens
from warehouse.access.accounts import account_for_login
from warehouse.clock import SetClock
from warehouse.school_folder import SETTINGS_FILE, open_school

pytestmark = pytest.mark.by_turns

SERVE = """
import sys
from pathlib import Path
from dashboards.server import serve
folder, port = Path(sys.argv[1]), int(sys.argv[2])
serve(folder, "127.0.0.1", port, on_ready=lambda url: print(url, flush=True))
"""
WAIT = 60.0


@pytest.fixture
def folder(tmp_path, small_school_folder):
    """The small school on the disk, its warehouse closed."""
    shutil.copytree(small_school_folder, tmp_path / "school")
    return tmp_path / "school"


@pytest.fixture
def shared(tmp_path):
    made = tmp_path / "журналы"
    made.mkdir()
    return made


@pytest.fixture
def token_file(folder, tmp_path):
    now = datetime.now(UTC)
    with open_school(folder, SetClock(now)) as school:
        account, _ = account_for_login(school.database, "teacher")
        token = tokens.make_token(
            school.database, account.account_id, "папка", "upload",
            at=now, valid_for=timedelta(days=1),
        )  # fmt: skip
    path = tmp_path / "ключ.txt"
    path.write_text(f"\ufeff{token}\r\n", encoding="utf-8")  # as Notepad saves it
    return path


@pytest.fixture
def running():
    """Start programs of ours and end them: `running(...)` gives the process."""
    started = []

    def start(*command, **how):
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate(timeout=60)


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def serve(running, folder, port):
    process = running(sys.executable, "-c", SERVE, str(folder), str(port))
    assert process.stdout.readline().startswith("http"), process.stderr.read()
    return process


def watch(running, shared, server, token_file):
    command = [sys.executable, "-m", "vedomost", "--language", "ru", "watch"]
    command += [str(shared), "--server", server, "--token-file", str(token_file)]
    return running(
        *command, "--every", "0.2", env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )


def workbook(folder, mark):
    with open_school(folder, SetClock(datetime.now(UTC))) as school:
        book = openpyxl.load_workbook(io.BytesIO(hand_out(school, "P-05").content))
    book["5А Математика"]["D7"] = mark
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def wait_for(path, words):
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if path.exists() and words in path.read_text("utf-8-sig"):
            return
        time.sleep(0.1)
    raise AssertionError(path.read_text("utf-8-sig") if path.exists() else "no result")


def uploads(folder):
    with (
        open_school(folder, SetClock(datetime.now(UTC))) as school,
        school.database.reading() as cursor,
    ):
        return cursor.execute(
            "select file_name, received_by, via, status from journal.uploads "
            "order by received_at"
        ).fetchall()


@pytest.mark.skipif(sys.platform == "win32", reason="no Ctrl-C for one process there")
def test_a_saved_workbook_is_handed_in_over_the_network_also_when_the_server_comes_late(
    running, folder, shared, token_file, port
):
    first, second = workbook(folder, "5"), workbook(folder, "77")
    result = shared / "мой журнал.xlsx.результат.txt"
    watching = watch(running, shared, f"http://127.0.0.1:{port}", token_file)
    (shared / "мой журнал.xlsx").write_bytes(first)
    wait_for(result, "сервер не отвечает")

    server = serve(running, folder, port)
    wait_for(result, "мой журнал.xlsx: записано.")
    (shared / "мой журнал.xlsx").write_bytes(second)
    wait_for(result, "«77»")

    watching.send_signal(signal.SIGINT)
    printed, narrated = watching.communicate(timeout=60)
    assert watching.returncode == 0
    assert "Смотрю за папкой" in narrated
    assert "Traceback" not in narrated
    assert [line.split("\t")[0] for line in printed.splitlines()] == [
        "мой журнал.xlsx"
    ] * 3
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=30)
    taken = uploads(folder)
    assert [one[:3] for one in taken] == [("мой журнал.xlsx", "P-05", "api")] * 2


def test_a_token_that_is_not_taken_is_told_beside_the_file_and_may_be_replaced(
    running, folder, shared, token_file, port
):
    good = token_file.read_text(encoding="utf-8")
    token_file.write_text("vdm_wrong", encoding="utf-8")
    content = workbook(folder, "5")
    serve(running, folder, port)
    watch(running, shared, f"http://127.0.0.1:{port}", token_file)
    (shared / "ж.xlsx").write_bytes(content)
    result = shared / "ж.xlsx.результат.txt"
    wait_for(result, "не принимает ключ")

    token_file.write_text(good, encoding="utf-8")

    wait_for(result, "ж.xlsx: записано.")


def test_the_server_watches_the_schools_own_folder_by_itself(
    running, folder, shared, port
):
    content = workbook(folder, "5")
    with (folder / SETTINGS_FILE).open("a", encoding="utf-8") as settings:
        settings.write(f'watched_folder = "{shared.as_posix()}"\n')
    serve(running, folder, port)
    (shared / "teacher").mkdir()
    (shared / "teacher" / "ж.xlsx").write_bytes(content)

    wait_for(shared / "teacher" / "ж.xlsx.результат.txt", "ж.xlsx: записано.")


@pytest.mark.parametrize(
    ("server", "told"),
    [
        ("http://journal.school.example", "без https"),
        ("journal.school.example", "не адрес"),
        ("ftp://journal.school.example", "не адрес"),
    ],
)
def test_a_token_is_never_sent_in_the_clear(running, shared, tmp_path, server, told):
    key = tmp_path / "key.txt"
    key.write_text("vdm_x", encoding="utf-8")

    process = watch(running, shared, server, key)

    _, narrated = process.communicate(timeout=30)
    assert process.returncode == 2
    assert told in narrated


@pytest.mark.parametrize("content", ["", "two words", "ключ", "x" * 300])
def test_a_file_without_a_token_is_named(running, shared, tmp_path, content):
    key = tmp_path / "key.txt"
    key.write_text(content, encoding="utf-8")

    process = watch(running, shared, "https://journal.school.example", key)

    _, narrated = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "нет ключа" in narrated
