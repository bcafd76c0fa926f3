"""Rows of groups and of the load: who comes, who goes, from a day on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ingest.oneroster.problems import problem
from ingest.setup.changes import natural_key
from ingest.setup.contract import SHEET_OF
from ingest.setup.edits import Edit, added

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ingest.oneroster.meaning import Meaning
    from ingest.oneroster.said import Place
    from ingest.setup.changes import Row

_DAY = timedelta(days=1)


def member_edits(
    meaning: Meaning, from_date: date, *, ends_missing: bool
) -> Iterator[Edit]:
    """Yield the group members that change."""
    here = meaning.here
    holding = {
        (str(row["group_id"]), str(row["student_id"])): row
        for row in here.tables["group_members"]
        if _lasts(row["left_on"], from_date)
    }
    said = {(place.unit.unit_id, place.code): place for place in meaning.said.members}
    for (group_id, code), place in said.items():
        row = holding.get((group_id, code))
        if place.is_over:
            if row is not None:
                yield _ended("group_members", row)
        elif row is not None:
            left_on = _until(place.last, row["left_on"], from_date)
            yield added("group_members", {**row, "left_on": left_on})
        elif _lasts(place.last, from_date):
            yield added(
                "group_members",
                {
                    "group_id": group_id,
                    "student_id": code,
                    "joined_on": _since(meaning, place, from_date),
                    "left_on": place.last,
                },
            )
    if ends_missing and meaning.package.is_whole("enrollments"):
        for key, row in holding.items():
            if key not in said:
                yield _ended("group_members", row)


def load_edits(
    meaning: Meaning, from_date: date, *, ends_missing: bool
) -> Iterator[Edit]:
    """Yield the load that changes; unknown hours are a problem of the package."""
    tables = meaning.here.tables
    holding = {
        (str(row["unit_id"]), str(row["subject_id"]), str(row["person_id"])): row
        for row in tables["load"]
        if _lasts(row["ends_on"], from_date)
    }
    hours = {
        (str(row["unit_id"]), str(row["subject_id"])): row["hours_per_week"]
        for row in tables["load"]
    }
    said = {
        (place.unit.unit_id, place.unit.subject_id, place.code): place
        for place in meaning.said.loads
    }
    for key, place in said.items():
        row = holding.get(key)
        if place.is_over:
            if row is not None:
                yield _ended("load", row)
        elif row is not None:
            changed = {"ends_on": _until(place.last, row["ends_on"], from_date)}
            if place.hours is not None:
                changed["hours_per_week"] = place.hours
            yield added("load", {**row, **changed})
        elif _lasts(place.last, from_date):
            known = place.hours or hours.get(key[:2])
            if known is None:
                _note_hours(meaning, place)
            else:
                yield _new_load(meaning, place, known, from_date)
    if ends_missing and meaning.package.is_whole("enrollments"):
        for key, row in holding.items():
            if key not in said:
                yield _ended("load", row)


def _new_load(meaning: Meaning, place: Place, hours: object, from_date: date) -> Edit:
    return added(
        "load",
        {
            "unit_id": place.unit.unit_id,
            "subject_id": place.unit.subject_id,
            "person_id": place.code,
            "hours_per_week": hours,
            "starts_on": _since(meaning, place, from_date),
            "ends_on": place.last,
        },
    )


def _note_hours(meaning: Meaning, place: Place) -> None:
    person = meaning.said.staff.get(place.code)
    meaning.said.problems.append(
        problem(
            *("hours_are_known", "enrollments.csv", place.row.number),
            name=person.name if person else place.code,
            unit=place.unit.unit_id,
            subject=place.unit.subject_id,
        )
    )


def _since(meaning: Meaning, place: Place, from_date: date) -> date | None:
    """Return since when it holds: not before the day, nothing for the whole year."""
    since = max(place.first or from_date, from_date)
    starts_on = meaning.here.starts_on
    return since if starts_on is None or since > starts_on else None


def _until(last: date | None, known: object, from_date: date) -> object:
    """Return the last day: what the package says, not before the day itself."""
    return known if last is None else max(last, from_date - _DAY)


def _lasts(last: object, from_date: date) -> bool:
    return last is None or last >= from_date  # type: ignore[operator]


def _ended(table: str, row: Row) -> Edit:
    return Edit(table, natural_key(SHEET_OF[table], row), None)
