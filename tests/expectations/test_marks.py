"""The grammar of a journal cell, as examples and as properties."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.marks import (
    DEFAULT_SCALE,
    DEFAULT_SCALE_ROWS,
    MarkReading,
    MarkScale,
    mark_behind_date,
    read_final,
    read_mark,
    shown,
)

MARKS = list(DEFAULT_SCALE.marks)
CODES = list(DEFAULT_SCALE.attendance_codes)
LATIN = {"н": "Hh", "у": "Yy", "о": "Oo", "а": "Aa", "е": "Ee", "т": "Tt"}


@pytest.mark.parametrize(
    ("written", "value", "mark_1", "mark_2", "attendance"),
    [
        ("5", "5", 5, None, None),
        ("5.0", "5", 5, None, None),
        ("'4", "4", 4, None, None),
        ("4/5", "4/5", 4, 5, None),
        ("4 5", "4/5", 4, 5, None),
        ("5,4", "5/4", 5, 4, None),
        ("4\\5", "4/5", 4, 5, None),
        ("4\u00a0/\u00a05", "4/5", 4, 5, None),
        ("4\u2009/\u202f5\u200b", "4/5", 4, 5, None),
        ("\uff14\uff0f\uff15", "4/5", 4, 5, None),
        ("\u202b5\u202c", "5", 5, None, None),
        ("\u200f\u20665\u2069\ufe0f", "5", 5, None, None),
        ("4\r\n5", "4/5", 4, 5, None),
        ("н", "н", None, None, "н"),
        ("Б", "б", None, None, "б"),
        ("H", "н", None, None, "н"),
        ("n", "н", None, None, "н"),
        ("н/б", "н", None, None, "н"),
        ("o", "о", None, None, "о"),
        ("5н", "5н", 5, None, "н"),
        ("н5", "5н", 5, None, "н"),
        ("н 5", "5н", 5, None, "н"),
        ("H5", "5н", 5, None, "н"),
        ("4/5о", "4/5о", 4, 5, "о"),
        (".", ".", None, None, None),
        ("зач.", "зачёт", None, None, None),
        ("НЗ", "незачёт", None, None, None),
    ],
)
def test_what_teachers_write_is_understood(written, value, mark_1, mark_2, attendance):
    reading = read_mark(written, DEFAULT_SCALE)

    assert reading == MarkReading(value, mark_1, mark_2, attendance)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("5-", "5"),
        ("5+", "5"),
        ("4−", "4"),
        ("5!", "5"),
        ("45", "4/5"),
        ("4.5", "4/5"),
        ("4-5", "4/5"),
        ("нн", "н"),
        ("Болел", "б"),
        ("не был", "н"),
        ("0", ""),
        ("6", ""),
        ("7", ""),
        ("10", ""),
        ("-", ""),
        ("5н5", ""),
        ("5 5 5", ""),
        ("ОСВ", ""),
        ("#REF!", ""),
        ("5²", "5"),
        ("⁵", "5"),
        ("⑤", "5"),
        ("5\ufe0f\u20e3", "5"),
        ("05", "5"),
        ("(5)", "5"),
        ("5 (к/р)", "5"),
        ("V", "5"),
        ("IV", "4"),
        ("отл.", "5"),
        ("н/я", "н"),
        ("-н", "н"),
        ("4_5", "4/5"),
        ("4//5", "4/5"),
        ("½", "1/2"),
        ("04.май", "4/5"),
        ("4 мая", "4/5"),
        ("4-апр", "4/4"),
        ("04.05.2026", "4/5"),
        ("14.05.2026", ""),
        ("4 сен", ""),
        ("0.8", "4/5"),
        ("0.5", ""),
        ("+", ""),
        ("б/о", ""),
        ("5/5/5", ""),
        ("5\ud83d", ""),
        ("5😀", ""),
    ],
)
def test_what_is_not_certain_is_not_understood_but_may_be_hinted_at(written, hint):
    assert read_mark(written, DEFAULT_SCALE) == MarkReading(hint=hint)


@pytest.mark.parametrize(
    "blank", ["", " ", "\u00a0", "\t", "\ufeff", "\u200b", "\u202e", "\u3000", "'"]
)
def test_a_blank_cell_is_nothing_and_never_a_zero(blank):
    with_zero = MarkScale.from_rows(
        [*DEFAULT_SCALE_ROWS, {"code": "0", "kind": "mark", "value": 0, "aliases": ""}]
    )

    assert read_mark(blank, with_zero) == MarkReading()
    assert read_final(blank, with_zero) == MarkReading()


def test_a_school_whose_scale_has_a_zero_may_give_it():
    scale = MarkScale.from_rows(
        [{"code": "0", "kind": "mark", "value": 0}, *DEFAULT_SCALE_ROWS]
    )

    assert read_mark("0", scale) == MarkReading("0", 0)
    assert read_mark("5,0", scale) == MarkReading("5/0", 5, 0)
    assert read_mark("о", scale).value == "о"


def test_a_scale_of_ten_marks_is_read_whole():
    scale = MarkScale.from_rows(
        {"code": str(mark), "kind": "mark", "value": mark} for mark in range(1, 11)
    )

    assert read_mark("10", scale) == MarkReading("10", 10)
    assert read_mark("10/9", scale) == MarkReading("10/9", 10, 9)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", "5"),
        ("ОСВ", "exempt"),
        ("OCB", "exempt"),
        ("осв (освоено)", "mastered"),
        ("Н/А", "not_attested"),
        ("H/A", "not_attested"),
        ("не аттестована", "not_attested"),
        ("зач", "зачёт"),
        ("4/5", None),
        ("н", None),
        ("5-", None),
    ],
)
def test_a_final_mark_is_a_mark_or_one_of_its_codes(written, value):
    assert read_final(written, DEFAULT_SCALE).value == value


def test_both_meanings_of_osv_are_shown_alike():
    assert [shown(value) for value in ("exempt", "mastered", "not_attested", "5")] == [
        "ОСВ",
        "ОСВ",
        "Н/А",
        "5",
    ]


def test_a_date_in_a_mark_cell_hints_at_the_double_mark_that_was_typed():
    assert mark_behind_date(date(2026, 5, 4), DEFAULT_SCALE) == "4/5"
    assert mark_behind_date(date(2026, 5, 14), DEFAULT_SCALE) == ""


@st.composite
def canonical_marks(draw: st.DrawFn) -> str:
    """Draw a value as the ledger keeps it."""
    marks = "/".join(draw(st.lists(st.sampled_from(MARKS), max_size=2)))
    code = draw(st.sampled_from(["", *CODES]))
    plain = marks + code
    return plain or draw(st.sampled_from([".", "зачёт", "незачёт"]))


@given(canonical_marks())
def test_a_canonical_value_reads_as_itself(value):
    reading = read_mark(value, DEFAULT_SCALE)

    assert reading.value == value
    assert reading.hint == ""


@given(canonical_marks(), st.data())
def test_spacing_case_and_look_alikes_do_not_change_the_meaning(value, data):
    blank = st.sampled_from(["", " ", "\u00a0", "  ", "\t"])
    written = ""
    for letter in value:
        odd = data.draw(
            st.sampled_from([letter, letter.upper(), *LATIN.get(letter, "")])
        )
        blanks = data.draw(blank) if letter == "/" else ""
        written += blanks + odd + blanks
    written = data.draw(blank) + written + data.draw(blank)

    assert read_mark(written, DEFAULT_SCALE) == read_mark(value, DEFAULT_SCALE)


@given(st.text(max_size=8))
def test_whatever_is_written_is_read_without_failing_and_only_as_the_scale_allows(text):
    reading = read_mark(text, DEFAULT_SCALE)

    assert reading.mark_1 in (None, *DEFAULT_SCALE.marks.values())
    assert reading.attendance in (None, *CODES)
    if reading.value is not None:
        assert read_mark(reading.value, DEFAULT_SCALE) == reading
