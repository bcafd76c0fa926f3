"""Who has seen a week of the diary: by student, with each parent's time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboards import cached, current
from dashboards.current import _, counted
from dashboards.diary.week_view import week_name
from dashboards.forms.offering import offer_page
from dashboards.journal.figures import moment
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say, say_many
from warehouse.queries import weeks_seen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from warehouse.viewer import Viewer

_WEEKS = 20  # to choose from, this one first


def choose_week() -> tuple[date, bool]:
    """Choose a week by its Monday, and whether only unseen diaries are listed."""
    today, language = current.today(), current.language()
    this = today - timedelta(days=today.weekday())
    left, right = st.columns(2, vertical_alignment="bottom")
    monday = left.selectbox(
        _("Week"),
        [this - timedelta(days=7 * back) for back in range(_WEEKS)],
        format_func=lambda one: week_name(one, language),
        key="seen_week",
    )
    only_unseen = right.checkbox(
        _("Only diaries that nobody has seen"), key="seen_only_unseen"
    )
    return monday, only_unseen


def draw(viewer: Viewer, class_id: str, monday: date, *, only_unseen: bool) -> None:
    """Draw how many families have seen the week, and the list."""
    found = cached.ask(weeks_seen.of_class, viewer, class_id, monday)
    if found.is_empty():
        st.info(_("Nobody was in this class in this week."))
        return
    language = current.language()
    by_student = found.group_by("student_id").agg(pl.col("seen_at").max())
    st.markdown(
        _(
            "Seen by a parent: {seen} of {all} diaries.",
            seen=by_student["seen_at"].count(),
            all=len(by_student),
        )
    )
    no_parent = found.filter(pl.col("person_id").is_null()).height
    if no_parent:
        st.caption(
            counted(
                "The set-up names no parent of {count} student.",
                "The set-up names no parent of {count} students.",
                no_parent,
            )
        )
    if only_unseen:
        unseen = by_student.filter(pl.col("seen_at").is_null())
        found = found.join(unseen, on="student_id", how="semi", maintain_order="left")
    drawn = table_of(
        found, monday, current.today(), current.school().timezone, language
    )
    st.html(drawn)
    week = week_name(monday, language)
    offer_page(
        _("Diaries seen"),
        [drawn],
        "diaries_seen",
        asked=((_("Class"), class_id), (_("Week"), week)),
        scope=class_id,
    )


def table_of(
    found: pl.DataFrame, monday: date, today: date, zone: ZoneInfo, language: str
) -> str:
    """Return one row per student and parent.

    Red is only what nobody of the family has seen when the week is over.
    """
    is_over = monday + timedelta(days=7) <= today
    seen = set(found.filter(pl.col("seen_at").is_not_null())["student_id"])
    head = row(
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("Parent"), language)),
        heading(say(N_("Week seen"), language)),
        heading(say(N_("After that"), language)),
    )
    body = [
        _parent(one, zone, language, is_late=is_over and one["student_id"] not in seen)
        for one in found.iter_rows(named=True)
    ]
    return table(say(N_("Diaries seen"), language), [head], body)


def _parent(
    one: Mapping[str, Any], zone: ZoneInfo, language: str, *, is_late: bool
) -> str:
    name = one["person_name"] or say(N_("not named in the set-up"), language)
    if one["person_id"] and not one["is_parent"]:
        name = say(N_("{name} (has this right no more)"), language, name=name)
    seen_at = one["seen_at"]
    unseen = "bad" if is_late and one["person_id"] else "quiet"
    return row(
        heading(one["student_name"], "name", scope="row"),
        cell(name, "" if one["person_id"] else "quiet"),
        cell(moment(seen_at, zone, language), "good nowrap")
        if seen_at
        else cell(say(N_("not seen"), language), unseen),
        cell(_since(one["count_since"], language), "warn"),
    )


def _since(count: int, language: str) -> str:
    """Return what has come since: nothing, or how much."""
    if not count:
        return ""
    return say_many(
        "{count} new entry has come",
        "{count} new entries have come",
        count,
        language,
    )
