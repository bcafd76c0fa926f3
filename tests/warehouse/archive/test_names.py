"""Names in the archive are taken by Windows, by Linux, by a ZIP and by a manifest."""

from __future__ import annotations

import unicodedata

import pytest

from warehouse.archive.names import safe_name, unlike, year_folder


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("5А", "5А"),
        ("I четверть", "I четверть"),
        ("5/1: Ин. яз.", "5-1- Ин. яз"),
        ('«Труд» <1>|"2"?*', "«Труд» -1---2---"),
        ("100 % \\ ~", "100 - - -"),
        (" . точки и пробелы . ", "точки и пробелы"),
        ("две\nстроки\tи\x07звонок", "две-строки-и-звонок"),
        ("aux", "_aux"),
        ("COM1.книга", "_COM1.книга"),
        ("", "_"),
        ("..", "_"),
        (unicodedata.normalize("NFD", "й"), "й"),
    ],
)
def test_a_name_is_taken_everywhere(words, name):
    assert safe_name(words) == name


def test_a_long_name_is_cut_and_does_not_end_in_a_space():
    assert safe_name("а" * 59 + " б") == "а" * 59


def test_two_things_of_one_name_lie_side_by_side_on_windows_too():
    taken = set()

    assert [unlike(one, taken) for one in ("Алгебра", "алгебра", "Алгебра")] == [
        "Алгебра",
        "алгебра 2",
        "Алгебра 3",
    ]


def test_a_school_year_is_named_by_both_its_years():
    assert year_folder("2026") == "2026-2027"
