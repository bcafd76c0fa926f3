"""*Marks from another school*: entered, looked up, taken back; where it is shown."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards.printing import student_report, summary_form
from dashboards.printing.desk import Desk, certifiers
from dashboards.printing.summary_form import Asked
from expectations.marks import DEFAULT_SCALE_ROWS
from warehouse.outside_statements import Document, StatedMark, state
from warehouse.viewer import Viewer

CAME = "К-0003"  # Власова Ева came to 5А on 9 November
PAPER = Document("Школа № 5, г. Казань", "12", date(2026, 11, 6))
DIRECTOR = Viewer("p-dir", frozenset())
Q1 = "2026-Q1"


@pytest.fixture
def school(filled_school):
    """The filled school with somebody who came during the year, and its scale."""
    with filled_school.database.writing() as cursor:
        cursor.execute(
            f"""
            insert into setup.about values
            ('year_starts_on', '2026-09-01', '2026-08-20', null),
            ('year_ends_on', '2027-05-26', '2026-08-20', null);
            update setup.students set enrolled_on = '2026-11-09'
            where student_id = '{CAME}';
            update journal.roster set starts_on = '2026-11-09'
            where student_id = '{CAME}';
            insert into journal.page_attestations select page_id, '2026-year',
            'year', 'Год', '2026-12-21', '2026-12-27' from journal.pages
            """
        )
        cursor.executemany(
            "insert into setup.mark_scale by name select $code as code, "
            "$kind as kind, $value as value, $aliases as aliases, "
            "date '2026-08-20' as valid_from, null::date as valid_to",
            [dict(row) for row in DEFAULT_SCALE_ROWS],
        )
    return filled_school


def html(app):
    return "".join(block.proto.body for block in app.get("html"))


def field(app, label):
    return next(one for one in app.text_input if one.label == label)


def button(app, label):
    return next(one for one in app.button if one.label == label)


def test_a_secretary_enters_a_statement_and_takes_it_back(school, open_filled):
    app = open_filled("outside_marks", "p-sec")
    assert not app.exception
    assert "Власова Ева" in html(app)  # came and has no statement
    assert [one.label for one in app.selectbox][:2] == ["Класс", "Ученик"]

    field(app, "Математика, 1 четверть").input("4 (4,25)")
    button(app, "Внести справку").click().run()
    assert any("название другой школы" in one.value for one in app.error)

    field(app, "Название другой школы").input("Школа № 5, г. Казань")
    field(app, "Номер документа").input("12")
    app.date_input[0].set_value(date(2026, 11, 6))
    field(app, "Предмет, строка 1").input("Шахматы")
    field(app, "1 четверть").input("зачёт")
    button(app, "Внести справку").click().run()
    assert not app.error
    shown = html(app)
    assert "Школа № 5, г. Казань, документ № 12 от 06.11.2026" in shown
    assert "1 четверть: Математика — 4 (4,25), Шахматы — зачёт" in shown
    assert "Чайкина" in shown  # who entered it
    assert "Прибыли в течение года" not in "".join(one.value for one in app.subheader)

    statement = next(one for one in app.selectbox if one.label == "Справка")
    statement.select_index(0)
    field(app, "Почему отзывается").input("Опечатка")
    button(app, "Отозвать справку").click().run()
    assert not app.error
    assert "отозвано 23.11.2026 12:00, Чайкина Рита Олеговна: Опечатка" in html(app)


def test_a_stated_mark_stands_on_the_sheet_with_its_sign_and_whence(
    school, open_filled
):
    marks = [StatedMark("РУС", "", Q1, "4"), StatedMark("", "Шахматы", Q1, "зачёт")]
    state(school, DIRECTOR, CAME, PAPER, marks)
    noted = PAPER._replace(note="Школа при санатории")
    state(school, DIRECTOR, "К-0001", noted, [StatedMark("МАТ", "", Q1, "2")])

    asked = {"class": "5А", "period": "Год", "way": "Предметы в строках"}
    app = open_filled("summary_sheet", "p-ooo", **asked)
    page = html(app)
    assert not app.exception
    assert 'class="mark quiet" title="Русский язык: Школа № 5, г. Казань' in page
    assert ">4**<" in page
    assert " (2**)<" in page  # our own final stands before it
    assert "Шахматы — зачёт" in page
    assert any("Из другой школы" in one.value for one in app.caption)


def test_paper_shows_it_as_text_and_names_the_document_below(school):
    state(school, DIRECTOR, CAME, PAPER, [StatedMark("РУС", "", Q1, "4")])
    offices = certifiers(school, DIRECTOR, "ru")
    desk = Desk(school, DIRECTOR, "ru", "https://journal.example", offices[0])

    year = summary_form.drafts(desk, Asked("5А", "2026-year", "Год"))[0].paper
    report = student_report.drafts(desk, "5А", CAME)[0].paper

    for paper in (year, report):
        table = paper.tables[0]
        assert "4**" in [cell for row in table.rows for cell in row.cells]
        assert (
            "документ № 12 от 06.11.2026): 1 четверть: Русский язык — 4" in table.note
        )
        assert "** Из другой школы" in table.note
