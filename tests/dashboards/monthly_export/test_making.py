"""The monthly export (§2.12): what is made, filed, said of it, left after a fault."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from pdf_oxide import PdfDocument

from dashboards.monthly_export import making, months, sheets
from dashboards.monthly_export.registered import Order
from dashboards.scheduling.job import StoppedError
from warehouse import monthly_exports
from warehouse.errors import VedomostError
from warehouse.printed_forms import verify

pytestmark = pytest.mark.by_turns


def files_in(school):
    root = school.folder / "exports"
    return sorted(
        path.relative_to(school.folder).as_posix()
        for path in root.rglob("*")
        if path.is_file()
    )


def rows(school, query, *values):
    with school.database.reading() as cursor:
        return cursor.execute(query, list(values)).fetchall()


def test_an_export_files_every_sheet_of_the_month_and_an_act_for_each_level(
    exported_school,
):
    assert files_in(exported_school) == [
        f"exports/2026-11/1/{name}"
        for name in (
            "ooo/Акт_5_9_классы_ООО_2026-11_1.pdf",
            "ooo/Акт_5_9_классы_ООО_2026-11_1.xlsx",
            "ooo/Сводная_ведомость_5А_1_четверть.pdf",
            "ooo/Сводная_ведомость_5А_1_четверть.xlsx",
            "ooo/Сводная_ведомость_5А_2_четверть.pdf",
            "ooo/Сводная_ведомость_5А_2_четверть.xlsx",
            "ooo/Сводная_ведомость_5Б_1_четверть.pdf",
            "ooo/Сводная_ведомость_5Б_1_четверть.xlsx",
            "ooo/Сводная_ведомость_5Б_2_четверть.pdf",
            "ooo/Сводная_ведомость_5Б_2_четверть.xlsx",
            "soo/Акт_10_11_классы_СОО_2026-11_1.pdf",
            "soo/Акт_10_11_классы_СОО_2026-11_1.xlsx",
            "soo/Сводная_ведомость_10А_1_полугодие.pdf",
            "soo/Сводная_ведомость_10А_1_полугодие.xlsx",
        )
    ]
    assert rows(
        exported_school,
        "select school_level, made_by, answered_by, count_sheets, count_files "
        "from journal.exports order by school_level",
    ) == [("ooo", "@schedule", "p-ooo", 4, 10), ("soo", "@schedule", "p-soo", 1, 4)]


def test_every_file_is_registered_with_its_digest_and_each_sheet_with_its_code(
    exported_school,
):
    filed = rows(
        exported_school,
        "select files.path, files.sha256, files.kind, files.code from "
        "journal.exported_files as files inner join journal.filed using (path, sha256)",
    )
    assert sorted(path for path, *_ in filed) == files_in(exported_school)
    for path, digest, kind, code in filed:
        content = (exported_school.folder / path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        if kind == "sheet":
            assert verify(exported_school.database, code).verdict == "genuine"


def test_the_act_says_who_answers_when_which_sheets_and_the_digest_of_each_file(
    exported_folder,
):
    folder = exported_folder / "exports" / "2026-11" / "1" / "ooo"
    pdf = PdfDocument(str(folder / "Акт_5_9_классы_ООО_2026-11_1.pdf"))
    text = " ".join(pdf.extract_text(page) for page in range(pdf.page_count()))
    assert b"pdfaid" in (folder / "Акт_5_9_классы_ООО_2026-11_1.pdf").read_bytes()
    for words in ("Гусева", "15.11.2026", "18.11.2026 09:10", "на 3 дня позже срока"):
        assert words in text
    book = openpyxl.load_workbook(folder / "Акт_5_9_классы_ООО_2026-11_1.xlsx")
    told = [
        [str(value) for value in row if value is not None]
        for tab in book
        for row in tab.iter_rows(values_only=True)
    ]
    sheet = next(row for row in told if row[:2] == ["5А", "1 четверть"])
    digests = {
        row[0]: row[-1] for row in told if "Сводная_ведомость_" in "".join(row[:1])
    }
    assert len(sheet) == 10
    assert digests == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.glob("Сводная_ведомость_*")
    }


def test_exporting_again_makes_a_further_export_and_touches_none(filled_school, export):
    first = export()
    before = {
        name: (filled_school.folder / name).read_bytes()
        for name in files_in(filled_school)
    }

    second = export()

    assert (first.export_id, second.export_id) == ("2026-11-1", "2026-11-2")
    for name, content in before.items():
        assert (filled_school.folder / name).read_bytes() == content
    assert len(files_in(filled_school)) == 2 * len(before)


def test_a_deputy_exports_the_own_levels_alone(filled_school, export):
    month = months.month_of(filled_school, "2026-11")
    assert months.open_levels(filled_school, month) == ["ooo", "soo"]
    with pytest.raises(VedomostError, match="levels that you answer for"):
        export("p-ooo", "soo")
    assert files_in(filled_school) == []

    export("p-soo", "soo")

    assert months.open_levels(filled_school, month) == ["ooo"]


def test_a_month_is_done_when_all_its_levels_are(exported_school):
    month = months.month_of(exported_school, "2026-11")

    assert months.open_levels(exported_school, month) == []


@pytest.mark.parametrize("by", ["p-mat", "p-adm", "p-sec", "nobody"])
def test_who_answers_for_no_level_exports_nothing(filled_school, export, by):
    with pytest.raises(VedomostError, match="levels that you answer for"):
        export(by, "ooo")
    assert rows(filled_school, "select * from journal.exports") == []


def test_a_class_that_fails_costs_its_level_and_no_other(
    filled_school, export, monkeypatch
):
    write = sheets.write

    def fails(desk, due, *told):
        if due.school_level == "ooo":
            raise RuntimeError("Иванов Иван")
        return write(desk, due, *told)

    monkeypatch.setattr(sheets, "write", fails)
    made = export("@schedule", "ooo", "soo")

    assert made.failed == ("5А", "5Б")
    assert [one.school_level for one in made.exports] == ["soo"]
    assert {name.split("/")[3] for name in files_in(filled_school)} == {"soo"}
    month = months.month_of(filled_school, "2026-11")
    assert months.open_levels(filled_school, month) == ["ooo"]


def test_an_export_that_is_stopped_leaves_nothing(filled_school):
    month = months.month_of(filled_school, "2026-11")
    steps = iter([False, True])

    with pytest.raises(StoppedError):
        making.export(
            filled_school,
            Order(month, ("ooo", "soo"), "@schedule"),
            is_over=lambda: next(steps),
        )

    assert files_in(filled_school) == []
    assert rows(filled_school, "select * from journal.exports") == []
    assert list((filled_school.folder / "exports.part" / "2026-11").iterdir()) == []


def test_a_month_that_has_not_begun_or_has_no_period_is_refused(export):
    with pytest.raises(VedomostError, match="has not begun"):
        export(key="2026-12")
    with pytest.raises(VedomostError, match="No class has a reporting period"):
        export("@schedule", "ooo", key="2026-07")


@pytest.mark.parametrize("written", ["2026-13", "ноябрь", "2026", "26-11-1"])
def test_what_is_not_a_month_is_refused_with_an_example(filled_school, written):
    with pytest.raises(VedomostError, match="Write it as 2026-11"):
        months.month_of(filled_school, written)


def test_an_export_under_a_breached_account_counts_for_no_month(
    filled_school, export, clock
):
    export("p-soo", "soo")
    month = months.month_of(filled_school, "2026-11")
    assert months.open_levels(filled_school, month) == ["ooo"]
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "insert into journal.void_events by name select 'small' as school_id, "
            "1 as event_id, 'b' as breach_id, 'p-soo' as person_id, 'from' as kind, "
            "? as moment, ? as recorded_at, 'p-sec' as recorded_by, 1 as block_id",
            [clock.now().replace(tzinfo=None) - timedelta(hours=1)] * 2,
        )

    assert months.open_levels(filled_school, month) == ["ooo", "soo"]


class TestDueDays:
    """When an export is due, by the deadline as it holds."""

    def test_the_fifteenth_at_six_in_the_morning_of_the_school(self, filled_school):
        month = months.month_of(filled_school, "2026-11")

        assert month.due_on == date(2026, 11, 15)
        assert month.due_at == datetime(2026, 11, 15, 3, tzinfo=UTC)
        assert month.after_on == date(2026, 10, 15)

    def test_the_schools_own_day_holds_from_the_day_of_its_change(self, filled_school):
        with filled_school.database.writing() as cursor:
            cursor.execute(
                "update setup.deadlines set valid_to = '2026-11-10' "
                "where kind = 'export'"
            )
            cursor.execute(
                "insert into setup.deadlines by name select * replace "
                "(31 as amount, date '2026-11-10' as valid_from, null as valid_to) "
                "from setup.deadlines where kind = 'export'"
            )

        due = [
            months.month_of(filled_school, key).due_on
            for key in ("2026-10", "2026-11", "2027-02")
        ]
        assert due == [date(2026, 10, 15), date(2026, 11, 30), date(2027, 2, 28)]

    def test_a_day_moved_to_earlier_in_the_middle_of_a_month_is_due_on_that_day(
        self, filled_school
    ):
        with filled_school.database.writing() as cursor:
            cursor.execute(
                "update setup.deadlines set valid_to = '2026-11-10' "
                "where kind = 'export'"
            )
            cursor.execute(
                "insert into setup.deadlines by name select * replace "
                "(5 as amount, date '2026-11-10' as valid_from, null as valid_to) "
                "from setup.deadlines where kind = 'export'"
            )

        assert months.month_of(filled_school, "2026-11").due_on == date(2026, 11, 10)
        assert months.month_of(filled_school, "2026-12").due_on == date(2026, 12, 5)

    def test_months_before_the_first_entry_are_not_made_up_for(
        self, filled_school, clock
    ):
        since = months.kept_since(filled_school)
        due = months.begun_months(filled_school, clock.now())

        assert [month.key for month in due] == ["2026-11"]
        assert since > date(2026, 10, 15)

    def test_a_period_that_ended_since_the_last_export_is_in_the_next_one(
        self, filled_school
    ):
        def sheets_of(key):
            month = months.month_of(filled_school, key)
            return [
                one.period_id
                for one in months.sheets_of(filled_school, month)
                if one.class_id in {"5А", "10А"}
            ]

        assert sheets_of("2026-10") == ["2026-Q1", "2026-H1"]
        assert sheets_of("2026-11") == ["2026-Q1", "2026-Q2", "2026-H1"]
        assert sheets_of("2026-12") == ["2026-Q2", "2026-H1"]
        assert sheets_of("2027-01") == ["2026-Q2", "2026-H1"]
        assert sheets_of("2027-02") == []


def test_the_register_names_the_levels_that_are_done(filled_school, export):
    export("p-soo", "soo")

    month = months.month_of(filled_school, "2026-11")
    now, days = filled_school.clock.now(), timedelta(days=30)
    with filled_school.database.reading() as cursor:
        done, later, of_a_fast_clock = (
            monthly_exports.levels_done(cursor, "2026-11", not_before, at)
            for not_before, at in (
                (month.day_begins, now),
                (month.day_begins + days, now + days),
                (month.day_begins, now - days),
            )
        )
    assert (done, later, of_a_fast_clock) == ({"soo"}, set(), set())
