"""The journal of a whole year goes to the archive when the year is closed (§2.11)."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from dashboards.archive.making import make
from tests.dashboards.archive.conftest import ADDRESS, DEPUTY
from tests.dashboards.archive.test_making import debts, enter
from warehouse.archive.checking import checked
from warehouse.archive.tables import Of
from warehouse.clock import SetClock
from warehouse.closing import close
from warehouse.errors import VedomostError
from warehouse.school_folder import open_school

pytestmark = pytest.mark.by_turns

YEAR = "2026-year"
LAST_DAY = datetime(2027, 5, 26, 12, 0, tzinfo=UTC)
PATH = "archive/2026-2027/5А/Год/пакет-001"


@pytest.fixture
def set_clock():
    return SetClock(LAST_DAY)


@pytest.fixture
def of_year(filled_folder, tmp_path, set_clock):
    """Give the filled school with finals of the year, on its last day."""
    folder = tmp_path / "of-year"
    shutil.copytree(filled_folder, folder)
    with open_school(folder, set_clock) as school:
        with school.database.writing() as cursor:  # as deriving the year gives them
            cursor.execute(
                "insert into journal.page_attestations select distinct page_id, "
                "'2026-year', 'year', 'Год', date '2027-05-20', date '2027-05-26' "
                "from journal.page_periods"
            )
        yield school


def test_a_year_is_closed_on_its_last_day_and_not_before(of_year, set_clock):
    set_clock.set(LAST_DAY - timedelta(days=300))

    with pytest.raises(VedomostError, match="last day or later"):
        close(of_year, DEPUTY, "5А", YEAR, "early")

    assert debts(of_year) == []


def test_a_closed_year_is_packed_with_all_its_periods_and_what_comes_later_adds(
    of_year, set_clock
):
    close(of_year, DEPUTY, "5А", YEAR, "Двое на лечении")
    (one,) = debts(of_year)
    assert (one.of, one.kind, one.path) == (Of("2026", "5А", YEAR), "year", PATH)

    make(of_year, one, ADDRESS)

    assert debts(of_year) == []
    assert [one.unlike for one in checked(of_year)] == [[]]
    package = of_year.folder / PATH
    forms = {
        one.relative_to(package / "data" / "Формы").as_posix()
        for one in package.rglob("*.pdf")
    }
    assert {
        "Сводная ведомость.pdf",
        "Табели учеников.pdf",
        "Ведомость посещаемости.pdf",
        "Страницы журнала/5А · Математика, 1 четверть.pdf",
        "Страницы журнала/5А · Математика, 2 четверть.pdf",
    } <= forms
    entries = pl.read_parquet(package / "data" / "Таблицы" / "entries.parquet")
    assert entries["entry_id"].to_list() == all_entries(of_year)

    set_clock.set(LAST_DAY + timedelta(hours=1))
    enter(of_year, "4")  # of a quarter that nobody closed

    (further,) = debts(of_year)
    assert (further.of, further.number, further.why) == (one.of, 2, "changes")
    make(of_year, further, ADDRESS)
    assert debts(of_year) == []
    assert [one.unlike for one in checked(of_year)] == [[], []]


def all_entries(school):
    with school.database.reading() as cursor:
        found = cursor.execute(
            "select entry_id from journal.entries where field <> 'message' and page_id "
            "in (select page_id from journal.roster where class_id = '5А') order by 1"
        ).fetchall()
    return [entry_id for (entry_id,) in found]
