from __future__ import annotations

from datetime import date, time

import pytest

from ingest.reading.sheets import CellError, RawSheet, RawWorkbook, UncachedFormula
from ingest.setup.check import check_setup
from ingest.setup.reader import SetupReading, read_setup
from ingest.setup.rules import RULES, problem_line


def replacement(row, on, slot, kind, **more):
    """Return what is typed into a row of the sheet of replacements: 5А, geography."""
    typed = {"A": "5А", "B": "ГЕО", "C": on, "D": slot, "E": kind, **more}
    return [("Замены", f"{column}{row}", value) for column, value in typed.items()]


TUESDAY, NEXT_TUESDAY = date(2026, 11, 24), date(2026, 12, 1)
# What is typed over in the example, the rule that fires, and where.
CASES = [
    (
        "setup_value_required",
        [("Учащиеся", "B4", None)],
        ("Учащиеся", "B4"),
    ),
    (
        "setup_value_required",
        [("Школа", "B7", None)],
        ("Школа", "B7"),
    ),
    (
        "setup_value_understood",
        [("Учащиеся", "F4", "завтра")],
        ("Учащиеся", "F4"),
    ),
    (
        "setup_value_understood",
        [("Классы", "B4", CellError("#REF!"))],
        ("Классы", "B4"),
    ),
    (
        "setup_value_understood",
        [("Учащиеся", "B4", UncachedFormula())],
        ("Учащиеся", "B4"),
    ),
    (
        "setup_value_understood",
        [("Периоды", "E4", date(2026, 9, 1))],
        ("Периоды", "E4"),
    ),
    (
        "setup_choice_known",
        [("Сотрудники", "E5", "завуч, учитель")],
        ("Сотрудники", "E5"),
    ),
    ("setup_choice_known", [("Школа", "B9", 7)], ("Школа", "B9")),
    ("setup_choice_known", [("Школа", "B14", "up")], ("Школа", "B14")),
    ("setup_number_possible", [("Классы", "B4", 15)], ("Классы", "B4")),
    ("setup_key_once", [("Учащиеся", "A5", "К-0301")], ("Учащиеся", "A5")),
    ("setup_key_once", [("Сотрудники", "G5", "kovaleva")], ("Сотрудники", "G5")),
    ("setup_code_plain", [("Предметы", "A4", "РУС:1")], ("Предметы", "A4")),
    ("setup_reference_known", [("Учащиеся", "E4", "9Я")], ("Учащиеся", "E4")),
    ("setup_reference_known", [("Состав групп", "B4", "К-9")], ("Состав групп", "B4")),
    ("setup_reference_known", [("Нагрузка", "C4", "С-99")], ("Нагрузка", "C4")),
    (
        "setup_reference_known",
        [("Календарь", "C4", None), ("Календарь", "D4", "7В")],
        ("Календарь", "D4"),
    ),
    (
        "setup_setting_there",
        [("Школа", "A7", None), ("Школа", "B7", None)],
        ("Школа", "A3"),
    ),
    ("setup_school_id_plain", [("Школа", "B4", "Школа 17")], ("Школа", "B4")),
    ("setup_timezone_known", [("Школа", "B7", "Europe/Ural")], ("Школа", "B7")),
    (
        "setup_dates_in_order",
        [("Периоды", "G4", date(2026, 8, 31))],
        ("Периоды", "G4"),
    ),
    ("setup_dates_in_order", [("Школа", "B13", date(2026, 8, 1))], ("Школа", "B13")),
    ("setup_year_length", [("Школа", "B13", date(2037, 5, 26))], ("Школа", "B13")),
    ("setup_dates_in_order", [("Звонки", "E4", time(8, 0))], ("Звонки", "E4")),
    (
        "setup_dates_in_order",
        [("Учащиеся", "G4", date(2026, 8, 1))],
        ("Учащиеся", "G4"),
    ),
    ("setup_date_in_year", [("Нагрузка", "E4", date(2026, 8, 1))], ("Нагрузка", "E4")),
    ("setup_date_in_year", [("Периоды", "G7", date(2027, 6, 1))], ("Периоды", "G7")),
    ("setup_periods_apart", [("Периоды", "G4", date(2026, 11, 5))], ("Периоды", "F5")),
    ("setup_periods_there", [("Классы", "B6", 12)], ("Классы", "B6")),
    (
        "setup_days_in_periods",
        [("Периоды", "G4", date(2026, 10, 21))],
        ("Периоды", "E4"),
    ),
    ("setup_bells_in_order", [("Звонки", "D5", time(9, 5))], ("Звонки", "D5")),
    ("setup_bells_in_order", [("Звонки", "E19", time(12, 10))], ("Звонки", "D8")),
    (
        "setup_bells_shortened",
        [("Звонки", f"F{row}", "10") for row in range(20, 24)],
        ("Звонки", "F16"),
    ),
    ("setup_slot_has_bell", [("Звонки", "F6", "1,5")], ("Расписание", "D40")),
    ("setup_slot_has_bell", [("Расписание", "D4", 9)], ("Расписание", "D4")),
    (
        "setup_weekday_in_week",
        [("Расписание", "C4", "суббота")],
        ("Расписание", "C4"),
    ),
    ("setup_load_in_timetable", [("Нагрузка", "B6", "АНГ")], ("Нагрузка", "A6")),
    ("setup_timetable_in_load", [("Расписание", "B4", "АНГ")], ("Расписание", "A4")),
    ("setup_hours_as_timetable", [("Нагрузка", "D4", 7)], ("Нагрузка", "D4")),
    ("setup_unit_clash", [("Расписание", "D5", 1)], ("Расписание", "D5")),
    ("setup_student_clash", [("Состав групп", "B7", "К-0201")], ("Расписание", "D22")),
    ("setup_teacher_clash", [("Нагрузка", "C13", "С-07")], ("Расписание", "D22")),
    ("setup_room_clash", [("Расписание", "E22", "207")], ("Расписание", "E22")),
    ("setup_instead_has_days", [("Расписание", "G54", None)], ("Расписание", "F54")),
    (
        "setup_instead_on_a_day",
        [("Расписание", "C54", "четверг")],
        ("Расписание", "C54"),
    ),
    ("setup_unit_clash", [("Расписание", "D55", 1)], ("Расписание", "D55")),
    ("setup_teacher_clash", [("Расписание", "B54", "ФИЗРА")], ("Расписание", "D54")),
    ("setup_key_once", [("Сроки", "A5", "посещаемость урока")], ("Сроки", "A5")),
    ("setup_value_required", [("Сроки", "C4", None)], ("Сроки", "C4")),
    ("setup_value_understood", [("Сроки", "C4", 1.5)], ("Сроки", "C4")),
    ("setup_choice_known", [("Сроки", "B4", "конец недели")], ("Сроки", "B4")),
    ("setup_number_possible", [("Сроки", "C6", 31)], ("Сроки", "C6")),
    (
        "setup_deadline_counted_so",
        [("Сроки", "B8", "конец периода: последние дни")],
        ("Сроки", "B8"),
    ),
    ("setup_deadline_in_unit", [("Сроки", "D8", "рабочие дни")], ("Сроки", "D8")),
    (
        "setup_attestation_in_year",
        [("Аттестация", "F4", date(2028, 5, 26))],
        ("Аттестация", "F4"),
    ),
    (
        "setup_attestation_once",
        [("Аттестация", "B5", "8")],
        ("Аттестация", "B5"),
    ),
    (
        "setup_attestation_named",
        [
            ("Аттестация", "A5", "за экзамен"),
            ("Аттестация", "B5", "8"),
            ("Аттестация", "D5", "ГОД"),
        ],
        ("Аттестация", "D5"),
    ),
    (
        "setup_term_moved",
        [("Параметры", "A4", "Домашнее задание: минут после последнего урока")],
        ("Параметры", "A4"),
    ),
    ("setup_director_there", [("Сотрудники", "E4", "секретарь")], ("Сотрудники", "A3")),
    ("setup_homeroom_there", [("Классы", "E4", None)], ("Классы", "E4")),
    (
        "setup_parent_same_person",
        [("Родители", "B10", "Иванова")],
        ("Родители", "A10"),
    ),
    (
        "setup_scale_has_marks",
        [("Шкала отметок", f"B{row}", "код посещаемости") for row in range(4, 9)],
        ("Шкала отметок", "A3"),
    ),
    (
        "setup_plan_long_enough",
        [
            ("Планы уроков", f"{column}{row}", None)
            for column in "ABCDEF"
            for row in range(36, 40)
        ],
        ("Планы уроков", "A4"),
    ),
    (
        "setup_replaced_by_somebody",
        replacement(4, TUESDAY, 3, "другой учитель"),
        ("Замены", "F4"),
    ),
    (
        "setup_replaced_by_nobody",
        replacement(4, TUESDAY, 3, "отменён", F="С-05"),
        ("Замены", "F4"),
    ),
    (
        "setup_moved_somewhere",
        replacement(4, TUESDAY, 3, "перенесён"),
        ("Замены", "G4"),
    ),
    (
        "setup_only_moved_has_place",
        replacement(4, TUESDAY, 3, "дистанционно", H=5),
        ("Замены", "G4"),
    ),
    (
        "setup_moved_within_period",
        replacement(4, TUESDAY, 3, "перенесён", G=date(2026, 10, 28)),
        ("Замены", "G4"),
    ),
    (
        "setup_moved_has_bell",
        replacement(4, TUESDAY, 3, "перенесён", H=9),
        ("Замены", "H4"),
    ),
    (
        "setup_moved_once",
        replacement(4, TUESDAY, 3, "перенесён", G=NEXT_TUESDAY),
        ("Замены", "H4"),
    ),
    (
        "setup_moved_once",
        [
            *replacement(4, TUESDAY, 3, "перенесён", G=date(2026, 12, 3)),
            *replacement(5, NEXT_TUESDAY, 3, "перенесён", G=date(2026, 12, 3)),
        ],
        ("Замены", "H5"),
    ),
    (
        "setup_replaced_lesson_there",
        replacement(4, date(2026, 11, 25), 3, "отменён"),
        ("Замены", "C4"),
    ),
    ("setup_column_there", [("Классы", "B3", "Год обучения")], ("Классы", "A3")),
    ("setup_column_known", [("Классы", "B3", "Год обучения")], ("Классы", "B3")),
]


