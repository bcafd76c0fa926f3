"""Tables of staff changes: what passes over, the register, who was responsible."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import day, moment
from dashboards.staff_changes import words
from dashboards.tables import cell, heading, parts, row, table
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    import polars as pl

    from ingest.staff_changes.taking_over import Taken


def taken_over(found: Sequence[Taken], names: Mapping[str, str], language: str) -> str:
    """Return what passes over with each page, and what stays with who had it."""
    head = row(
        heading(say(N_("Journal page"), language), "name"),
        heading(say(N_("From whom"), language)),
        heading(say(N_("To whom"), language)),
        heading(say(N_("Days"), language)),
        heading(say(N_("Lessons"), language)),
        heading(say(N_("Final marks"), language)),
        heading(say(N_("Stays with the former teacher"), language)),
    )
    body = [
        row(
            heading(one.title, "name", scope="row"),
            cell(names.get(one.person_from, one.person_from)),
            cell(words.whose(names.get(one.person_to, one.person_to), language)),
            cell(words.span(one.from_on, one.until_on, language), "nowrap"),
            parts(_lessons(one, language), ""),
            cell(", ".join(one.finals)),
            parts(_staying(one, language), "wide quiet"),
        )
        for one in found
    ]
    return table(say(N_("What passes over"), language), [head], body)


def _lessons(one: Taken, language: str) -> list[str]:
    if one.first_on is None or one.last_on is None:
        return ["0"]
    first, last = day(one.first_on, language), day(one.last_on, language)
    return [str(one.count_lessons), f"{first}–{last}"]


def _staying(one: Taken, language: str) -> list[str]:
    told = []
    if one.count_missing:
        missing = N_("missing entries of lessons before: {count}")
        told.append(say(missing, language, count=one.count_missing))
    if one.count_not_yet_due:
        later = N_("entries that are due later: {count}")
        told.append(say(later, language, count=one.count_not_yet_due))
    return told


def register(found: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return the deeds: what passed together stands together in one row.

    What was taken back is struck through.
    """
    head = row(
        heading(say(N_("No."), language)),
        heading(say(N_("Kind of change"), language), "name"),
        heading(say(N_("What passes on"), language)),
        heading(say(N_("From whom"), language)),
        heading(say(N_("To whom"), language)),
        heading(say(N_("Days"), language)),
        heading(say(N_("Order"), language)),
        heading(say(N_("Entered"), language)),
    )
    body = []
    deed = None
    for _key, together in groupby(found.iter_rows(named=True), _together):
        rows = list(together)
        body.append(_change(rows, zone, language, is_first=rows[0]["set_id"] != deed))
        deed = rows[0]["set_id"]
    return table(say(N_("Register of staff changes"), language), [head], body)


def _together(one: Mapping[str, Any]) -> tuple[object, ...]:
    days = (one["from_on"], one["holds_until"])
    people = (one["person_from"], one["person_to"], one["what"] == "person")
    return (one["set_id"], *people, *days)


def _change(
    rows: Sequence[Mapping[str, Any]],
    zone: ZoneInfo,
    language: str,
    *,
    is_first: bool,
) -> str:
    one = rows[0]
    gone = "gone" if one["taken_back_at"] is not None else ""
    person_to = one["person_to"]
    if one["what"] != "person":
        person_to = words.whose(person_to, language)
    return row(
        cell(str(one["number"]) if is_first else "", "right"),
        heading(say(words.KINDS[one["kind"]], language), scope="row"),
        parts([words.thing(part, language) for part in rows], gone),
        cell(one["person_from"], gone),
        cell(person_to, gone),
        cell(
            words.span(one["from_on"], one["holds_until"], language),
            f"nowrap {gone}".strip(),
        ),
        cell(words.order(one, language), gone),
        parts(_entered(one, zone, language) if is_first else [], "wide quiet"),
    )


def _entered(one: Mapping[str, Any], zone: ZoneInfo, language: str) -> list[str]:
    told = [f"{moment(one['changed_at'], zone, language)}, {one['changed_by']}"]
    if one["reason"]:
        told.append(one["reason"])
    if one["is_void"]:
        void = N_("under a disclosed account: take it back or confirm it (§4.4)")
        told.append(say(void, language))
    if one["taken_back_at"] is not None:
        back = N_("taken back {when}, {who}: {reason}")
        told.append(
            say(
                back,
                language,
                when=moment(one["taken_back_at"], zone, language),
                who=one["taken_back_by"],
                reason=one["why_taken_back"],
            )
        )
    return told


def responsible(found: pl.DataFrame, language: str) -> str:
    """Return who answered for what from when until when, and by which order."""
    head = row(
        heading(say(N_("Page or class"), language), "name"),
        heading(say(N_("Responsible"), language)),
        heading(say(N_("Days"), language)),
        heading(say(N_("On what ground"), language)),
    )
    body = [
        row(
            heading(words.thing(one, language), "name", scope="row"),
            cell(words.whose(one["person_name"], language)),
            cell(words.span(one["starts_on"], one["ends_on"], language), "nowrap"),
            cell(_by(one, language)),
        )
        for one in found.iter_rows(named=True)
    ]
    return table(say(N_("Who was responsible"), language), [head], body)


def _by(one: Mapping[str, Any], language: str) -> str:
    if not one["kind"]:
        return say(N_("set-up"), language)
    told = [say(words.KINDS[one["kind"]], language), words.order(one, language)]
    return ", ".join(part for part in told if part)
