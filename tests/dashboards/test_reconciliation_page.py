"""*Reconciliation*: a report is brought, compared, looked at and pasted from."""

from __future__ import annotations

import io

import openpyxl
import pytest

from dashboards import current
from expectations.marks import DEFAULT_SCALE_ROWS
from tests.ingest.foreign.drawn_report import marks_of, report

pytestmark = pytest.mark.by_turns
NAME = "otchet.xlsx"


@pytest.fixture
def filled_school(filled_school):
    """The filled school with the marks and codes of every school."""
    with filled_school.database.writing() as cursor:
        cursor.executemany(
            "insert into setup.mark_scale (code, kind, value, aliases, valid_from) "
            "values ($code, $kind, $value, $aliases, date '2026-08-20')",
            [dict(row) for row in DEFAULT_SCALE_ROWS],
        )
    return filled_school


def html(app):
    return "".join(block.proto.body for block in app.get("html"))


def named(blocks, label):
    return next(one for one in blocks if one.label == label)


def lacking(school, class_id="5А"):
    """Return a report that lacks the first mark and has the second otherwise."""
    marks = marks_of(school, class_id)
    said = {marks[0]: None, marks[1]: "3/3"}
    return report(class_id, marks, lambda mark: said.get(mark, mark[3])), marks


def bring(app, content, name=NAME):
    app.file_uploader[0].upload(name, content).run()
    assert not app.exception


def metrics(app):
    return {one.label: int(one.value) for one in app.metric}


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("ru-RU", ("Сверка", "Только у нас", "только у нас", "Лист для вставки")),
        ("en-GB", ("Reconciliation", "Only with us", "only with us", "Sheet to paste")),
    ],
)
def test_a_report_is_compared_in_words_of_the_reader(
    filled_school, open_filled, locale, words
):
    title, label, state, sheet = words
    app = open_filled("reconciliation", "p-dir", locale)
    content, marks = lacking(filled_school)
    bring(app, content)

    assert app.title[0].value == title
    said = metrics(app)
    assert said[label] == 1
    assert sorted(said.values()) == [0, 0, 1, 1, len(marks) - 2]
    page = html(app)
    assert f">{state}<" in page
    assert "Отчёт, B9" in page
    assert sheet in [one.value for one in app.subheader]


def test_filters_narrow_what_is_shown(filled_school, open_filled):
    app = open_filled("reconciliation", "p-dir")
    content, marks = lacking(filled_school)
    bring(app, content)
    states = named(app.multiselect, "Результат")
    assert states.value == ["different", "only_here", "only_there"]
    states.set_value(["different"]).run()

    page = html(app)
    assert ">различается<" in page
    assert ">только у нас<" not in page
    named(app.selectbox, "Ученик").select("К-0010").run()
    assert not app.exception
    assert "По выбранным условиям ничего нет." in [one.value for one in app.info]
    del marks


def test_what_is_pasted_is_on_the_clipboard(filled_school, open_filled):
    app = open_filled("reconciliation", "p-dir")
    content, marks = lacking(filled_school)
    bring(app, content)

    of_subject = [one for one in marks if one[1] == marks[0][1]]
    text = app.code[0].value
    assert len(text.split("\n")) == len({one[0] for one in of_subject})
    assert marks[0][3] in text.split("\n")[0].split("\t")
    named(app.toggle, "С фамилиями").set_value(True).run()
    assert app.code[0].value.startswith(marks[0][0])


def test_a_teacher_compares_the_own_pages_only(filled_school, open_filled):
    content, marks = lacking(filled_school)
    app = open_filled("reconciliation", "p-rus")
    bring(app, content)

    of_russian = sum(one[1] == "Русский язык" for one in marks)
    said = metrics(app)
    assert said.pop("Не сверено") == len(marks) - 1 - of_russian
    assert sum(said.values()) == of_russian
    assert "Математика" not in html(app)


def test_who_has_no_class_of_it_sees_nothing_of_it(filled_school, open_filled):
    content, _ = lacking(filled_school)
    app = open_filled("reconciliation", "p-soo")
    bring(app, content)

    assert "В этом файле нет ничего, что можно сверить." in [
        one.value for one in app.info
    ]
    assert "Абрамов" not in html(app)


def test_a_file_of_no_known_layout_gets_a_sentence(open_filled):
    book = openpyxl.Workbook()
    book.active["A1"] = "Просто таблица"
    made = io.BytesIO()
    book.save(made)
    app = open_filled("reconciliation", "p-dir")
    bring(app, made.getvalue())

    assert len(app.error) == 1
    assert not app.metric


def test_looking_is_told_to_the_log_of_access(filled_school, open_filled):
    app = open_filled("reconciliation", "p-dir")
    bring(app, lacking(filled_school)[0])
    current.site().trail.write()

    with filled_school.database.reading() as cursor:
        rows = cursor.execute(
            "select action, person_id, place, scope from access.log "
            "where place = 'reconciliation' and scope <> ''"
        ).fetchall()
    assert ("page_viewed", "p-dir", "reconciliation", "5А") in rows
