"""*Journals brought in*: looked at, asked about, brought in, taken back on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.foreign.bringing import bring
from ingest.foreign.importing import run_import

if TYPE_CHECKING:
    from warehouse.school_folder import School

TABLE = """Класс;ФИО;Предмет;Дата;Оценка
5А;Антипов Максим;Русский язык;19.11.2026;5
5А;Белова С. А.;Русский язык;19.11.2026;4
5А;Белова Софа;Русский язык;18.11.2026;3
5А;Громова Дарья;Русский язык;21.11.2026;3
""".encode()


@pytest.fixture
def filled_school(example_school: School) -> School:
    """The example school: nothing stands in its journals yet."""
    return example_school


def html(app):
    return "".join(block.proto.body for block in app.get("html"))


def named(blocks, label):
    return next(one for one in blocks if one.label.startswith(label))


def marks(school):
    with school.database.reading() as cursor:
        return cursor.execute(
            "select student_id, value from journal.current order by all"
        ).fetchall()


def test_a_table_is_looked_at_asked_about_brought_in_and_taken_back(
    filled_school, open_filled
):
    app = open_filled("imports", "С-01")
    app.file_uploader[0].upload("оценки.csv", TABLE).run()
    assert not app.exception
    assert "нет такого урока" in html(app)
    assert marks(filled_school) == []  # only shown so far

    asked = named(app.selectbox, "Кто из учеников")
    assert "Белова Софа" in asked.label
    asked.select("К-0202")
    named(app.button, "Запомнить ответы").click().run()
    assert not app.exception

    named(app.button, "Перенести").click().run()
    assert not app.exception
    assert marks(filled_school) == [("К-0201", "5"), ("К-0202", "3"), ("К-0202", "4")]
    assert "оценки.csv" in html(app)

    named(app.selectbox, "Перенос").select_index(0)
    named(app.button, "Отменить").click().run()
    assert not app.exception
    assert marks(filled_school) == []
    assert "отменено" in html(app)


def test_what_is_there_already_is_said_and_not_offered_again(
    filled_school, open_filled
):
    app = open_filled("imports", "С-02")
    app.file_uploader[0].upload("оценки.csv", TABLE).run()
    named(app.button, "Перенести").click().run()

    app.file_uploader[0].upload("оценки.csv", TABLE).run()

    assert any("Ничего нового" in one.value for one in app.info)
    assert not [one for one in app.button if one.label.startswith("Перенести")]


def test_a_file_of_no_known_layout_is_told(filled_school, open_filled):
    app = open_filled("imports", "С-01")

    app.file_uploader[0].upload("письмо.csv", b"a;b\n1;2\n").run()

    assert not app.exception
    assert len(app.error) == 1


@pytest.mark.parametrize("written", [0, 2])
def test_an_import_that_was_cut_off_goes_on_from_the_list(
    filled_school, open_filled, written
):
    def cut(done, _of):
        if done == written:
            raise KeyboardInterrupt

    brought = bring(filled_school, TABLE, "оценки.csv")
    with pytest.raises(KeyboardInterrupt):
        run_import(filled_school, "С-01", brought, cut)
    app = open_filled("imports", "С-01")
    assert "прервано" in html(app)

    named(app.button, "Продолжить: оценки.csv").click().run()

    assert not app.exception
    assert marks(filled_school) == [("К-0201", "5"), ("К-0202", "4")]
    assert "прервано" not in html(app)
