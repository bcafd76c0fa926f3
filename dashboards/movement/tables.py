"""Tables of movement: the book, lists of a class or group, head-count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import day, moment
from dashboards.movement import words
from dashboards.tables import cell, heading, parts, row, table
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    import polars as pl

_COUNTS = {
    "count_begin": N_("At the beginning"),
    "count_came": N_("Came"),
    "count_moved_in": N_("From another class"),
    "count_went": N_("Went"),
    "count_moved_out": N_("To another class"),
    "count_end": N_("At the end"),
}


def book(found: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return the movements, one row each; what was taken back is struck through."""
    head = row(
        heading(say(N_("No."), language)),
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("Movement"), language)),
        heading(say(N_("Day"), language)),
        heading(say(N_("From where"), language)),
        heading(say(N_("Where to"), language)),
        heading(say(N_("Order"), language)),
        heading(say(N_("Entered"), language)),
    )
    body = [_movement(one, zone, language) for one in found.iter_rows(named=True)]
    return table(say(N_("Movement book"), language), [head], body)


def _movement(one: Mapping[str, Any], zone: ZoneInfo, language: str) -> str:
    gone = "gone" if one["taken_back_at"] is not None else ""
    entered = [f"{moment(one['moved_at'], zone, language)}, {one['moved_by']}"]
    if one["reason"]:
        entered.append(one["reason"])
    if one["is_void"]:
        told = N_("under a disclosed account: take it back or confirm it (§4.4)")
        entered.append(say(told, language))
    if gone:
        entered.append(
            say(
                N_("taken back {when}, {who}: {reason}"),
                language,
                when=moment(one["taken_back_at"], zone, language),
                who=one["taken_back_by"],
                reason=one["why_taken_back"],
            )
        )
    until = [] if one["until_on"] is None else [f"–{day(one['until_on'], language)}"]
    return row(
        cell(str(one["number"]), "right"),
        heading(f"{one['full_name']}, {one['student_id']}", "name", scope="row"),
        cell(say(words.KINDS[one["kind"]], language), gone),
        cell(
            "".join([day(one["moved_on"], language), *until]), f"nowrap {gone}".strip()
        ),
        cell(", ".join(words.whence(one)), gone),
        cell(", ".join(words.whither(one)), gone),
        cell(words.order(one, language), gone),
        parts(entered, "wide quiet"),
    )


def class_list(found: pl.DataFrame, title: str, language: str) -> str:
    """Return who was in the class on the day, numbered."""
    has_groups = bool((found["groups"] != "").any())
    head = row(
        heading(say(N_("No."), language)),
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("Personal file"), language)),
        heading(say(N_("Enrolled"), language)),
        heading(say(N_("Order"), language)),
        heading(say(N_("In the class since"), language)),
        *([heading(say(N_("Groups"), language))] if has_groups else []),
    )
    body = [
        row(
            cell(str(number), "right"),
            heading(one["full_name"], "name", scope="row"),
            cell(one["student_id"], "nowrap"),
            cell(_day(one["enrolled_on"], language), "nowrap"),
            cell(one["order_number"] or ""),
            cell(_day(one["in_class_since"], language), "nowrap"),
            *([cell(one["groups"], "wide")] if has_groups else []),
        )
        for number, one in enumerate(found.iter_rows(named=True), start=1)
    ]
    return table(title, [head], body)


def group_list(found: pl.DataFrame, title: str, language: str) -> str:
    """Return who was in the group on the day, of which class, numbered."""
    head = row(
        heading(say(N_("No."), language)),
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("Personal file"), language)),
        heading(say(N_("Class"), language)),
        heading(say(N_("In the group since"), language)),
    )
    body = [
        row(
            cell(str(number), "right"),
            heading(one["full_name"], "name", scope="row"),
            cell(one["student_id"], "nowrap"),
            cell(one["class_id"]),
            cell(_day(one["in_group_since"], language), "nowrap"),
        )
        for number, one in enumerate(found.iter_rows(named=True), start=1)
    ]
    return table(title, [head], body)


def head_count(found: pl.DataFrame, language: str) -> str:
    """Return the classes with what came and went, grades and school totalled."""
    head = row(
        heading(say(N_("Class"), language), "name"),
        *(heading(say(title, language), "right") for title in _COUNTS.values()),
    )
    several = {
        grade
        for grade, count in found.drop_nulls("class_id")
        .group_by("grade")
        .len()
        .iter_rows()
        if count > 1
    }
    body, foot = [], []
    for one in found.iter_rows(named=True):
        if one["grade"] is None:
            foot.append(
                _counts(
                    one, say(N_("Total of these classes"), language), "right strong"
                )
            )
        elif one["class_id"] is not None:
            body.append(_counts(one, one["class_id"], "right"))
        elif one["grade"] in several:
            name = say(N_("All of grade {grade}"), language, grade=one["grade"])
            body.append(_counts(one, name, "right strong"))
    return table(say(N_("Head-count"), language), [head], body, foot)


def _counts(one: Mapping[str, Any], name: str, kind: str) -> str:
    return row(
        heading(name, "name", scope="row"),
        *(cell(str(one[count]), kind) for count in _COUNTS),
    )


def touched(found: pl.DataFrame, language: str) -> str:
    """Return the pages whose roll changes for one student: days before and after."""
    head = row(
        heading(say(N_("Journal page"), language), "name"),
        heading(say(N_("On the roll now"), language)),
        heading(say(N_("On the roll after it"), language)),
    )
    body = []
    for title, of_page in found.sort("title").group_by("title", maintain_order=True):
        before, after = (
            [
                (one["starts_on"], one["ends_on"])
                for one in of_page.filter(kind=kind).iter_rows(named=True)
            ]
            for kind in ("loses", "gains")
        )
        body.append(
            row(
                heading(str(title[0]), "name", scope="row"),
                parts(words.spans(before, language)),
                parts(words.spans(after, language)),
            )
        )
    return table(say(N_("Pages that it touches"), language), [head], body)


def _day(value: Any, language: str) -> str:
    return "" if value is None else day(value, language)
