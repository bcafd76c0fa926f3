"""Printed averages beside those of the marks that were read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.foreign.averages import Printed, average_of, disagreements
from ingest.foreign.layout import Averages
from ingest.foreign.reading import read_foreign
from tests.foreign.paper import Paper, as_xlsx
from tests.foreign.spellings import printed_average

STATE = Averages("half_even", 2)
TEACHER = Averages("half_up", 1)


def test_halves_go_where_the_layout_says():
    eighths = (5, 4, 4, 4, 4, 4, 4, 4)  # 4.125
    assert average_of(eighths, STATE) == Decimal("4.12")
    assert average_of((5, 4, 4, 4), TEACHER) == Decimal("4.3")  # 4.25
    assert average_of((), STATE) is None


@pytest.mark.parametrize("rule", [STATE, TEACHER])
@given(marks=st.lists(st.integers(0, 5), min_size=1, max_size=40))
def test_averages_are_those_of_decimal_arithmetic(rule, marks):
    is_even = rule.rounding == "half_even"
    expected = printed_average(marks, rule.digits, half_even=is_even)
    assert average_of(marks, rule) == expected


def test_a_result_of_a_formula_is_rounded_before_it_is_compared():
    printed = Printed("Алгебра", "F5", Decimal("4.333333333333333"), (5, 4, 4))
    assert disagreements([printed], TEACHER) == []


def test_each_disagreement_is_told_with_its_cell():
    paper = Paper("Алгебра")
    for place, value in {
        (0, 0): "8А класс, 2024/2025",
        (1, 0): "ФИО",
        (1, 1): "Сентябрь",
        (2, 1): 2,
        (2, 2): 3,
        (1, 3): "Ср. балл",
        (1, 4): "1 четв",
        (3, 0): "Ли Глеб",
        (3, 1): 5,
        (3, 2): "4/4",
        (3, 3): 4.3,  # of 5, 4 and 4
        (4, 0): "Цой Анна",
        (4, 1): 5,
        (4, 2): "4/4",
        (4, 3): 4.4,
        (5, 0): "Орлов Юрий",
        (5, 3): 5,
    }.items():
        paper.put(*place, value)
    (journal,) = read_foreign(as_xlsx([paper]), "журнал.xlsx")
    told = {p.cell: dict(p.facts) for p in journal.problems}
    assert {p.rule for p in journal.problems} == {"foreign_average"}
    assert told == {
        "D5": {"value": "4.4", "computed": "4.3", "count": 3, "sum": 13},
        "D6": {"value": "5"},
    }


@pytest.mark.parametrize(("printed", "is_told"), [("4,12", False), ("4,13", True)])
def test_a_report_rounds_halves_to_the_even_digit(printed, is_told):
    paper = Paper("Лист1")
    for row, text in enumerate(
        ("Отчёт об успеваемости и посещаемости", "Учебный год: 2024/2025", "Ученик: Ли")
    ):
        paper.put(row, 0, text)
    paper.put(3, 0, "Предмет")
    paper.put(3, 1, "Май")
    paper.put(5, 0, "ИЗО")
    for day, mark in enumerate((5, 4, 4, 4, 4, 4, 4, 4), start=1):  # 4.125
        paper.put(4, day, day)
        paper.put(5, day, mark)
    paper.put(3, 9, "Средняя оценка")
    paper.put(5, 9, printed)
    (journal,) = read_foreign(as_xlsx([paper]), "x.xlsx")
    assert [p.cell for p in journal.problems] == (["J6"] if is_told else [])
