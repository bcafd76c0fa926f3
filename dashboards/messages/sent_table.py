"""The own messages, the latest first: to whom, what, and how many have read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import NONE, day, moment
from dashboards.messages.words import whom
from dashboards.tables import cell, heading, parts, row, table
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    import polars as pl


def draw(sent: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return a row for each message; one that was taken back is struck out."""
    head = row(
        heading(say(N_("Date"), language), "name"),
        heading(say(N_("To whom"), language)),
        heading(say(N_("Message"), language)),
        heading(say(N_("Read by parents"), language)),
    )
    body = [_message(one, zone, language) for one in sent.iter_rows(named=True)]
    return table(say(N_("Your messages"), language), [head], body)


def _message(one: Mapping[str, Any], zone: ZoneInfo, language: str) -> str:
    is_gone = one["is_taken_back"]
    notes = []
    if one["lesson_id"]:
        notes.append(say(N_("comment on the lesson"), language))
    when = moment(one["recorded_at"], zone, language)
    if is_gone:
        notes.append(say(N_("taken back on {when}"), language, when=when))
    elif one["is_corrected"]:
        notes.append(say(N_("corrected on {when}"), language, when=when))
    lines = [line for line in one["value_text"].split("\n") if line.strip()]
    return row(
        heading(day(one["message_on"], language), "name", scope="row"),
        parts([whom(one, language), *notes], "wide"),
        parts(lines, "wide gone" if is_gone else "wide"),
        cell(NONE if is_gone else read_of(one, language), "nowrap"),
    )


def read_of(one: Mapping[str, Any], language: str) -> str:
    """Return «12 из 25»: students of whom a parent has read it."""
    return say(
        N_("{read} of {all}"),
        language,
        read=one["count_students_read"],
        all=one["count_students"],
    )