@pytest.mark.parametrize(("rule", "edits", "place"), CASES)
def test_a_slip_in_the_set_up_is_reported_with_its_cell(
    workbook_with, rule, edits, place
):
    problems = check_setup(read_setup(workbook_with(*edits)))

    found = [
        (problem.sheet, problem.cell) for problem in problems if problem.rule == rule
    ]
    assert place in found


def test_the_example_school_has_no_problem(example_workbook):
    assert check_setup(read_setup(example_workbook)) == []


def test_a_missing_sheet_is_reported(example_workbook):
    rest = [sheet for sheet in example_workbook.sheets if sheet.name != "Звонки"]

    problems = check_setup(read_setup(RawWorkbook(rest)))

    assert ("setup_sheet_there", "Звонки") in [
        (problem.rule, problem.sheet) for problem in problems
    ]


def test_a_sheet_that_is_there_twice_is_reported(example_workbook):
    twin = next(sheet for sheet in example_workbook.sheets if sheet.name == "Классы")
    sheets = [*example_workbook.sheets, RawSheet("Classes", "visible", twin.rows)]

    problems = check_setup(read_setup(RawWorkbook(sheets)))

    assert [(problem.rule, problem.sheet) for problem in problems] == [
        ("setup_sheet_once", "Classes")
    ]


