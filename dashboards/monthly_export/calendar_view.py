"""The school year's exports as a table: months down, levels across."""

from __future__ import annotations

from datetime import UTC
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards.journal.figures import NONE, clock_time, day, moment, short_name
from dashboards.monthly_export.act import lateness, month_name
from dashboards.monthly_export.months import days_late
from dashboards.printing.desk import MAKERS
from dashboards.printing.level_report import LEVELS
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say, say_many
from warehouse.clock import school_day, utc_naive

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    import polars as pl

    from dashboards.monthly_export.months import Month

TITLE = N_("Exports of the school year")


class Seen(NamedTuple):
    """At which moment the calendar is looked at, and in which words."""

    now: datetime  # aware
    zone: ZoneInfo
    language: str
    kept_since: date | None  # the day of the first entry

    def say(self, sentence: str, **facts: object) -> str:
        """Translate for the reader."""
        return say(sentence, self.language, **facts)


class Found(NamedTuple):
    """What the queries of `monthly_exports` answered."""

    levels: pl.DataFrame
    due: pl.DataFrame
    made: pl.DataFrame


def draw(months: Sequence[Month], found: Found, seen: Seen) -> str:
    """Return each month that has sheets: done, late, missing or not yet due."""
    head = row(
        heading(seen.say(N_("Month")), "name"),
        heading(seen.say(N_("Due")), "nowrap"),
        *(
            heading(
                seen.say(LEVELS[one["school_level"]]),
                "wide",
                title=short_name(one["answered_by"]) if one["answered_by"] else "",
            )
            for one in found.levels.iter_rows(named=True)
        ),
    )
    body = [
        row(
            heading(month_name(month.key, seen.language), "name nowrap", scope="row"),
            cell(day(month.due_on, seen.language), "nowrap"),
            *(
                _cell(month, level, found, seen)
                for level in found.levels["school_level"]
            ),
        )
        for month in months
        if month.key in found.due["month"]
    ]
    return table(seen.say(TITLE), [head], body)


def state_of(
    month: Month, level: str, found: Found, seen: Seen
) -> tuple[str, str, list[str]]:
    """Return the class of a cell, its words and what stands below them."""
    if found.due.filter(month=month.key, school_level=level).is_empty():
        return "quiet", NONE, []
    made = found.made.filter(month=month.key, school_level=level, is_void=False)
    counted = made.filter(made["made_at"] >= utc_naive(month.day_begins))
    if not counted.is_empty():
        return _done(month, counted.row(-1, named=True), len(made), seen)
    if seen.kept_since is not None and month.due_on < seen.kept_since:
        return "quiet", seen.say(N_("before the journal was kept here")), []
    today = school_day(seen.now, seen.zone)
    below = [_early(made, seen)] if not made.is_empty() else []
    if today > month.due_on:
        return "bad", seen.say(N_("not exported")), below
    if today == month.due_on:
        at = clock_time(utc_naive(month.due_at), seen.zone, seen.language)
        return "warn", seen.say(N_("today, at {time}"), time=at), below
    return "quiet", seen.say(N_("not due yet")), below


def maker(made_by: str, language: str) -> str:
    """Return a name in short, or what made an export without a person."""
    if made_by in MAKERS:
        return say(MAKERS[made_by], language)
    return short_name(made_by)


def _cell(month: Month, level: str, found: Found, seen: Seen) -> str:
    kind, words, below = state_of(month, level, found, seen)
    lines = "".join(f'<div class="quiet">{escape(line)}</div>' for line in below)
    return f'<td class="wide {kind}"><div>{escape(words)}</div>{lines}</td>'


def _done(
    month: Month, one: dict[str, Any], count_made: int, seen: Seen
) -> tuple[str, str, list[str]]:
    late = days_late(month, one["made_at"].replace(tzinfo=UTC), seen.zone)
    words = f"{seen.say(N_('exported'))}, {lateness(late, seen.language)}"
    below = [
        f"{moment(one['made_at'], seen.zone, seen.language)}, "
        f"{maker(one['made_by'], seen.language)}",
        seen.say(
            N_("sheets {sheets}, files {files}, ledger block {block}"),
            sheets=one["count_sheets"],
            files=one["count_files"],
            block=one["ledger_block_id"],
        ),
    ]
    if count_made > 1:
        below.append(
            say_many(
                "{count} export in all",
                "{count} exports in all",
                count_made,
                seen.language,
            )
        )
    return "warn" if late else "good", words, below


def _early(made: pl.DataFrame, seen: Seen) -> str:
    """Say that an export before its day does not count as the month's."""
    at = moment(made["made_at"][0], seen.zone, seen.language)
    return seen.say(N_("exported before its day, {moment}"), moment=at)
