"""*Messages*: a teacher writes to families, sees who read it, corrects, takes back."""

from __future__ import annotations

from datetime import date

import pytest

from warehouse import diary_marks
from warehouse.queries import messages
from warehouse.viewer import Viewer

MAT, PARENT = Viewer("p-mat", frozenset()), Viewer("r-one", frozenset())
DANGEROUS = "<script>alert(1)</script> [щёлкни](javascript:1)\nhttps://example.com"


def html(app):
    assert not app.exception
    return "".join(block.proto.body for block in app.get("html"))


def choose(app, label, option):
    box = next(one for one in app.selectbox if one.label == label)
    box.select(option).run()


def send(app, text, label="Отправить сообщение"):
    app.text_area[0].input(text)
    next(one for one in app.button if one.label == label).click().run()


def sent(school, writer=MAT):
    return messages.sent(school.database, writer, date(2026, 9, 1))


def test_a_teacher_writes_to_a_class_and_sees_who_read_it(open_filled, filled_school):
    app = open_filled("messages", "p-mat")
    assert not app.exception
    places = next(one for one in app.selectbox if one.label == "Класс или группа")
    assert places.options == [
        "5А: ваш класс",
        "5А · Математика",
        "5Б · Математика",
    ]

    choose(app, "Класс или группа", "5А · Математика")
    send(app, "Завтра контрольная.\nПринесите циркуль")

    assert not app.error
    page = html(app)
    assert "Завтра контрольная." in page
    assert "0 из 10" in page
    assert "Абрамова Тамара Львовна" in page
    assert page.count("не прочитано") > 10
    diary_marks.mark_read(
        filled_school, PARENT, "К-0001", sent(filled_school)["entry_id"].to_list()
    )
    app.run()
    page = html(app)
    assert "1 из 10" in page
    assert "23.11.2026 12:00" in page


def test_a_message_is_corrected_and_taken_back_on_the_page(open_filled, filled_school):
    app = open_filled("messages", "p-mat")
    send(app, "Собрание в среду")
    corrected = app.text_area[1]
    assert corrected.value == "Собрание в среду"
    corrected.input("Собрание в четверг")
    next(one for one in app.button if one.label == "Исправить сообщение").click().run()
    assert "Собрание в четверг" in html(app)
    assert "исправлено 23.11.2026 12:00" in html(app)

    next(one for one in app.button if one.label == "Отозвать сообщение").click().run()
    assert "отозвано 23.11.2026 12:00" in html(app)
    assert sent(filled_school)["is_taken_back"].to_list() == [True]
    assert "Кто прочитал" not in html(app)


def test_a_comment_on_a_student_belongs_to_one_of_the_last_lessons(
    open_filled, filled_school
):
    app = open_filled("messages", "p-mat")
    choose(app, "Класс или группа", "5А · Математика")
    assert not [one for one in app.selectbox if one.label == "Комментарий к уроку"]
    choose(app, "Кому", "Абрамов Лев")
    lessons = next(one for one in app.selectbox if one.label == "Комментарий к уроку")
    assert lessons.options[0] == "Нет, это сообщение сегодняшним числом"
    lessons.select_index(2).run()
    send(app, "Работал отлично")

    found = sent(filled_school)
    assert found["lesson_id"].null_count() == 0
    assert "комментарий к уроку" in html(app)
    assert "Абрамов Лев" in html(app)


@pytest.mark.parametrize("locale", ["ru-RU", "en-GB"])
def test_markup_in_a_message_stays_text(open_filled, locale):
    app = open_filled("messages", "p-mat", locale)
    app.text_area[0].input(DANGEROUS)
    app.button[0].click().run()

    page = html(app)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<a " not in page
    assert ("Your messages" if locale == "en-GB" else "Ваши сообщения") in page


def test_an_empty_message_is_answered_with_a_sentence(open_filled, filled_school):
    app = open_filled("messages", "p-mat")
    send(app, "   ")
    assert [one.value for one in app.error] == ["Напишите текст сообщения."]
    assert sent(filled_school).is_empty()


def test_a_colleague_sees_neither_the_message_nor_its_readers(open_filled):
    send(open_filled("messages", "p-mat"), "Собрание в среду")

    app = open_filled("messages", "p-rus")
    assert "Собрание в среду" not in html(app)
    assert any("ничего не писали" in one.value for one in app.info)


def test_who_leads_a_level_has_no_page_of_messages(open_filled):
    app = open_filled("messages", "p-soo")
    assert [one.value for one in app.error] == ["Эта страница вам не открыта."]
