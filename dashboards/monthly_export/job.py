"""The export as a job of the server: on its day, or after it for each missed month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.monthly_export import making, months
from dashboards.monthly_export.registered import Order
from dashboards.scheduling.job import Job
from dashboards.scheduling.telling import told
from dashboards.scheduling.times import Due
from expectations.language import N_
from warehouse.errors import VedomostError
from warehouse.monthly_exports import SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from dashboards.site import Site
    from warehouse.school_folder import School


def _times(school: School, now: datetime) -> Sequence[Due]:
    return [Due(month.key, month.due_at) for month in months.begun_months(school, now)]


def _run(site: Site, due: Due) -> str:
    """Export the levels that nobody has exported since the day of the month."""
    school = site.school
    month = months.month_of(school, due.key)
    if not months.sheets_of(school, month):
        return told(N_("No class has a reporting period: nothing was exported."))
    levels = months.open_levels(school, month)
    if not levels:
        return told(N_("It was exported by hand already."))
    made = making.export(
        school,
        Order(month, tuple(levels), SCHEDULE),
        is_over=lambda: site.versions.is_closing,
    )
    if made.failed:
        raise VedomostError(making.FAILED, classes=", ".join(made.failed))
    return told(
        N_("Sheets: {sheets}, files: {files}."),
        sheets=made.count_sheets,
        files=made.count_files,
    )


JOB = Job("monthly_export", N_("Monthly export of summary sheets"), _times, _run)
