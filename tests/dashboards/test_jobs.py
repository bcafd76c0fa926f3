"""When the server judges the whole warehouse by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboards.jobs import is_due
from ingest.quality import run_full_suites

MOSCOW = ZoneInfo("Europe/Moscow")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=MOSCOW)


def ago(**span: float) -> datetime:
    return NOON - timedelta(**span)


@pytest.mark.parametrize(
    ("last_run", "last_entry", "due", "why"),
    [
        (None, None, True, "never run"),
        (ago(hours=1), ago(hours=2), False, "nothing new"),
        (ago(hours=1), ago(seconds=10), False, "still handing in"),
        (ago(hours=1), ago(minutes=1), True, "hand-ins have ceased"),
        (ago(minutes=5), ago(minutes=1), False, "ran a moment ago"),
        (ago(hours=10), None, True, "03:00 has passed since"),
        (ago(hours=8), None, False, "ran this night"),
        (ago(days=3), ago(days=4), True, "the machine was off"),
    ],
)
def test_suites_run_after_hand_ins_and_every_night(last_run, last_entry, due, why):
    assert is_due(NOON, last_run, last_entry, MOSCOW) is due, why


def test_the_full_suites_are_run_and_kept(desk):
    desk.enter(desk.students[0], "5")

    runs = run_full_suites(desk.school)

    with desk.school.database.reading() as cursor:
        kept = cursor.execute(
            "select suite, success, count_failed from journal.suite_runs "
            "where upload_id = '' order by suite"
        ).fetchall()
        unmet = cursor.execute(
            "select rule from journal.suite_results "
            "inner join journal.suite_runs using (run_id) "
            "where suite = 'cells' and upload_id = '' and not suite_results.success"
        ).fetchall()
    assert [run.suite for run in runs] == [suite for suite, *_ in kept]
    assert [suite for suite, *_ in kept] == ["cells", "warehouse"]
    assert ("mark_has_a_work_type",) in unmet
