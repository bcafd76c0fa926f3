"""The sheet “Deadlines”: other schools' ways, older workbooks, and changes by date."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime

import pytest

from ingest.load import settings_of
from ingest.reading.child import read_workbook
from ingest.reading.sheets import RawWorkbook
from ingest.setup.change_lines import change_line
from ingest.setup.changes import plan_changes
from ingest.setup.check import check_setup
from ingest.setup.reader import read_setup
from ingest.setup.school import create_school, update_school
from ingest.setup.seeds import default_rows
from ingest.setup.sheets_lessons import PARAMETER_NAMES
from ingest.setup.writer import write_setup_workbook
from warehouse.access import breaches
from warehouse.build import build_models
from warehouse.calendar import to_local
from warehouse.school_folder import open_school

pytestmark = pytest.mark.by_turns

DAY = date(2026, 12, 7)
OTHER_WAYS = {
    "homework": ("class_day_end", 60, "minutes"),
    "written_mark": ("lesson_day", 7, "days"),
    "attendance": ("lesson_end", 0, "minutes"),
}
OLD_TITLES = {
    "Разделы формируются до этого числа сентября": (5, "§2.2"),
    "Отметка за письменную работу: рабочих дней": (3, "§2.5"),
    "Домашнее задание: минут после последнего урока": (60, "§2.7"),
    "Итоговые отметки: последние дни периода": (7, "§2.8"),
    "Ежемесячная выгрузка сводных ведомостей: число месяца": (15, "§2.12"),
    "Сообщение о нарушении: рабочих дней": (1, "§4.3"),
}


def by_kind(tables):
    return {row["kind"]: row for row in tables["deadlines"]}


def with_other_ways(tables):
    changed = copy.deepcopy(tables)
    for kind, (counted_from, amount, unit) in OTHER_WAYS.items():
        by_kind(changed)[kind].update(
            counted_from=counted_from, amount=amount, unit=unit, source="Приказ № 88"
        )
    return changed


def update(school, tables, from_date=DAY):
    content = write_setup_workbook(tables, "ru")
    reading = read_setup(read_workbook(content))
    assert check_setup(reading) == []
    return update_school(
        school, reading.tables, content, from_date=from_date, applied_by="С-01"
    )


def deadlines(school, on):
    """Return the deadlines of a day: kind to what it is counted from and how much."""
    build_models(school.database)
    with school.database.reading() as cursor:
        rows = cursor.execute(
            "select kind, counted_from, amount, unit from staging.stg_deadlines "
            "where ? between starts_on and ends_on",
            [on],
        ).fetchall()
    assert len({kind for kind, *_ in rows}) == len(rows)
    return {kind: told for kind, *told in rows}


REGULATION = {
    row["kind"]: [row["counted_from"], row["amount"], row["unit"]]
    for row in default_rows("deadlines")
}


@pytest.fixture
def older_workbook(workbook_with):
    """Return a workbook from before the sheet: its terms stand among parameters."""
    workbook = copy.deepcopy(workbook_with())
    parameters = next(sheet for sheet in workbook.sheets if sheet.name == "Параметры")
    parameters.rows[3:3] = [
        [title, float(number), "рабочие дни", clause]
        for title, (number, clause) in OLD_TITLES.items()
    ]
    for sheet in workbook.sheets:
        if sheet.name in {"Звонки", "Расписание"}:
            # Without the columns of classes and replaced timetables and their rows.
            last = {"Звонки": 15, "Расписание": 53}[sheet.name]
            width = {"Звонки": 5, "Расписание": 7}[sheet.name]
            sheet.rows[:] = [row[:width] for row in sheet.rows[:last]]
    return RawWorkbook([sheet for sheet in workbook.sheets if sheet.name != "Сроки"])


def test_other_schools_ways_hold_from_their_day_and_leave_the_days_before(
    school, tables
):
    changes = update(school, with_other_ways(tables))

    assert {change.natural_key for change in changes} == {
        (kind,) for kind in OTHER_WAYS
    }
    assert deadlines(school, date(2026, 12, 6)) == REGULATION
    assert deadlines(school, DAY) == REGULATION | {
        kind: list(way) for kind, way in OTHER_WAYS.items()
    }
    assert deadlines(school, date(2030, 1, 1)) == deadlines(school, DAY)


def test_due_times_of_lessons_before_the_change_stay_what_they_were(school, tables):
    def due(on):
        build_models(school.database)
        with school.database.reading() as cursor:
            rows = cursor.execute(
                "select kind, due_at from intermediate.int_obligations "
                "where page_id = '2026:5А:ГЕО' and owed_on = ? and student_id = '' "
                "order by kind",
                [on],
            ).fetchall()
        return {
            kind: f"{to_local(due_at, school.timezone):%d.%m %H:%M}"
            for kind, due_at in rows
        }

    before, after = date(2026, 12, 1), date(2026, 12, 8)  # Tuesdays
    as_ever = {"attendance": "01.12 23:59", "homework": "01.12 12:25"}
    assert due(before) == as_ever | {"topic": "01.12 23:59"}

    update(school, with_other_ways(tables))

    assert due(before) == as_ever | {"topic": "01.12 23:59"}
    assert due(after) == {
        "attendance": "08.12 10:55",
        "homework": "08.12 11:55",
        "topic": "08.12 23:59",
    }


def test_the_preview_of_a_changed_set_up_names_the_deadline_in_words(school, tables):
    changes = plan_changes(school.database, with_other_ways(tables), DAY)

    lines = sorted(change_line(change, "ru") for change in changes)
    assert lines == [
        "Сроки: изменено — домашнее задание: Сколько «90» → «60», "
        "Акт школы «пусто» → «Приказ № 88»",
        "Сроки: изменено — отметка за письменную работу: Сколько «3» → «7», "
        "Дни или минуты «рабочие дни» → «календарные дни», "
        "Акт школы «пусто» → «Приказ № 88»",
        "Сроки: изменено — посещаемость урока: От чего отсчёт «день урока» → "
        "«конец урока», Дни или минуты «рабочие дни» → «минуты», "
        "Акт школы «пусто» → «Приказ № 88»",
    ]
    assert deadlines(school, DAY) == REGULATION


def test_a_kind_that_is_left_out_keeps_its_deadline(school, tables):
    update(school, with_other_ways(tables))
    before = deadlines(school, DAY)
    tables["deadlines"] = [
        row for row in tables["deadlines"] if row["kind"] not in OTHER_WAYS
    ]

    assert update(school, tables, date(2026, 12, 8)) == []
    assert deadlines(school, date(2026, 12, 9)) == before


def test_a_school_whose_workbook_has_no_deadlines_gets_the_regulations(
    tmp_path, tables
):
    del tables["deadlines"]
    create_school(tmp_path / "school", tables, b"a file", applied_by="С-01")

    with open_school(tmp_path / "school") as school:
        assert deadlines(school, DAY) == REGULATION


def test_a_school_that_sets_one_deadline_gets_the_others_from_the_regulation(
    tmp_path, tables
):
    tables["deadlines"] = [by_kind(with_other_ways(tables))["homework"]]
    create_school(tmp_path / "school", tables, b"a file", applied_by="С-01")

    with open_school(tmp_path / "school") as school:
        assert deadlines(school, DAY) == REGULATION | {
            "homework": ["class_day_end", 60, "minutes"]
        }


def test_a_workbook_older_than_the_sheet_says_its_six_terms_as_ever(
    tmp_path, older_workbook
):
    reading = read_setup(older_workbook)

    assert check_setup(reading) == []
    assert len(reading.tables["parameters"]) == len(PARAMETER_NAMES)
    create_school(tmp_path / "school", reading.tables, b"a file", applied_by="С-01")
    with open_school(tmp_path / "school") as school:
        assert deadlines(school, DAY) == REGULATION | {
            "homework": ["class_day_end", 60, "minutes"]
        }
        again = plan_changes(school.database, reading.tables, DAY)
        assert again == []


def test_an_older_workbook_changes_nothing_but_the_terms_it_tells(
    school, tables, older_workbook
):
    update(school, with_other_ways(tables))

    changes = plan_changes(
        school.database, read_setup(older_workbook).tables, date(2026, 12, 8)
    )

    assert [
        change.natural_key for change in changes if change.table == "deadlines"
    ] == [("written_mark",), ("homework",)]


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("полтора", "setup_value_understood"),
        (1.5, "setup_value_understood"),
        (None, "setup_value_required"),
        (31.0, "setup_number_possible"),
    ],
)
def test_a_slip_in_an_older_workbooks_term_is_named_with_its_cell(
    older_workbook, written, rule
):
    parameters = next(
        sheet for sheet in older_workbook.sheets if sheet.name == "Параметры"
    )
    parameters.rows[4][1] = written  # working days of written works

    problems = check_setup(read_setup(older_workbook))

    assert [(found.rule, found.sheet, found.cell) for found in problems] == [
        (rule, "Параметры", "B5")
    ]


def test_the_numbers_that_uploads_are_judged_by_hold_from_their_day(
    school, tables, clock
):
    by_kind(tables)["final"]["amount"] = 10
    for row in tables["parameters"]:
        if row["parameter_id"] == "correction_lessons":
            row["value"] = 4.0
    update(school, tables)

    def judged_by():
        numbers = settings_of(school).parameters
        return numbers["final_last_days"], numbers["correction_lessons"]

    clock.set(datetime(2026, 12, 6, 20, 59, tzinfo=UTC))
    assert judged_by() == (7, 3)
    clock.set(datetime(2026, 12, 6, 21, 0, tzinfo=UTC))  # midnight in Moscow
    assert judged_by() == (10, 4)


@pytest.mark.parametrize(
    ("amount", "unit", "before", "after"),
    [
        (2, "working_days", "2026-12-07T21:00", "2026-12-09T21:00"),
        (1, "days", "2026-12-07T21:00", "2026-12-08T21:00"),
        (1440, "minutes", "2026-12-07T21:00", "2026-12-08T09:00"),
    ],
)
def test_a_breach_has_the_deadline_of_the_day_on_which_it_was_learned(
    school, tables, amount, unit, before, after
):
    by_kind(tables)["breach"].update(amount=amount, unit=unit)
    update(school, tables)

    with school.database.reading() as cursor:
        found = [
            breaches.deadline(cursor, learned, school.timezone)
            for learned in (
                datetime(2026, 12, 4, 9, 0, tzinfo=UTC),  # Friday, before the change
                datetime(2026, 12, 7, 9, 0, tzinfo=UTC),
            )
        ]

    assert [f"{moment:%Y-%m-%dT%H:%M}" for moment in found] == [before, after]
