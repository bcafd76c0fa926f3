"""The register of statements: whose, of which school, what it says, who entered it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import day, moment, number
from dashboards.tables import cell, heading, parts, row, table
from expectations.language import N_, say
from expectations.marks import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    import polars as pl


def lacking(students: pl.DataFrame, language: str) -> str:
    """Return who came during the year and has no statement, by class."""
    head = row(
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("Class"), language)),
        heading(say(N_("Enrolled"), language)),
    )
    body = [
        row(
            heading(one["student_name"], "name", scope="row"),
            cell(one["class_id"]),
            cell(day(one["enrolled_on"], language), "nowrap"),
        )
        for one in students.iter_rows(named=True)
    ]
    title = say(N_("Came during the year, no statement yet"), language)
    return table(title, [head], body)


def draw(
    register: pl.DataFrame, marks: pl.DataFrame, zone: ZoneInfo, language: str
) -> str:
    """Return the statements, the newest first; those taken back with the reason."""
    stated: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in marks.iter_rows(named=True):
        stated[one["statement_id"]].append(one)
    head = row(
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("Class"), language)),
        heading(say(N_("School and document"), language)),
        heading(say(N_("Stated"), language)),
        heading(say(N_("Entered"), language)),
    )
    body = [
        _statement(one, stated[one["statement_id"]], zone, language)
        for one in register.iter_rows(named=True)
    ]
    return table(say(N_("Statements entered"), language), [head], body)


def paper(one: Mapping[str, Any], language: str) -> str:
    """Return «Школа № 5, документ № 12 от 06.11.2026» of a row of the register."""
    return say(
        N_("{school}, document No. {number} of {day}"),
        language,
        school=one["school_name"],
        number=one["document_number"],
        day=day(one["document_on"], language),
    )


def _statement(
    one: Mapping[str, Any],
    marks: Iterable[Mapping[str, Any]],
    zone: ZoneInfo,
    language: str,
) -> str:
    is_gone = one["withdrawn_at"] is not None
    entered = [f"{moment(one['stated_at'], zone, language)}, {one['stated_by']}"]
    if is_gone:
        entered.append(
            say(
                N_("taken back {when}, {who}: {reason}"),
                language,
                when=moment(one["withdrawn_at"], zone, language),
                who=one["withdrawn_by"],
                reason=one["reason"],
            )
        )
    note = [one["note"]] if one["note"] else []
    return row(
        heading(one["student_name"], "name", scope="row"),
        cell(one["class_id"] or ""),
        parts([paper(one, language), *note], "wide"),
        parts(_marks(marks, language), "wide gone" if is_gone else "wide"),
        parts(entered, "wide quiet"),
    )


def _marks(marks: Iterable[Mapping[str, Any]], language: str) -> list[str]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in marks:
        average = "" if one["average"] is None else number(one["average"], language)
        final = shown(one["final"] or "")
        told = f"{final} ({average})" if final and average else final or average
        found[one["period_name"]].append(f"{one['subject_name']} — {told}")
    return [f"{period}: {', '.join(told)}" for period, told in found.items()]
