"""The sheets of several classes at once are those of each class alone."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from warehouse.queries.sheet import class_sheet, class_sheets
from warehouse.viewer import Viewer

CLASSES = ("5А", "5Б", "10А")


@pytest.mark.parametrize("person_id", ["p-dir", "p-ooo", "p-mat", "p-nobody"])
@pytest.mark.parametrize("period_id", ["2026-Q1", "2026-H1", "2026-year"])
def test_at_once_or_one_by_one(filled_school, person_id, period_id):
    database, viewer = filled_school.database, Viewer(person_id, frozenset())

    at_once = class_sheets(database, viewer, CLASSES, period_id)

    for class_id in CLASSES:
        zone = ZoneInfo("Europe/Moscow")
        alone = class_sheet(database, viewer, class_id, period_id, None, zone)
        for name, frame, other in zip(
            alone._fields, alone, at_once[class_id], strict=True
        ):
            same = frame is other if name == "is_year" else frame.equals(other)
            assert same, (class_id, name)
