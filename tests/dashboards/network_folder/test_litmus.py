"""litmus, the WebDAV conformance suite, against the real server of a real school."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.dashboards.conftest import PASSWORD, make_small_school

pytestmark = pytest.mark.by_turns

ROOT = Path(__file__).parents[3]


@pytest.fixture
def litmus():
    found = shutil.which("litmus")
    if found is None:
        reason = "litmus is not installed on this machine"
        if os.environ.get("VEDOMOST_REQUIRE_BROWSER"):  # as CI sets it
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture
def address(tmp_path):
    """Serve a small school by the real command; return where it answers."""
    make_small_school(tmp_path / "school")
    process = subprocess.Popen(
        [
            sys.executable, "-m", "vedomost", "--language", "en",
            "serve", str(tmp_path / "school"), "--port", "0",
        ],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"http://\S+:\d+", line):
            reading = threading.Thread(target=process.stderr.read, daemon=True)
            reading.start()  # an unread pipe would block the server
            yield found[0]
            break
    process.terminate()
    process.wait(60)
    process.stderr.close()


def test_litmus_finds_nothing_that_the_network_folder_does_wrong(
    litmus, address, tmp_path
):
    ran = subprocess.run(
        [litmus, "-k", f"{address}/dav/", "teacher", PASSWORD],
        cwd=tmp_path,  # it writes its own log there
        capture_output=True,
        text=True,
        errors="replace",
        timeout=150,
        check=False,
    )

    failed = [line for line in ran.stdout.splitlines() if re.search("FAIL|SKIP", line)]
    assert failed == []
    assert re.findall(
        r"summary for `(\w+)': of (\d+) tests run: (\d+)", ran.stdout
    ) == [
        ("basic", "16", "16"),
        ("copymove", "13", "13"),
        ("props", "30", "30"),
        ("locks", "41", "41"),
        ("http", "4", "4"),
    ]
    assert ran.returncode == 0