def test_a_sheet_nobody_knows_is_a_warning_and_stops_nothing(example_workbook):
    notes = RawSheet("Заметки завуча", "visible", [["позвонить"]])

    problems = check_setup(read_setup(RawWorkbook([*example_workbook.sheets, notes])))

    assert [(problem.rule, problem.severity) for problem in problems] == [
        ("setup_sheet_known", "warning")
    ]


def test_every_rule_is_shown_to_fire():
    elsewhere = {"setup_sheet_there", "setup_sheet_once", "setup_sheet_known"}

    assert {rule for rule, _, _ in CASES} | elsewhere == {rule.id for rule in RULES}


def test_groups_in_parallel_are_fine_and_an_individual_lesson_beside_the_class_too(
    workbook_with,
):
    # Зайцева (К-0206) has mathematics on her own while the class has mathematics:
    # Tuesday's lesson 4 is moved to Tuesday's lesson 1, with another teacher.
    workbook = workbook_with(
        ("Расписание", "D52", 1),
        ("Нагрузка", "C11", "С-04"),
        ("Нагрузка", "C5", "С-07"),
    )

    problems = check_setup(read_setup(workbook))

    assert "setup_student_clash" not in {problem.rule for problem in problems}


def test_a_teacher_who_takes_over_during_the_year_does_not_clash(tables):
    old = next(row for row in tables["load"] if row["unit_id"] == "5А-англ2")
    old["ends_on"] = date(2026, 10, 1)
    tables["load"].append(
        {**old, "person_id": "С-03", "starts_on": date(2026, 10, 2), "ends_on": None}
    )

    assert check_setup(SetupReading(tables)) == []


