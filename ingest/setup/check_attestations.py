"""Rules about attestations: one of a kind for a grade and subject, within the year."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ingest.setup.cells import as_text
from warehouse.calendar import grades_of, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.setup.placed import Checked
    from ingest.setup.rules import SetupProblem

_TABLE = "attestations"
_YEAR = timedelta(days=366)


def attestation_problems(checked: Checked) -> Iterator[SetupProblem]:
    """Yield problems of the sheet “Attestations”."""
    yield from _out_of_year(checked)
    yield from _twice(checked)
    yield from _same_names(checked)


def _out_of_year(checked: Checked) -> Iterator[SetupProblem]:
    """Windows may lie after the lessons, but not in another school year."""
    if checked.year is None:
        return
    first = checked.year.starts_on
    for key in ("starts_on", "ends_on"):
        for number, row in checked.rows(_TABLE, key):
            if not first <= row[key] < first + _YEAR:  # type: ignore[operator]
                yield checked.at("setup_attestation_in_year", _TABLE, number, key)


def _twice(checked: Checked) -> Iterator[SetupProblem]:
    """Two rows that name the same subject of the same grade contradict each other."""
    first: dict[tuple[str, int, str], int] = {}
    told: set[int] = set()
    for number, row in checked.rows(_TABLE, "kind", "grades"):
        subjects = parts_of(str(row["subjects"])) or [""]
        for grade in sorted(grades_of(str(row["grades"]))):
            for subject in subjects:
                key = str(row["kind"]), grade, subject
                if first.setdefault(key, number) != number and number not in told:
                    told.add(number)
                    yield checked.at(
                        "setup_attestation_once",
                        _TABLE,
                        number,
                        "grades",
                        value=as_text(row["name"]),
                        grade=grade,
                        subject=subject or "*",
                    )


def _same_names(checked: Checked) -> Iterator[SetupProblem]:
    """Columns of one page are told apart by their names."""
    kinds: dict[tuple[int, str], str] = {}
    told: set[int] = set()
    for number, row in checked.rows(_TABLE, "kind", "grades", "name"):
        for grade in sorted(grades_of(str(row["grades"]))):
            key = grade, str(row["name"]).strip().casefold()
            is_other = kinds.setdefault(key, str(row["kind"])) != row["kind"]
            if is_other and number not in told:
                told.add(number)
                yield checked.at("setup_attestation_named", _TABLE, number, "name")
