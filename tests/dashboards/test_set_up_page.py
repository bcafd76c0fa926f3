"""*Set-up of the school*: a changed workbook looked at, applied, taken back."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards.forms.page_tables import page_tables
from ingest.setup.edits import whole_setup
from ingest.setup.forming import (
    apply_workbook,
    preview,
    take_back,
    workbook_of_now,
)
from ingest.setup.writer import write_setup_workbook
from warehouse.errors import VedomostError
from warehouse.timetable import DERIVED
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

DIRECTOR, TEACHER = "С-01", "С-06"
TODAY = date(2026, 11, 23)


@pytest.fixture
def filled_school(example_school):
    """The school whose pages `open_filled` opens: one made by the real set-up."""
    return example_school


@pytest.fixture
def changed(example_school):
    """The set-up with 5А's geography in the fifth lesson, as a workbook."""
    with example_school.database.reading() as cursor:
        tables = whole_setup(cursor, TODAY)
    row = next(
        one
        for one in tables["timetable"]
        if (one["unit_id"], one["subject_id"]) == ("5А", "ГЕО")
    )
    row["slot"] = 5
    return write_setup_workbook(tables, "ru")


def journal(school):
    with school.database.reading() as cursor:
        return {
            table: cursor.execute(f"from journal.{table} order by all").fetchall()
            for table in DERIVED
        }


def labelled(elements, label):
    return next(one for one in elements if one.label == label)


def click(app, label):
    labelled(app.button, label).click().run()
    assert not app.exception


def text(app):
    return " ".join(one.value for one in [*app.markdown, *app.warning, *app.info])


def test_a_director_sees_what_a_workbook_changes_applies_it_and_takes_it_back(
    open_filled, example_school, changed
):
    before = journal(example_school)
    app = open_filled("set_up", DIRECTOR, part="Книга целиком")
    app.file_uploader[0].upload("настройка.xlsx", changed).run()
    click(app, "Показать, что она изменит")

    told = text(app)
    assert "Отпадут уроки: " in told
    assert "Добавятся уроки: " in told
    assert "5А · География" in told
    assert journal(example_school) == before

    labelled(app.text_input, "Основание (приказ, решение)").input("приказ 7").run()
    click(app, "Применить изменения")
    assert journal(example_school) != before
    (table,) = page_tables([one.proto.body for one in app.get("html")])[:1]
    assert "приказ 7" in str(table)

    sets = labelled(app.selectbox, "Посмотреть изменение")
    sets.set_value(sets.options[0]).run()
    click(app, "Показать, что затронет отмена")
    labelled(app.text_input, "Почему отменяется").input("ошибка").run()
    click(app, "Отменить изменение")
    assert journal(example_school) == before


def test_the_workbook_of_now_changes_nothing_when_it_comes_back(example_school):
    director = Viewer(DIRECTOR, frozenset({"director"}))
    content = workbook_of_now(example_school, director, "ru")
    stand = preview(example_school, director, content, TODAY).last_change_id

    with pytest.raises(VedomostError, match="changes nothing"):
        apply_workbook(example_school, director, content, TODAY, "", seen=stand)


def test_a_workbook_from_before_a_change_says_what_it_would_take_back(
    open_filled, example_school, changed
):
    director = Viewer(DIRECTOR, frozenset({"director"}))
    older = workbook_of_now(example_school, director, "ru")
    seen = preview(example_school, director, changed, TODAY)
    assert seen.count_since is None
    apply_workbook(
        example_school, director, changed, TODAY, "", seen=seen.last_change_id
    )

    assert preview(example_school, director, older, TODAY).count_since == 2
    app = open_filled("set_up", DIRECTOR, part="Книга целиком")
    app.file_uploader[0].upload("настройка.xlsx", older).run()
    click(app, "Показать, что она изменит")
    assert any("строки настройки меняли: 2" in one.value for one in app.warning)


def test_what_somebody_changed_meanwhile_is_not_taken_back_unseen(
    example_school, changed
):
    director = Viewer(DIRECTOR, frozenset({"director"}))
    seen = preview(example_school, director, changed, TODAY)
    with example_school.database.reading() as cursor:
        tables = whole_setup(cursor, TODAY)
    tables["students"][0]["surname"] = "Иной"
    theirs = write_setup_workbook(tables, "ru")
    apply_workbook(
        example_school, director, theirs, TODAY, "", seen=seen.last_change_id
    )

    with pytest.raises(VedomostError, match="changed meanwhile"):
        apply_workbook(
            example_school, director, changed, TODAY, "", seen=seen.last_change_id
        )


