"""Real parts: a served school, Chromium, LibreOffice. Skipped where one is missing.

With VEDOMOST_REQUIRE_BROWSER=1 (CI) a missing program is a failure, not a skip.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.ingest.libreoffice import need
from warehouse.school_folder import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TYPIST = Path(__file__).with_name("type_in_libreoffice.py")
SYSTEM_PYTHON = "/usr/bin/python3"


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture
def folder(example_folder: Path, tmp_path: Path) -> Path:
    """The example school's folder, to be served."""
    return Path(shutil.copytree(example_folder, tmp_path / "school"))


def begin_at(folder: Path, moment: datetime) -> None:
    """Let the clock of a served school start then."""
    with (folder / SETTINGS_FILE).open("a", encoding="utf-8") as settings:
        settings.write(f'demo_now = "{moment.isoformat()}"\n')


@pytest.fixture
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a school folder by the real command; returns the address."""
    started: list[subprocess.Popen[str]] = []

    def start(folder: Path) -> str:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "vedomost", "--language", "en",
                "serve", str(folder), "--port", "0",
            ],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        started.append(process)
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(r"http://\S+:\d+", line):
                threading.Thread(
                    target=process.stderr.read, daemon=True
                ).start()  # an unread pipe would block the server
                return found[0]
        pytest.fail("the server did not start")

    yield start
    for process in started:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stderr is not None:
            process.stderr.close()


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Headless Chromium with a fresh profile."""
    chromium = need("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium, headless=True, args=CHROMIUM_FLAGS
        )
        with contextlib.closing(opened):
            yield opened


class Edit(NamedTuple):
    """What is typed into one cell."""

    sheet: str
    cell: str
    text: str


@pytest.fixture
def type_in_libreoffice(tmp_path: Path) -> Callable[[Path, Path, list[Edit]], None]:
    """Open a workbook in LibreOffice, type, save as xlsx: a real second program."""
    need("soffice")
    need(SYSTEM_PYTHON)

    def type_in(source: Path, target: Path, edits: list[Edit]) -> None:
        drive_libreoffice(TYPIST, tmp_path, source, target, json.dumps(edits))

    return type_in


def drive_libreoffice(script: Path, tmp_path: Path, *told: object) -> str:
    """Start LibreOffice, let a script of its own Python drive it; what that prints."""
    need("soffice")
    need(SYSTEM_PYTHON)
    port = free_port()
    office = subprocess.Popen(
        [
            "soffice", "--headless", "--norestore", "--nologo",
            f"-env:UserInstallation={(tmp_path / 'office').as_uri()}",
            f"--accept=socket,host=127.0.0.1,port={port};urp;",
        ],
        start_new_session=True,
    )  # fmt: skip
    try:
        return subprocess.run(
            [SYSTEM_PYTHON, str(script), str(port), *map(str, told)],
            check=True,
            timeout=120,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            office.wait(10)
        if office.poll() is None:
            os.killpg(office.pid, signal.SIGKILL)
            office.wait()


def log_in(page: Page, address: str, login: str, password: str) -> None:
    """Log in by the form and wait for the first page."""
    page.goto(f"{address}/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    settled(page)


def settled(page: Page) -> None:
    """Wait until Streamlit has drawn the page, or the server a plain one."""
    page.wait_for_selector(
        '[data-testid="stApp"][data-test-script-state="notRunning"], main#main',
        timeout=30_000,
    )
