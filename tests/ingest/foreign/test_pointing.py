"""A layout that somebody points out is kept, known again, and reads what is there."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ingest.foreign.bringing import bring
from ingest.foreign.layout import layout_from_text, layout_of, shipped_layouts
from ingest.foreign.layout_text import toml_of
from ingest.foreign.own_layouts import all_layouts, keep, own_layouts, remove
from ingest.foreign.pointing import Pointed, guess, layout_data
from ingest.foreign.reading import UnknownLayoutError, read_file, read_foreign
from ingest.foreign.sheet_texts import SheetTexts
from tests.ingest.foreign.drawn_journal import journals
from warehouse.errors import VedomostError
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from warehouse.school_folder import School

TEACHER = Viewer("p-mat", frozenset({"teacher"}))
TEXT = some.text(
    some.characters(exclude_categories=("Cs",), max_codepoint=0x4FF), max_size=20
)


def sheet_of(content):
    return SheetTexts(read_file(content).sheets[0])


def said(found, *columns):
    return set(found.select(*columns).iter_rows())


@settings(max_examples=25)
@given(journals())
def test_what_is_pointed_out_reads_cell_for_cell(journal):
    data = layout_data(journal.pointed, sheet_of(journal.content), "Журнал ребят")
    layout = layout_from_text(toml_of(data))
    (found,) = read_foreign(journal.content, "журнал.xlsx", layout=layout)

    marks = found.facts.filter(field="mark")
    topics = found.facts.filter(field="topic").vstack(
        found.facts.filter(field="homework")
    )
    assert said(marks, "student_name", "lesson_on", "value_text") == journal.marks
    assert said(topics, "lesson_on", "field", "value") == journal.topics
    assert said(marks.filter(value="н"), "value_text") <= {("прог",), ("н",)}
    assert marks["value"].null_count() == 0
    assert found.problems == ()


@settings(max_examples=25)
@given(journals())
def test_what_stands_where_is_guessed(journal):
    found = guess(sheet_of(journal.content))

    meant = journal.pointed
    for name in ("form", "day_row", "month_row", "student_column", "first_row"):
        assert getattr(found, name) == getattr(meant, name), name
    assert found.head_row == meant.head_row


@given(
    some.lists(TEXT, min_size=1, max_size=3),
    some.dictionaries(TEXT, TEXT, max_size=3),
    some.lists(some.lists(TEXT, min_size=1, max_size=2), max_size=2),
)
def test_a_layout_is_read_as_it_was_written(titles, aliases, headings):
    data = {
        "id": "own",
        "title": titles[0],
        "form": "grid",
        "recognised": {"titles": titles, "headings": headings},
        "codes": {"nothing": titles, "decimal_comma": True, "aliases": aliases},
        "averages": {"rounding": "half_even", "digits": 1},
        "places": {"day_row": 3, "student_column": "B"},
    }

    assert layout_from_text(toml_of(data)) == layout_of(data)


def test_headings_of_a_table_are_kept_folded():
    data = layout_data(
        Pointed("long", 0, columns=((0, "student"), (1, "subject"), (2, "date"))),
        sheet_of(table([["Кто", "Что", "Когда"]])),
        "Выгрузка",
    )
    assert layout_from_text(toml_of(data)).column("student") == ("кто",)


def table(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


ROWS = [
    ["Кто", "Учебное", "Число", "Балл", "Лишнее"],
    ["Абрамов Лев", "Математика", "02.11.2026", "5", "x"],
    ["Бобров Тимур", "Математика", "03.11.2026", "н", ""],
]
KINDS = ("student", "subject", "date", "mark", "note")


def test_a_table_with_own_headings(filled_school: School):
    content = table(ROWS)
    with pytest.raises(UnknownLayoutError):
        read_foreign(content, "таблица.xlsx")
    pointed = Pointed("long", 0, columns=tuple(enumerate(KINDS)))
    keep(filled_school, TEACHER, layout_data(pointed, sheet_of(content), "Моя таблица"))

    (found,) = read_foreign(content, "таблица.xlsx", layouts=all_layouts(filled_school))

    assert said(found.facts, "student_name", "lesson_on", "value") == {
        ("Абрамов Лев", date(2026, 11, 2), "5"),
        ("Бобров Тимур", date(2026, 11, 3), "н"),
    }
    assert found.problems == ()


@settings(max_examples=5)
@given(journals())
def test_a_layout_is_known_again_by_its_headings(journal):
    data = layout_data(journal.pointed, sheet_of(journal.content), "Журнал ребят")
    own = layout_of(data)

    (found,) = read_foreign(
        journal.content, "другой.xlsx", layouts=(own, *shipped_layouts())
    )
    assert found.layout == own.id
    other = table([["Ученик", "", ""], *[["Абрамов Лев", "5", "4"]] * 3])
    with pytest.raises(UnknownLayoutError):
        read_foreign(other, "чужой.xlsx", layouts=(own,))


def pointed_table():
    content = table(ROWS)
    pointed = Pointed("long", 0, columns=tuple(enumerate(KINDS)))
    return layout_data(pointed, sheet_of(content), "Моя таблица")


def test_a_title_is_kept_once_and_removed(filled_school: School):
    keep(filled_school, TEACHER, pointed_table())
    kept = keep(filled_school, TEACHER, pointed_table())

    assert [one.id for one in own_layouts(filled_school).layouts] == [kept.id]
    remove(filled_school, TEACHER, kept.id)
    assert own_layouts(filled_school).layouts == ()
    with pytest.raises(VedomostError, match="no such layout"):
        remove(filled_school, TEACHER, kept.id)


def test_a_damaged_file_is_told_and_the_others_are_read(filled_school: School):
    kept = keep(filled_school, TEACHER, pointed_table())
    folder = filled_school.folder / "layouts"
    (folder / "own_000000000000.toml").write_text("id = ", encoding="utf-8")
    (folder / "another.toml").write_bytes((folder / f"{kept.id}.toml").read_bytes())

    found = own_layouts(filled_school)

    assert [one.id for one in found.layouts] == [kept.id]
    assert found.damaged == ("another.toml", "own_000000000000.toml")


@pytest.mark.parametrize("layout_id", ["../settings", "own_", "netschool_report"])
def test_nothing_else_is_removed(filled_school: School, layout_id):
    with pytest.raises(VedomostError, match="no such layout"):
        remove(filled_school, TEACHER, layout_id)


def test_a_family_keeps_no_layout(filled_school: School):
    with pytest.raises(VedomostError, match="director, deputies and teachers"):
        keep(filled_school, Viewer("r-one", frozenset({"parent"})), pointed_table())


@pytest.mark.parametrize(
    ("pointed", "title", "words"),
    [
        (Pointed("grid", 0, day_row=1), "Т", "has no days"),
        (Pointed("long", 0, columns=((0, "student"),)), "Т", "which column"),
        (Pointed("long", 0), "  ", "a name"),
    ],
)
def test_what_lacks_is_said(pointed, title, words):
    with pytest.raises(VedomostError, match=words):
        layout_data(pointed, sheet_of(table(ROWS[:1])), title)


def test_what_was_pointed_out_is_brought_in_by_it(filled_school: School):
    content = table(ROWS)
    pointed = Pointed("long", 0, columns=tuple(enumerate(KINDS)))
    kept = keep(
        filled_school, TEACHER, layout_data(pointed, sheet_of(content), "Моя таблица")
    )

    brought = bring(filled_school, content, "таблица.xlsx")

    assert brought.layout == kept.id
    assert brought.facts.height == 2


def test_nothing_is_kept_under_a_frozen_account(filled_school: School):
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "insert into access.accounts (account_id, person_id, login, state, "
            "language, security_version, created_at) values ('a1', 'p-mat', 'mat', "
            "'frozen', '', 1, timestamp '2026-09-01')"
        )

    with pytest.raises(VedomostError, match="breach"):
        keep(filled_school, TEACHER, pointed_table())
    assert own_layouts(filled_school).layouts == ()
