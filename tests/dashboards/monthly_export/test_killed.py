"""kill -9 in the middle of an export: it is there wholly or not at all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dashboards.monthly_export.shelf import sweep
from tests.dashboards.monthly_export.conftest import export_in
from tests.dashboards.monthly_export.test_making import files_in, rows
from warehouse.monthly_exports import SCHEDULE
from warehouse.school_folder import open_school

pytestmark = pytest.mark.by_turns

ROOT = Path(__file__).parents[3]
# In the order in which one export passes them, and whether it is made by then.
POINTS = [
    ("dashboards.monthly_export.shelf:Shelf.put", "after", False),
    ("warehouse.monthly_exports:record", "before", False),
    ("warehouse.monthly_exports:record", "after", False),  # not committed yet
    ("dashboards.monthly_export.registered:record", "after", True),
    ("dashboards.monthly_export.shelf:Shelf.show", "after", True),
]


@pytest.mark.parametrize(
    ("point", "when", "is_made"),
    POINTS,
    ids=["writing", "written", "registering", "registered", "named"],
)
def test_after_a_kill_an_export_is_there_wholly_or_not_at_all(
    filled_folder, tmp_path, clock, point, when, is_made
):
    folder = tmp_path / "school"
    shutil.copytree(filled_folder, folder)
    killed = subprocess.run(
        [
            sys.executable, "-m", "tests.dashboards.monthly_export.killed_export",
            str(folder), point, when,
        ],
        cwd=ROOT,
        check=False,
    )  # fmt: skip
    assert killed.returncode == -9, "the trap was not reached"

    with open_school(folder, clock) as school:
        registered = rows(school, "select export_id from journal.exports")
        assert registered == ([("2026-11-1",)] if is_made else [])
        sweep(school)  # as every start does

        filed = [path for (path,) in rows(school, "select path from journal.filed")]
        assert files_in(school) == sorted(filed)
        assert bool(filed) == is_made
        if not is_made:
            again = export_in(school, "2026-11", SCHEDULE, "soo")
            assert again.export_id == "2026-11-1"