def instead(tables, unit, subject, slot, on, weekday=5):
    tables["timetable"].append(
        {
            "unit_id": unit,
            "subject_id": subject,
            "weekday": weekday,
            "slot": slot,
            "starts_on": on,
            "ends_on": on,
            "is_instead": True,
        }
    )


@pytest.mark.parametrize(
    ("what", "on", "clashes"),
    [
        # 5А has physical training with the same teacher in every Friday's lesson 3.
        ("5А has its own replaced lessons that day", date(2026, 12, 25), []),
        ("5А has its ordinary ones", date(2026, 12, 18), ["setup_teacher_clash"]),
    ],
)
def test_a_lesson_that_is_replaced_takes_nobodys_time(tables, what, on, clashes):
    instead(tables, "10А", "ФИЗРА", 3, on)

    assert [found.rule for found in check_setup(SetupReading(tables))] == clashes, what


def test_a_replaced_day_is_weighed_neither_as_load_nor_as_a_lesson_of_the_plan(tables):
    for on in (date(2026, 11, 24), date(2026, 12, 1)):
        instead(tables, "5А", "ГЕО", 1, on, weekday=2)
        instead(tables, "5А", "ГЕО", 2, on, weekday=2)

    found = [
        (problem.rule, problem.facts.get("lessons"))
        for problem in check_setup(SetupReading(tables))
        if problem.rule != "setup_teacher_clash"
    ]
    # 36 topics for 35 Tuesdays; two days with one lesson more make 37.
    assert found == [("setup_plan_long_enough", 37)]


def test_two_lessons_of_a_class_in_one_slot_in_different_halves_are_fine(tables):
    first = tables["timetable"][0]
    first["ends_on"] = date(2026, 12, 30)
    tables["timetable"].append(
        {**first, "subject_id": "ОКР", "starts_on": date(2027, 1, 11), "ends_on": None}
    )

    assert check_setup(SetupReading(tables)) == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_problem_says_where_what_what_to_do_and_by_which_clause(
    workbook_with, language
):
    (problem,) = check_setup(read_setup(workbook_with(("Учащиеся", "E4", "9Я"))))

    assert (
        problem_line(problem, language)
        == {
            "ru": "лист «Учащиеся», ячейка E4: «9Я» нет на листе «Классы». "
            "Исправьте код или добавьте его на лист «Классы». (п. 2.2)",
            "en": "sheet “Учащиеся”, cell E4: “9Я” is not on the sheet “Классы”. "
            "Correct the code, or add it to the sheet “Классы”. (§2.2)",
        }[language]
    )


def test_choices_are_listed_in_the_readers_language(workbook_with):
    (problem,) = check_setup(read_setup(workbook_with(("Календарь", "C5", "карнавал"))))

    assert "каникулы, праздничный день" in problem_line(problem, "ru")
    assert "vacation, public holiday" in problem_line(problem, "en")
