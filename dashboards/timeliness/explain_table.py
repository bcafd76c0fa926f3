"""What was answered to explanations, as a table of a line for each answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.journal.figures import moment, short_name
from dashboards.tables import cell, heading, parts, row, table
from dashboards.timeliness import explain_list, explain_words
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    import polars as pl


def answered(told: Sequence[pl.DataFrame], zone: ZoneInfo, language: str) -> str:
    """Return the HTML of answers, each the rows that were answered as one."""
    head = row(
        heading(say(N_("When answered"), language), "name"),
        heading(say(N_("Teacher"), language)),
        heading(say(N_("Explanation"), language)),
        heading(say(N_("Entries"), language)),
        heading(say(N_("Answer"), language)),
        heading(say(N_("Who answered"), language)),
    )
    body = [_line(rows, zone, language) for rows in told]
    return table(say(N_("Answered explanations"), language), [head], body)


def title(rows: pl.DataFrame | None, language: str) -> str:
    """Return «Жукова О. Д. · болезнь · 3 записи, 16.11 · принято»."""
    if rows is None:
        return ""
    first = rows.row(0, named=True)
    told = (
        short_name(first["person_name"]),
        explain_words.reason_name(first["reason"], language),
        explain_list.size(rows, language),
        explain_words.state_name(first["state"], language),
    )
    return " · ".join(told)


def _line(rows: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    first = rows.row(0, named=True)
    reason = explain_words.reason_name(first["reason"], language)
    state = explain_words.state_name(first["state"], language)
    good = "good" if first["state"] == "accepted" else "warn"
    said = [one for one in dict.fromkeys(rows["note"]) if one]
    return row(
        heading(
            moment(first["answered_at"], zone, language), "name nowrap", scope="row"
        ),
        cell(short_name(first["person_name"]), "nowrap", first["person_name"]),
        parts([reason, *said], "wide"),
        parts(dict.fromkeys(_places(rows, language)), "wide"),
        parts([state, *filter(None, [first["answer_note"]])], good),
        cell(short_name(first["answered_by_name"]), "nowrap"),
    )


def _places(rows: pl.DataFrame, language: str) -> list[str]:
    """Return the lessons, or so many and their days where they are many."""
    places = [explain_list.where(one, language) for one in rows.iter_rows(named=True)]
    return places if len(set(places)) <= 3 else [explain_list.size(rows, language)]
