"""`vedomost export`: the same export as by schedule, asked for at the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.monthly_export import making, months
from dashboards.monthly_export.registered import Order
from expectations.language import N_, say
from warehouse.build import build_models
from warehouse.monthly_exports import MACHINE

if TYPE_CHECKING:
    from dashboards.control.commands import Asked

_DONE = N_(
    "{month}: sheets {sheets}, files {files}, export {number}. Acts with SHA-256 lie "
    "beside them."
)


def run(asked: Asked) -> bool:
    """Export a month (2026-11; by default the last one due), all levels.

    One line on stdout for each file's folder; false if a level could not be exported.
    """
    school = asked.school
    if asked.site is None:
        build_models(school.database)
    wanted = str(asked.arguments.get("month") or "")
    month = months.month_of(school, wanted) if wanted else months.due_month(school)
    levels = months.levels_in(months.sheets_of(school, month))
    made = making.export(
        school,
        Order(month, tuple(levels), MACHINE),
        is_over=asked.is_stopping,
    )
    for one in made.exports:
        asked.show(one.act_path.rpartition("/")[0])
    if made.exports:
        asked.narrate(
            say(
                _DONE,
                asked.language,
                month=month.key,
                sheets=made.count_sheets,
                files=made.count_files,
                number=made.exports[0].number,
            )
        )
    if made.failed:
        asked.narrate(
            say(making.FAILED, asked.language, classes=", ".join(made.failed))
        )
    return not made.failed