def test_nobody_else_forms_the_school(example_school, changed):
    teacher = Viewer(TEACHER, frozenset({"teacher"}))

    for deed in (
        lambda: workbook_of_now(example_school, teacher, "ru"),
        lambda: apply_workbook(example_school, teacher, changed, TODAY, "", seen=0),
        lambda: take_back(example_school, teacher, 1, "why"),
    ):
        with pytest.raises(VedomostError, match="formed by the director"):
            deed()


def test_a_workbook_with_a_mistake_names_the_cell_and_changes_nothing(
    open_filled, example_school
):
    with example_school.database.reading() as cursor:
        tables = whole_setup(cursor, TODAY)
    tables["students"][0]["class_id"] = "9Я"
    app = open_filled("set_up", DIRECTOR, part="Книга целиком")
    content = write_setup_workbook(tables, "ru")
    app.file_uploader[0].upload("настройка.xlsx", content).run()
    click(app, "Показать, что она изменит")

    assert any("9Я" in one.value for one in app.error)
    assert not any(one.label == "Применить изменения" for one in app.button)


def test_the_first_set_up_is_not_taken_back(example_school):
    director = Viewer(DIRECTOR, frozenset({"director"}))

    with pytest.raises(VedomostError, match="cannot be taken back"):
        take_back(example_school, director, 1, "everything")


def test_a_deputy_moves_a_lesson_on_the_page_and_takes_it_back(
    open_filled, example_school
):
    before = journal(example_school)
    app = open_filled("set_up", DIRECTOR, sheet="Расписание")
    labelled(app.selectbox, "Класс или группа").set_value("5А").run()
    choice = labelled(app.selectbox, "Строка")
    geography = next(one for one in choice.options if "География" in one)
    choice.select(geography).run()
    labelled(app.number_input, "№ урока *").set_value(5)
    click(app, "Добавить к изменениям")
    assert "№ урока «3» → «5»" in " ".join(one.value for one in app.text)

    click(app, "Показать, что затронут изменения")
    assert "Отпадут уроки: " in text(app)
    assert journal(example_school) == before
    click(app, "Применить собранное")
    assert [one.value for one in app.error] == ["Укажите, почему меняются строки."]

    labelled(app.text_input, "Почему меняется (решение, приказ)").input("кабинет").run()
    click(app, "Применить собранное")
    assert journal(example_school) != before
    assert not any(one.label == "Применить собранное" for one in app.button)

    sets = labelled(app.selectbox, "Посмотреть изменение")
    sets.set_value(sets.options[0]).run()
    click(app, "Показать, что затронет отмена")
    labelled(app.text_input, "Почему отменяется").input("ошибка").run()
    click(app, "Отменить изменение")
    assert journal(example_school) == before


def test_a_row_with_a_mistake_is_not_gathered(open_filled):
    app = open_filled("set_up", DIRECTOR, sheet="Виды работ")
    labelled(app.segmented_control, "Что сделать").set_value("add").run()
    labelled(app.text_input, "Вес *").input("много")
    click(app, "Добавить к изменениям")

    told = " ".join(one.value for one in app.error)
    assert "«много»" in told
    assert "Собранные изменения" not in [one.value for one in app.subheader]


def test_a_gathered_row_is_taken_out_again(open_filled):
    app = open_filled("set_up", DIRECTOR, sheet="Предметы")
    labelled(app.segmented_control, "Что сделать").set_value("end").run()
    choice = labelled(app.selectbox, "Строка")
    choice.select(choice.options[0]).run()
    click(app, "Добавить к изменениям")
    click(app, "Показать, что затронут изменения")
    assert app.error  # a subject that is taught cannot end

    click(app, "Убрать")
    assert not any(one.label == "Применить собранное" for one in app.button)


def test_every_sheet_opens_with_a_form(open_filled):
    app = open_filled("set_up", DIRECTOR)
    sheets = labelled(app.selectbox, "Лист настройки").options
    for sheet in sheets:
        labelled(app.selectbox, "Лист настройки").select(sheet).run()
        labelled(app.segmented_control, "Что сделать").set_value("add").run()
        assert not app.exception, sheet
