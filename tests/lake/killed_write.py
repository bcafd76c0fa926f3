"""Write a file at a node and be killed at a named point: run by test_killed_node.py.

    python -m tests.lake.killed_write FOLDER CATALOGUE DATA PATH FILE MODULE:NAME WHEN

SIGKILL, as when the power fails: no clean-up of any kind runs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.ingest.killed_hand_in import _arm
from tests.lake.conftest import SCHOOL
from warehouse.installation.registry import Registry
from warehouse.installation.settings import Installation
from warehouse.installation.shared_files import SharedFiles


def main() -> None:
    """Begin as the server does, arm the trap, then write."""
    folder, catalogue, data, path, file, point, when = sys.argv[1:]
    registry = Registry(Installation(catalogue, data))
    files = SharedFiles(Path(folder), registry, SCHOOL)
    files.begin()
    files.notes.write("upload-1", b"{}")
    _arm(point, when)
    files.write(path, Path(file).read_bytes())


if __name__ == "__main__":
    main()
