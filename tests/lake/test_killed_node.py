"""kill -9 of a node while it writes a file: stored, noted and told, or not at all."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTENT = b"PK a workbook"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
RECEIVED = f"received/{DIGEST[:2]}/{DIGEST}.xlsx"
POINTS = {
    "before it is stored": ("warehouse.installation.stored:Stored.put", "before"),
    "stored, not noted": ("warehouse.installation.index:Index.note", "before"),
    "noted, not here": ("warehouse.installation.index:Index.note", "after"),
}


def kill(installation, tmp_path, path, point):
    (tmp_path / "content").write_bytes(CONTENT)
    (tmp_path / "killed").mkdir()
    killed = subprocess.run(
        [
            sys.executable, "-m", "tests.lake.killed_write", str(tmp_path / "killed"),
            installation.catalogue, installation.data, path,
            str(tmp_path / "content"), *point,
        ],
        cwd=ROOT,
        check=False,
    )  # fmt: skip
    assert killed.returncode == -9, "the trap was not reached"


@pytest.mark.parametrize("path", [RECEIVED, "forms/a.xlsx"])
@pytest.mark.parametrize("point", POINTS)
def test_a_killed_write_is_done_or_not_and_can_be_done_again(
    installation, node, s3, tmp_path, point, path
):
    kill(installation, tmp_path, path, POINTS[point])

    other = node("other")
    is_noted = point == "noted, not here"
    assert other.has(path) == is_noted
    assert s3.objects() == (set() if point == "before it is stored" else {DIGEST})
    if is_noted:
        assert other.read(path) == CONTENT
    again = node("killed")
    again.write(path, CONTENT)

    other.bring_changes()
    assert other.read(path) == again.read(path) == CONTENT
    assert s3.objects() == {DIGEST}


def test_the_notes_of_a_killed_node_become_the_next_ones(installation, node, tmp_path):
    first = node("first")
    kill(installation, tmp_path, RECEIVED, POINTS["stored, not noted"])

    until = time.monotonic() + 30  # PostgreSQL has to notice that the node is gone
    while not (left := first.notes.left()) and time.monotonic() < until:
        time.sleep(0.1)
    assert left == [b"{}"]
    assert node("second").notes.left() == [], "only one takes it"
