"""Layouts are data, and data that says nothing known is refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.language import say
from ingest.foreign.layout import SHIPPED, layout_from_text, layout_of, shipped_layouts
from ingest.foreign.layout_checks import LayoutError

MINIMAL = {"id": "mine", "title": "Мой журнал", "form": "grid"}


def test_every_shipped_file_is_asked_and_has_its_name():
    files = Path("ingest/layouts").glob("*.toml")
    assert {file.stem for file in files} == set(SHIPPED)
    assert tuple(layout.id for layout in shipped_layouts()) == SHIPPED


def test_titles_of_shipped_layouts_are_russian_on_the_page():
    for layout in shipped_layouts():
        assert say(layout.title, "ru") != layout.title


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"kolumns": {}}, "no key “kolumns”"),
        ({"columns": {"studnet": ["ФИО"]}}, "no key “columns.studnet”"),
        ({"codes": {"alias": {}}}, "no key “codes.alias”"),
        ({"form": "table"}, "“form” cannot be “table”"),
        ({"columns": {"student": "ФИО"}}, "“student” cannot be “ФИО”"),
        ({"periods": ["("]}, "“periods” cannot be “(”"),
        ({"averages": {"digits": 1}}, "lacks “rounding”"),
        ({"averages": {"rounding": "down"}}, "“rounding” cannot be “down”"),
        ({"school_year": {"first_month": 13}}, "cannot be “13”"),
        ({"places": {"day_row": 0}}, "“places.day_row” cannot be “0”"),
        ({"places": {"student_column": "2"}}, "cannot be “2”"),
        ({"codes": {"decimal_comma": "да"}}, "cannot be “да”"),
    ],
)
def test_what_no_layout_says_is_refused(wrong, told):
    with pytest.raises(LayoutError, match=told.replace("(", r"\(")):
        layout_of({**MINIMAL, **wrong})


def test_a_layout_needs_its_name_and_form():
    with pytest.raises(LayoutError, match="lacks “form”"):
        layout_of({"id": "mine", "title": "Мой журнал"})


def test_a_text_that_is_no_toml_is_refused():
    with pytest.raises(LayoutError, match="not TOML"):
        layout_from_text("id = ")


def test_places_are_written_as_people_see_them():
    places = {"day_row": 3, "student_column": "AB", "first_student_row": 5}
    layout = layout_of({**MINIMAL, "places": places})
    expected = {"day_row": 2, "student_column": 27, "first_student_row": 4}
    assert layout.places == expected
