"""What was changed after closing, and which permissions were given (§2.11)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import NONE, day, lesson_name, moment, page_title
from dashboards.journal.receipts import FIELD_NAMES
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from warehouse.calendar import to_local

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import polars as pl


def changes(found: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return a row per entry after closing: before → after, who, under what."""
    head = row(
        heading(say(N_("When"), language), "name"),
        heading(say(N_("Who"), language)),
        heading(say(N_("Where"), language)),
        heading(say(N_("Was"), language)),
        heading(say(N_("Became"), language)),
        heading(say(N_("Under which permission"), language)),
    )
    body = [
        row(
            heading(moment(one["recorded_at"], zone, language), "name", scope="row"),
            cell(one["person_name"]),
            cell(_where(one, language), "wide"),
            cell(one["previous_text"] or NONE, "quiet"),
            cell(*_became(one, language)),
            cell(
                f"{one['reason']} ({one['given_by']})" if one["given_by"] else NONE,
                "wide",
            ),
        )
        for one in found.iter_rows(named=True)
    ]
    return table(say(N_("Changed after closing"), language), [head], body)


def permissions(
    found: pl.DataFrame, now: datetime, zone: ZoneInfo, language: str
) -> str:
    """Return a row per permission: for whom, until when, why, whether it holds."""
    head = row(
        heading(say(N_("Given"), language), "name"),
        heading(say(N_("For which page"), language)),
        heading(say(N_("For whom"), language)),
        heading(say(N_("Until the end of"), language)),
        heading(say(N_("Reason"), language)),
        heading(say(N_("Given by"), language)),
    )
    body = [
        row(
            heading(moment(one["starts_at"], zone, language), "name", scope="row"),
            cell(page_title(one) if one["page_id"] else say(N_("all pages"), language)),
            cell(one["person_name"] or say(N_("all teachers"), language)),
            cell(*_until(one, now, zone, language)),
            cell(one["reason"], "wide"),
            cell(one["given_by"]),
        )
        for one in found.iter_rows(named=True)
    ]
    return table(say(N_("Permissions to change"), language), [head], body)


def _where(one: dict[str, Any], language: str) -> str:
    field = FIELD_NAMES.get(one["field"])
    lesson = (
        lesson_name(one["lesson_on"], one["slot"], language)
        if one["lesson_on"] is not None
        else ""
    )
    told = (
        page_title(one),
        lesson,
        one["student_name"],
        say(field, language) if field else one["field"],
    )
    return ", ".join(filter(None, told))


def _became(one: dict[str, Any], language: str) -> tuple[str, str]:
    if one["value_text"] is None:
        return say(N_("removed"), language), "strong"
    if one["is_void"]:
        void = say(N_("{value} (void, §4.4)"), language, value=one["value_text"])
        return void, "bad gone"
    return one["value_text"], "strong"


def _until(
    one: dict[str, Any], now: datetime, zone: ZoneInfo, language: str
) -> tuple[str, str]:
    if one["withdrawn_at"] is not None and one["withdrawn_at"] <= one["asked_until"]:
        when = moment(one["withdrawn_at"], zone, language)
        return say(N_("taken back {when}"), language, when=when), "quiet"
    told = last_day(one["asked_until"], zone, language)
    return told, "good" if one["ends_at"] > now else "quiet"


def last_day(asked_until: datetime, zone: ZoneInfo, language: str) -> str:
    """Return the day at whose end a permission ends."""
    return day(to_local(asked_until - timedelta(seconds=1), zone).date(), language)
