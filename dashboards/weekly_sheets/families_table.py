"""A class's families: who wants the week on paper, and what was printed last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.diary.week_view import week_name
from dashboards.journal.figures import moment, short_name
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import polars as pl


def draw(families: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return a row per student as `queries.paper.families` tells; who asked, first."""
    head = row(
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("On paper"), language)),
        heading(say(N_("At whose request"), language), "spare"),
        heading(say(N_("Last printed"), language)),
        heading(say(N_("Which week"), language)),
    )
    body = [
        row(
            heading(one["student_name"], "name", scope="row"),
            cell(_wish(one, zone, language), "" if one["wants_paper"] else "quiet"),
            cell(_asker(one), "spare"),
            cell(_when(one["printed_at"], zone, language), "nowrap"),
            cell(
                week_name(one["printed_monday"], language)
                if one["printed_monday"]
                else "",
                "nowrap",
            ),
        )
        for one in families.sort(
            "wants_paper", descending=True, maintain_order=True
        ).iter_rows(named=True)
    ]
    return table(say(N_("Who wants the week on paper"), language), [head], body)


def _wish(one: Mapping[str, Any], zone: ZoneInfo, language: str) -> str:
    if one["asked_at"] is None:
        return ""
    since = _when(one["asked_at"], zone, language)
    if one["wants_paper"]:
        return say(N_("yes, since {since}"), language, since=since)
    until = _when(one["ended_at"], zone, language)
    return say(N_("no more: {since} to {until}"), language, since=since, until=until)


def _asker(one: Mapping[str, Any]) -> str:
    return short_name(one["asked_by_name"]) if one["asked_by_name"] else ""


def _when(at: datetime | None, zone: ZoneInfo, language: str) -> str:
    return moment(at, zone, language) if at is not None else ""
