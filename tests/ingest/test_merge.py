"""Three versions of a cell: what the teacher touched is an intention, nothing else."""

from __future__ import annotations

import pytest

from ingest.merge import merge_page
from ingest.workbook import CellKey, PageScope

KEY = CellKey("page", "lesson", "", "student", "mark")
SCOPE = PageScope(
    sheet="5А Математика",
    students=frozenset({"student"}),
    lessons=frozenset({"lesson"}),
    listed=frozenset(),
    listed_fields=frozenset(),
    finals=frozenset(),
    digest="d",
)


def held(value):
    return {} if value is None else {KEY: value}


@pytest.mark.parametrize(
    ("base", "file", "current", "outcome"),
    [
        (None, None, None, "nothing"),
        (None, "5", None, "change"),
        ("4", "5", "4", "change"),
        ("4", "4", "4", "nothing"),
        ("4", "4", "5", "nothing"),  # a stale copy does not wipe a newer mark
        (None, "5", "5", "nothing"),  # another file said the same already
        ("3", "5", "5", "nothing"),
        ("3", "4", "5", "conflict"),
        (None, "4", "5", "conflict"),  # a workbook we did not make overwrites nothing
        ("4", None, "4", "removal"),  # emptied: proposed, never silent
        ("4", None, "5", "conflict"),
        ("4", None, None, "nothing"),
        (None, None, "5", "nothing"),  # never stood in this workbook
        ("4", "5", None, "conflict"),
    ],
)
def test_base_file_and_current_decide(base, file, current, outcome):
    merged = merge_page(SCOPE, held(base), held(file), held(current))

    got = (
        ["change"] * len(merged.changes)
        + ["conflict"] * len(merged.conflicts)
        + ["removal"] * len(merged.removals)
    )
    assert got == ([] if outcome == "nothing" else [outcome])


def test_a_deleted_row_asks_for_no_removal():
    without_student = SCOPE.__class__(
        **{**SCOPE.__dict__, "students": frozenset({"another"})}
    )

    merged = merge_page(without_student, held("4"), {}, held("4"))

    assert not any(merged)
