"""The demo's breach: registered late, its hand-ins void, new credentials issued."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from ingest.demo.discipline import LATE
from ingest.demo.incident import plant_breach
from warehouse.access.accounts import new_logins
from warehouse.access.opening import open_missing

if TYPE_CHECKING:
    from warehouse.school_folder import School

TEACHERS = dict.fromkeys(("p-mat", "p-rus", "p-eng", "p-fiz"), LATE)


@pytest.fixture
def opened(filled_school: School) -> School:
    at = filled_school.clock.now()
    open_missing(filled_school.database, at=at, by="p-adm")
    return filled_school


def test_a_teachers_last_hand_in_came_after_the_report_and_is_void(
    opened: School,
) -> None:
    with opened.database.writing() as cursor:
        cursor.execute("update journal.uploads set count_recorded = 20")
        cursor.execute(
            "update journal.uploads set status = 'refused' where upload_id = 'u-10'"
        )
        cursor.execute("update access.accounts set state = 'active'")

    planted = plant_breach(opened, TEACHERS, "p-sec")

    assert planted is not None
    assert planted.person_id == "p-mat"
    assert planted.reported_at == datetime(2026, 11, 21, 7, 20, tzinfo=UTC)
    with opened.database.reading() as cursor:
        ((late_by, starts_at, ends_at),) = cursor.execute(
            "select reported_to_head_at - deadline_at, starts_at, ends_at "
            "from access.breaches inner join journal.void_periods using (breach_id)"
        ).fetchall()
        void = cursor.execute("select upload_id from journal.void_uploads").fetchall()
    assert late_by.total_seconds() > 0
    assert starts_at == datetime.fromisoformat("2026-11-21 07:20:00")
    assert ends_at == datetime.fromisoformat("2026-11-23 10:25:00")
    assert void == [("u-09",)]
    assert new_logins(opened.database) == ["p-mat"]


def test_no_breach_is_registered_where_nobodys_hand_ins_suit(opened: School) -> None:
    with opened.database.writing() as cursor:
        cursor.execute("update journal.uploads set count_recorded = 5000")

    assert plant_breach(opened, TEACHERS, "p-sec") is None

    with opened.database.reading() as cursor:
        assert cursor.execute("select * from access.breaches").fetchall() == []
