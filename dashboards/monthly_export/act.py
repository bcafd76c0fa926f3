"""The act of an export: who answers, when, which sheets with which figures, files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from babel.dates import format_date

from dashboards.forms.paper import Column, Formula, Paper, Row, Table
from dashboards.journal.figures import NONE, day
from dashboards.monthly_export.months import days_late
from dashboards.printing.catalogue import EXPORT_ACT, NAMES
from dashboards.printing.level_report import LEVELS
from dashboards.printing.sealing import Draft
from expectations.language import N_, say, say_many
from warehouse.printed_forms import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from dashboards.monthly_export.months import Month
    from dashboards.monthly_export.shelf import Shelved
    from dashboards.printing.desk import Desk


class Sheet(NamedTuple):
    """A sheet of the export with the figures that are on it."""

    class_id: str
    period_name: str
    count_students: int
    count_given: int
    count_owed: int
    success: str  # as on the sheet; '' without final marks
    quality: str
    average: str
    block_id: int
    code: str


class Told(NamedTuple):
    """What the act of one level says."""

    month: Month
    number: int
    level: str
    answered_by: str  # a name
    made_at: datetime
    sheets: Sequence[Sheet]
    files: Sequence[Shelved]
    block_id: int
    block_digest: str


def draft(desk: Desk, told: Told) -> Draft:
    """Return the act, not yet registered."""
    paper = Paper(
        title=desk.say(NAMES[EXPORT_ACT]),
        school_name=desk.school.name,
        asked=_asked(desk, told),
        tables=(_sheets(desk, told), _files(desk, told)),
        moment=desk.moment(told.made_at),
        made_by=desk.name,
        language=desk.language,
        rules=(
            desk.say(
                N_(
                    "Summary sheets are exported every month by the deputy who answers "
                    "for the level (§2.9, 2.12)."
                )
            ),
            desk.say(
                N_(
                    "A file is the exported one if its SHA-256 is that of this act: "
                    "any program that computes SHA-256 says so."
                )
            ),
        ),
        certifier=desk.certifier,
    )
    figures = (
        (N_("Month"), told.month.key),
        (N_("Sheets"), str(len(told.sheets))),
        (N_("Files"), str(len(told.files))),
    )
    return Draft(paper, Scope(EXPORT_ACT, (), school_level=told.level), figures)


def month_name(key: str, language: str) -> str:
    """Return «ноябрь 2026» of `2026-11`."""
    first = date.fromisoformat(f"{key}-01")
    return str(format_date(first, "LLLL y", locale=language))


def lateness(days: int, language: str) -> str:
    """Return «в срок» or «на 3 дня позже срока»."""
    if not days:
        return say(N_("in time"), language)
    return say_many("{count} day late", "{count} days late", days, language)


def _asked(desk: Desk, told: Told) -> tuple[tuple[str, str], ...]:
    late = lateness(
        days_late(told.month, told.made_at, desk.school.timezone), desk.language
    )
    return (
        (desk.say(N_("Month")), month_name(told.month.key, desk.language)),
        (desk.say(N_("Level")), desk.say(LEVELS[told.level])),
        (desk.say(N_("Number of the export")), str(told.number)),
        (desk.say(N_("Due")), day(told.month.due_on, desk.language)),
        (desk.say(N_("Export made")), f"{desk.moment(told.made_at)}, {late}"),
        (desk.say(N_("Answers for the level")), told.answered_by or NONE),
        (
            desk.say(N_("Last block of the ledger")),
            f"{told.block_id}, {told.block_digest}",
        ),
    )


def _sheets(desk: Desk, told: Told) -> Table:
    sums = [
        sum(getattr(one, name) for one in told.sheets)
        for name in ("count_given", "count_owed")
    ]
    heads = (N_("Students"), N_("Final marks given"), N_("Final marks owed"))
    figures = (N_("Success, %"), N_("Quality, %"), N_("Average mark"))
    return Table(
        desk.say(N_("Summary sheets")),
        (
            Column(desk.say(N_("Class")), 16, "left"),
            Column(desk.say(N_("Period")), 30, "left", may_wrap=True),
            *(Column(desk.say(head), 19, is_data=True) for head in heads),
            *(Column(desk.say(head), 19) for head in figures),
            Column(desk.say(N_("Ledger block")), 17),
            Column(desk.say(N_("Verification code")), 44),
        ),
        (
            *(
                Row(
                    (
                        one.class_id,
                        one.period_name,
                        one.count_students,
                        one.count_given,
                        one.count_owed,
                        one.success,
                        one.quality,
                        one.average,
                        one.block_id,
                        one.code,
                    )
                )
                for one in told.sheets
            ),
            Row(
                (
                    desk.say(N_("The level")),
                    *[None] * 2,  # a student is in the sheets of two periods
                    *(Formula("SUM({col}{first}:{col}{last})", one) for one in sums),
                    *[None] * 5,
                ),
                "total",
            ),
        ),
        tab=desk.say(N_("Summary sheets")),
        note=desk.say(
            N_(
                "Success, quality and the average are of final marks: a period that "
                "runs has none yet."
            )
        ),
    )


def _files(desk: Desk, told: Told) -> Table:
    return Table(
        desk.say(N_("Files")),
        (
            Column(desk.say(N_("File")), 74, "left"),
            Column(desk.say(N_("Bytes")), 20),
            Column("SHA-256", 124, "left"),
        ),
        tuple(
            Row((one.path.rpartition("/")[2], one.size_bytes, one.sha256))
            for one in told.files
        ),
        tab=desk.say(N_("Files")),
    )
