from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.reading.child import read_workbook
from ingest.reading.sheets import CellError, RawSheet, RawWorkbook, UncachedFormula
from ingest.setup.check import check_setup
from ingest.setup.contract import SHEETS, completed
from ingest.setup.reader import read_setup
from ingest.setup.rules import problem_line
from ingest.setup.writer import write_setup_workbook


@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_is_written_is_read_back_in_either_language(tables, language):
    content = write_setup_workbook(tables, language)

    reading = read_setup(read_workbook(content))

    assert reading.problems == ()
    assert reading.tables == completed(tables)


_words = st.text(
    st.characters(codec="utf-8", categories=("L", "N"), include_characters="-«»!?"),
    min_size=1,
    max_size=12,
)
_days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    students=st.lists(
        st.fixed_dictionaries(
            {
                "student_id": _words,
                "surname": _words,
                "given_name": _words,
                "patronymic": st.just("") | _words,
                "class_id": st.sampled_from(["1А", "5А", "11Б"]),
                "enrolled_on": _days,
                "left_on": st.none() | _days,
                "order_number": st.just("") | _words,
            }
        ),
        max_size=4,
    ),
    bells=st.lists(
        st.fixed_dictionaries(
            {
                "shift": st.integers(1, 3),
                "day": st.sampled_from(["*", "1", "6", "shortened"]),
                "slot": st.integers(0, 14),
                "starts_time": st.times().map(
                    lambda at: at.replace(second=0, microsecond=0)
                ),
                "ends_time": st.times().map(
                    lambda at: at.replace(second=0, microsecond=0)
                ),
                "classes": st.sampled_from(["", "1-4", "5А", "1-4,5А"]),
            }
        ),
        max_size=4,
    ),
)
def test_any_students_and_bells_survive_the_workbook(students, bells):
    tables = {"students": students, "bells": bells}

    read = read_setup(read_workbook(write_setup_workbook(tables, "ru"))).tables

    assert read == completed(tables)


def test_dates_and_numbers_typed_as_text_are_understood(workbook_with):
    workbook = workbook_with(
        ("Учащиеся", "F4", "1.9.2026"),
        ("Учащиеся", "F5", "01.09.2026 г."),
        ("Учащиеся", "F6", 46266.0),
        ("Классы", "B4", "1"),
        ("Нагрузка", "D4", "5,0"),
        ("Звонки", "D4", "8.30"),
        ("Звонки", "D5", timedelta(hours=9, minutes=20)),
        ("Звонки", "D6", 0.42708333),
        ("Расписание", "C4", "1"),
        ("Виды работ", "D4", "-"),
    )

    reading = read_setup(workbook)

    assert check_setup(reading) == []
    enrolled = [row["enrolled_on"] for row in reading.tables["students"][:3]]
    assert enrolled == [date(2026, 9, 1)] * 3
    starts = [row["starts_time"] for row in reading.tables["bells"][:3]]
    assert starts == [time(8, 30), time(9, 20), time(10, 15)]
    assert reading.tables["timetable"][0]["weekday"] == 1


def test_latin_letters_quotes_and_blanks_in_class_names_mean_the_class(workbook_with):
    workbook = workbook_with(
        ("Классы", "A5", "5 «A»"),  # a Latin A
        ("Учащиеся", "E8", "5a"),
        ("Нагрузка", "A9", "5-А"),
        ("Состав групп", "B4", "K-0201"),  # a Latin K
    )

    reading = read_setup(workbook)

    assert check_setup(reading) == []
    assert reading.tables["students"][4]["class_id"] == "5А"
    assert reading.tables["load"][5]["unit_id"] == "5А"
    assert reading.tables["group_members"][0]["student_id"] == "К-0201"


def test_columns_may_stand_in_any_order_and_rows_below_blank_ones_count(
    example_workbook,
):
    sheets = [
        RawSheet(
            "  классы ",
            "visible",
            [
                [],
                ["Смена класса", "Класс *", "Учебная неделя", "Параллель"],
                [1.0, "1А", 5.0, 1.0],
                [None, None, None, None],
                [1, "5А", "5 дней", 5],
                ["", "  "],
                [1, "10А", "5", "10"],
            ],
        )
        if sheet.name == "Классы"
        else sheet
        for sheet in example_workbook.sheets
    ]

    reading = read_setup(RawWorkbook(sheets))

    problems = check_setup(reading)
    assert {problem.rule for problem in problems} == {"setup_homeroom_there"}
    classes = reading.tables["classes"]
    assert [row["class_id"] for row in classes] == ["1А", "5А", "10А"]
    assert [row["grade"] for row in classes] == [1, 5, 10]


def test_every_value_has_its_place(example_workbook):
    reading = read_setup(example_workbook)

    place = reading.places["students", 0, "surname"]

    assert (place.sheet, place.cell, place.text) == ("Учащиеся", "B4", "Алёшина")
    for sheet in SHEETS:
        for number, row in enumerate(reading.tables[sheet.table]):
            assert all((sheet.table, number, key) in reading.places for key in row)


def test_codes_that_look_like_numbers_stay_text(tables):
    tables["students"][0]["student_id"] = "0301"

    read = read_setup(read_workbook(write_setup_workbook(tables, "ru"))).tables

    assert read["students"][0]["student_id"] == "0301"


_anything = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(
        [
            "1-99999999999",
            "²",
            "9-1",
            "5А,5Б",
            ";,:",
            "31.02.2026",
            "1:99",
            "nan",
            "9" * 5000,
        ]
    ),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.just(CellError("#DIV/0!")),
    st.just(UncachedFormula()),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    typed=st.lists(
        st.tuples(st.integers(1, 16), st.integers(2, 8), st.integers(0, 8), _anything),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_is_typed_anywhere_is_read_and_judged_without_a_crash(
    workbook_with, typed
):
    workbook = workbook_with()
    for sheet, row, column, value in typed:
        rows = workbook.sheets[sheet].rows
        rows += [[] for _ in range(row + 1 - len(rows))]
        cells = rows[row]
        cells += [None] * (column + 1 - len(cells))
        cells[column] = value

    for problem in check_setup(read_setup(workbook)):
        assert problem_line(problem, "ru")
        assert problem_line(problem, "en")


def test_a_workbook_of_something_else_is_all_problems():
    workbook = RawWorkbook(
        [RawSheet("Классы", "visible", []), RawSheet("Лист1", "visible", [["привет"]])]
    )

    problems = check_setup(read_setup(workbook))

    assert {"setup_sheet_there", "setup_sheet_known", "setup_column_there"} <= {
        problem.rule for problem in problems
    }
