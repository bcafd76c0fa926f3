"""The filled school with its models as of today, and ways to export it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboards.monthly_export import making, months
from warehouse.monthly_exports import SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.monthly_export.making import Made
    from warehouse.school_folder import School


@pytest.fixture
def export(filled_school: School) -> Callable[..., Made]:
    """Export a month as somebody: `export("2026-11", "p-ooo", "ooo")`."""

    def do(key: str = "2026-11", by: str = SCHEDULE, *levels: str) -> Made:
        month = months.month_of(filled_school, key)
        due = months.levels_in(months.sheets_of(filled_school, month))
        return making.export(
            filled_school, making.Order(month, levels or tuple(due), by)
        )

    return do
