"""The page of personal data, as director and deputies see it (§1.7)."""

from __future__ import annotations

import io
import zipfile
from functools import partial

import openpyxl
import pytest

from dashboards import current
from dashboards.forms.retention_words import SOURCES
from dashboards.people.personal_data_files import export_file, statement_file
from expectations.language import say
from warehouse.errors import VedomostError
from warehouse.personal_data.about_student import SECTIONS
from warehouse.personal_data.analysis_tables import TABLES
from warehouse.viewer import Viewer

PAGE = current.__file__.replace("current.py", "app_pages/personal_data.py")
STUDENT = "К-0004"


@pytest.fixture
def site(filled_site):
    return filled_site


@pytest.fixture
def open_page(open_filled):
    """Open the page as a person."""
    return partial(open_filled, "personal_data")


def html(app):
    return "".join(block.proto.body for block in app.get("html"))


@pytest.mark.parametrize(
    ("locale", "heading"),
    [("ru-RU", "Сведения об ученике"), ("en-GB", "Statement about a student")],
)
def test_the_director_finds_all_three_parts(open_page, locale, heading):
    app = open_page("p-dir", locale)

    assert not app.exception
    assert not app.error
    assert app.subheader[0].value == heading
    assert len(app.get("download_button")) == 3
    assert html(app).count("<tr>") > 10


def test_classes_and_students_of_another_level_are_not_offered(open_page):
    app = open_page("p-soo")

    assert app.selectbox(key="statement_class").options == ["10А"]
    assert "Громов" not in str(
        [option for box in app.selectbox for option in box.options]
    )


def test_of_two_namesakes_each_can_be_chosen_for_a_statement(open_page, site):
    with site.school.database.writing() as cursor:
        cursor.execute(
            "update setup.students set surname = 'Ким', given_name = 'Ян', "
            "patronymic = 'Ильич', left_on = null where class_id = '5А'"
        )
    app = open_page("p-dir")
    app.selectbox(key="statement_class").set_value("5А").run()

    assert not app.exception
    options = app.selectbox(key="statement_student_5А").options
    assert len(options) > 1
    assert len(set(options)) == len(options)
    assert all(STUDENT[:2] in one.partition(" · ")[2] for one in options)


@pytest.mark.parametrize("person", ["p-mat", "p-sec", "p-eng", "nobody"])
def test_who_does_not_lead_sees_nothing(open_page, person):
    app = open_page(person)

    assert app.error
    assert not app.title
    assert not app.get("download_button")


def director():
    return Viewer("p-dir", frozenset({"director"}))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_statement_opens_as_a_workbook_of_the_schools_words(
    filled_school, language
):
    content = statement_file(filled_school, director(), STUDENT, language)

    book = openpyxl.load_workbook(io.BytesIO(content))
    assert len(book.sheetnames) == len(SECTIONS) + 1
    for sheet in book:
        heads = [cell.value for cell in sheet[3]]
        is_russian = any("а" <= letter <= "я" for letter in str(heads).lower())
        assert is_russian == (language == "ru"), heads
    summary = list(book.worksheets[0].iter_rows(values_only=True))
    assert "Громов Яков" in str(summary)
    assert "Орлова Нина Павловна" in str(summary)


def test_a_student_of_another_level_is_refused_also_as_a_file(filled_school):
    other = Viewer("p-soo", frozenset({"deputy"}))

    with pytest.raises(VedomostError):
        statement_file(filled_school, other, STUDENT, "ru")


def test_the_export_says_in_the_schools_language_what_it_is(filled_school):
    content = export_file(filled_school, director(), "ru")

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        said = archive.read("README.txt").decode("utf-8-sig")
        names = set(archive.namelist())
    assert "всё ещё персональные данные" in said
    assert "меньше 5 учеников" in said
    assert {f"csv/{name}.csv" for name in TABLES} < names


def test_what_is_taken_is_in_the_log_of_access_about_that_student(open_page, site):
    taking = """
import streamlit as st
from dashboards import current
from dashboards.exporting import exporting
from dashboards.people.personal_data_files import statement_file
viewer = current.require("personal_data")
st.session_state.file = exporting(
    lambda: statement_file(current.school(), viewer, "К-0004", "ru"),
    scope="5А", about="student:К-0004",
)
"""
    app = open_page("p-dir", script=taking)

    assert app.session_state.file().startswith(b"PK")

    with site.school.database.reading() as cursor:
        lines = cursor.execute(
            "select person_id, place, scope, about_person_id from access.log "
            "where action = 'exported'"
        ).fetchall()
    assert lines == [("p-dir", "personal_data", "5А", "student:К-0004")]


def test_clauses_of_the_regulation_are_named_as_russians_do():
    words = " ".join(say(source, "ru") for source in SOURCES.values())

    assert "(п. 1.7)" in words
    assert "§" not in words
