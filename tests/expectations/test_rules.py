"""Each rule fires on the cell drawn to break it and is quiet on sound ones."""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.catalogue import RULES
from expectations.check import FINDINGS, check_changes, judge_cells
from expectations.findings import finding_text
from expectations.frame import CHECKED_CELLS, FIELDS
from expectations.marks import MarkScale
from expectations.parameters import DEFAULT_SETTINGS, Settings
from expectations.rule import FinalRule
from tests.expectations.drawn import (
    BROKEN,
    cells,
    final,
    lesson_field,
    mark,
    sound_cells,
)


def rules_found(frame: pl.DataFrame, settings: Settings = DEFAULT_SETTINGS) -> set[str]:
    return set(check_changes(frame, settings)["rule"])


def test_a_sound_hand_in_gives_no_finding():
    assert check_changes(sound_cells()).to_dicts() == []


def test_no_cells_give_no_finding():
    findings = check_changes(pl.DataFrame(schema=CHECKED_CELLS))

    assert findings.is_empty()
    assert findings.schema == FINDINGS


def test_for_every_rule_a_cell_that_breaks_it_is_drawn():
    assert list(BROKEN) == [rule.id for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_the_one_cell_that_breaks_it(rule):
    sound = sound_cells()
    frame = pl.concat([sound, cells(BROKEN[rule.id])])

    findings = check_changes(frame)

    assert set(findings["row"]) == {len(sound)}
    assert rule.id in set(findings["rule"])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_finding_says_what_why_and_how_to_fix_in_both_languages(rule, language):
    found = check_changes(cells(BROKEN[rule.id])).filter(pl.col("rule") == rule.id)

    text = finding_text(rule.id, found["facts"][0], language)

    for sentence in (text.what, text.why, text.fix):
        assert sentence
        assert "{" not in sentence
    is_russian = any("а" <= letter <= "я" for letter in text.severity)
    assert is_russian == (language == "ru")


def test_a_mark_off_the_scale_is_told_with_its_value_and_what_may_be_written():
    found = check_changes(cells(mark("5-")))

    text = finding_text("mark_is_on_the_scale", found["facts"][0], "en")

    assert text.what == "“5-” is neither a mark nor an attendance code."
    assert text.fix.startswith("Perhaps “5” was meant. Write one of 5, 4, 3, 2, 1, н")


def test_the_school_s_own_scale_is_what_the_fix_names():
    scale = MarkScale.from_rows([{"code": "A", "kind": "mark", "value": 5}])

    found = check_changes(cells(mark("7")), Settings(scale=scale))

    assert json.loads(found["facts"][0])["allowed"] == "A"


def test_numbers_and_dates_are_told_as_people_write_them():
    found = check_changes(
        cells(final("4", average=4.66, received_on=date(2026, 12, 1)))
    )
    told = {row["rule"]: row["facts"] for row in found.iter_rows(named=True)}

    average = finding_text(
        "final_is_the_rounded_average", told["final_is_the_rounded_average"], "ru"
    )
    late = finding_text(
        "final_is_entered_in_the_last_week",
        told["final_is_entered_in_the_last_week"],
        "ru",
    )

    assert average.what == "Итоговая отметка «4» при среднем балле 4,66."
    assert late.what == (
        "Итоговая отметка «4» поступила 01.12.2026; период заканчивается 30.12.2026."
    )


def test_a_lesson_without_work_type_is_one_finding_and_not_one_for_each_mark():
    students = [mark("5", student_id=f"К-{number}", work_type=None) for number in "123"]
    other = mark("4", work_type=None, lesson_id="2026:5А:МАТ:20261121:2")

    assert check_changes(cells(*students, other))["row"].to_list() == [0, 3]


def test_a_cell_that_was_emptied_is_not_judged_as_a_value():
    emptied = {"value": None, "mark_1": None, "kind": "empty", "is_on_roll": False}

    assert rules_found(cells(mark("", **emptied, is_future=True))) == set()


@pytest.mark.parametrize(
    ("average", "threshold", "fitting"),
    [(4.5, 0.5, "5"), (4.49, 0.5, "4"), (4.6, 0.65, "4"), (2.0, 0.5, "2")],
)
def test_the_rounding_threshold_of_the_subject_decides(average, threshold, fitting):
    others = {"average": average, "rounding_threshold": threshold}

    assert rules_found(cells(final(fitting, **others))) == set()
    assert rules_found(cells(final("3", **others))) == {"final_is_the_rounded_average"}


@pytest.mark.parametrize(
    ("received_on", "is_in_time"),
    [
        (date(2026, 12, 23), False),
        (date(2026, 12, 24), True),
        (date(2026, 12, 30), True),
        (date(2026, 12, 31), False),
    ],
)
def test_final_marks_come_in_the_last_seven_days_of_the_period(received_on, is_in_time):
    found = rules_found(cells(final("5", received_on=received_on)))

    assert ("final_is_entered_in_the_last_week" not in found) == is_in_time


def test_marks_needed_depend_on_the_hours_a_week_and_on_the_school_s_numbers():
    few = cells(final("5", count_marks=3, hours_per_week=2.0))
    stricter = DEFAULT_SETTINGS.with_rows(
        [{"parameter_id": "minimum_marks_up_to_2_hours", "value": 4.0}]
    )

    assert rules_found(few) == set()
    assert rules_found(few, stricter) == {"final_has_enough_marks"}


@pytest.mark.parametrize(
    "written", ["-", "см. выше", "то же", "Как обычно", "д/з", "…"]
)
def test_homework_that_says_nothing_is_noticed(written):
    found = rules_found(cells(lesson_field("homework", written)))

    assert found == {"homework_says_what_to_do"}


@pytest.mark.parametrize(
    "written", ["не задано", "с. 5", "п. 12, см. рис. 4", "Повторить дроби"]
)
def test_homework_that_says_something_is_left_alone(written):
    assert rules_found(cells(lesson_field("homework", written))) == set()


def test_a_topic_may_differ_from_the_plan_in_case_blanks_and_dots():
    assert rules_found(cells(lesson_field("topic", "сложение дробей."))) == set()
    assert rules_found(cells(lesson_field("topic", "Тест", planned_topic=""))) == set()


@given(
    field=st.sampled_from(FIELDS),
    kind=st.sampled_from(["text", "number", "date", "time", "boolean"]),
    page_id=st.sampled_from(["", "2026:5А:МАТ"]),
)
def test_no_filled_cell_is_kept_out_without_a_critical_finding(field, kind, page_id):
    unread = lesson_field(field, "что-то", kind=kind, value=None, page_id=page_id)

    found = check_changes(cells({**unread, "student_id": "К-0231"}))

    assert "critical" in set(found["severity"])


@pytest.mark.parametrize("kind", ["error", "formula", "merged"])
@pytest.mark.parametrize("field", FIELDS)
def test_no_odd_cell_is_kept_out_without_a_critical_finding(field, kind):
    found = check_changes(cells(lesson_field(field, "", kind=kind)))

    assert "critical" in set(found["severity"])


@pytest.mark.parametrize("written", ["2026-05-04", "2026-05-04T00:00:00", "46146"])
def test_a_date_in_a_mark_cell_is_told_as_a_day_with_the_mark_it_may_have_been(written):
    unread = {"kind": "date", "hint": "4/5", "value": None, "mark_1": None}

    found = check_changes(cells(mark(written, **unread)))

    text = finding_text(found["rule"][0], found["facts"][0], "ru")
    assert text.what == "Вместо отметки в ячейке стоит «04.05.2026» — дата или время."
    assert text.fix.startswith("Возможно, имелось в виду «4/5».")


def test_what_a_lesson_lacks_is_placed_in_the_lessons_own_row():
    in_the_grid = mark("5", homework=None, student_id="К-1")
    own_row = lesson_field("status", "held", homework=None)

    found = check_changes(cells(in_the_grid, own_row))

    missing = found.filter(pl.col("rule") == "held_lesson_has_homework")
    assert missing["row"].to_list() == [1]


def test_what_is_asked_of_finals_alone_nothing_else_breaks():
    anything = pl.concat([cells(*BROKEN.values()), sound_cells()])
    of_finals = [rule.id for rule in RULES if issubclass(rule, FinalRule)]

    for field in set(FIELDS) - {"final"}:
        judged = judge_cells(anything.with_columns(pl.lit(field).alias("field")))

        assert not judged.select(of_finals).sum().sum_horizontal()[0], field
    as_finals = judge_cells(anything.with_columns(pl.lit("final").alias("field")))
    assert min(as_finals.select(of_finals).sum().row(0)) > 0
