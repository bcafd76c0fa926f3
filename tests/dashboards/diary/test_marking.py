"""The buttons of the diary as a browser presses them: read, and the week is seen."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest

from ingest import messages as writing
from ingest.messages import Whom
from tests.dashboards.diary.conftest import ENGLISH, RUSSIAN
from tests.warehouse.test_diary import write_cell
from warehouse import ledger
from warehouse.clock import utc_naive
from warehouse.queries import messages, weeks_seen
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

MAT = Viewer("p-mat", frozenset())
MATHS = Whom("2026:5А:МАТ")
LESSON = "2026:5А:МАТ:20261113:1"


@pytest.fixture
def school(filled_school):
    """The filled school with a message of today, 13:30, to the class of К-0001."""
    filled_school.clock.set(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
    writing.write(filled_school, MAT, MATHS, "Завтра экскурсия.\nСбор в 8:00")
    return filled_school


@pytest.fixture
def press(family):
    """Press the button of a page whose form leads to an address; the answer."""

    def pressed(page, path, **changed):
        form = re.search(
            rf'<form method="post" action="{path}">(.*?)</form>', page.text, re.DOTALL
        )
        assert form is not None
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
        return family.ask(
            "POST", path, data={**fields, **changed}, follow_redirects=False
        )

    return pressed


def sent_id(school):
    return int(messages.sent(school.database, MAT, date(2026, 9, 1))["entry_id"][0])


def read_by(school):
    found = messages.readers(school.database, MAT, sent_id(school))
    return set(found.filter(found["read_at"].is_not_null())["person_id"])


def seen_by(school, monday=date(2026, 11, 23)):
    found = weeks_seen.of_class(school.database, MAT, "5А", monday)
    return set(found.filter(found["seen_at"].is_not_null())["person_id"])


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        (RUSSIAN, ("1 новое сообщение", "Новое", "прочитано 23.11.2026 13:30")),
        (ENGLISH, ("1 new message", "New", "read on 23 Nov 2026 13:30")),
    ],
)
def test_a_message_is_new_until_the_button_is_pressed(
    school, open_diary, press, locale, told
):
    count, new, read = told
    page = open_diary("r-one", locale)
    assert f'<p class="news" role="status"><b>{count}</b>' in page.text
    assert f'<span class="badge">{new}</span>' in page.text
    assert "<p>Завтра экскурсия.\nСбор в 8:00</p>" in page.text

    answer = press(page, "/diary/read")

    assert answer.status_code == 303
    place = f"#message-{sent_id(school)}"
    assert answer.headers["location"] == f"/diary?child=1&week=2026-11-23{place}"
    assert read_by(school) == {"r-one"}
    again = open_diary("r-one", locale).text
    assert 'class="news"' not in again
    assert f'<span class="badge">{new}</span>' not in again
    assert read in again
    assert 'action="/diary/read"' not in again


def test_new_messages_of_other_weeks_are_counted_with_a_way_to_them(school, open_diary):
    whom = MATHS._replace(student_id="К-0001", lesson_id=LESSON)
    writing.write(school, MAT, whom, "Работал отлично")
    page = open_diary("r-one").text

    assert "2 новых сообщения" in page
    (way,) = re.findall(r'<a href="([^"]*)">9–15 ноября</a> \(1\)', page)
    entry = f'<div class="message" id="{unescape(way).partition("#")[2]}">'
    assert unescape(way).startswith("/diary?child=1&week=2026-11-09#message-")
    assert entry in open_diary("r-one", week="2026-11-09").text


def test_a_comment_on_the_student_stands_at_its_lesson(school, open_diary, press):
    whom = MATHS._replace(student_id="К-0001", lesson_id=LESSON)
    writing.write(school, MAT, whom, "Работал отлично")
    page = open_diary("r-one", week="2026-11-09")

    at_lesson = re.search(r'<div class="said">(.*?)</li>', page.text, re.DOTALL)
    assert at_lesson is not None
    assert "Комментарий, Морозова И. Л.:" in at_lesson[1]
    assert "Работал отлично" in at_lesson[1]
    answer = press(page, "/diary/read")
    place = re.search(r'id="(message-\d+)"', at_lesson[1])
    assert place is not None
    back = f"/diary?child=1&week=2026-11-09#{place[1]}"
    assert answer.headers["location"] == back


def test_a_day_that_is_over_stays_open_while_something_in_it_is_new(school, open_diary):
    school.clock.moment += timedelta(days=1)
    page = open_diary("r-one")
    assert '<details id="day-2026-11-23" open>' in page.text


def test_a_correction_is_told_and_new_again(school, open_diary, press):
    press(open_diary("r-one"), "/diary/read")
    writing.correct(school, MAT, sent_id(school), "Экскурсия отменена")

    page = open_diary("r-one").text
    assert "1 новое сообщение" in page
    assert "исправлено 23.11.2026 13:30" in page
    assert "Экскурсия отменена" in page
    assert "Завтра экскурсия" not in page


def test_a_message_taken_back_leaves_a_line_where_it_was_read(
    school, open_diary, press
):
    press(open_diary("r-one"), "/diary/read")
    writing.take_back(school, MAT, sent_id(school))

    assert "Сообщение было отозвано." in open_diary("r-one").text
    assert "Сообщение было отозвано." not in open_diary("r-two").text


def test_markup_in_messages_and_comments_stays_text(filled_school, open_diary):
    markup = '<img src=x onerror=alert(1)> <a href="https://e.example">сюда</a>'
    writing.write(filled_school, MAT, MATHS, markup)
    page = open_diary("r-one").text
    assert "<img src=x" not in page
    assert "e.example&quot;&gt;" in page


def test_a_parent_marks_the_week_as_seen_and_again_after_news(
    school, open_diary, press
):
    page = open_diary("r-one")
    assert "заменяет подпись родителя" in page.text

    answer = press(page, "/diary/seen")

    assert answer.status_code == 303
    assert seen_by(school) == {"r-one"}
    seen = open_diary("r-one").text
    assert "Вы отметили неделю просмотренной 23.11.2026 13:30." in seen
    assert 'action="/diary/seen"' not in seen

    school.clock.moment += timedelta(hours=1)
    writing.write(school, MAT, MATHS, "И ещё")
    news = open_diary("r-one")
    assert "После просмотра появил" in news.text
    assert "Отметить ещё раз" in news.text
    press(news, "/diary/seen")
    assert "После просмотра появил" not in open_diary("r-one").text


def test_a_student_sees_the_mark_and_has_no_button(school, open_diary, press, family):
    press(open_diary("r-one"), "/diary/seen")
    page = open_diary("student:К-0001").text

    assert "Абрамова Тамара Львовна: неделя просмотрена 23.11.2026 13:30." in page
    assert 'action="/diary/seen"' not in page
    fields = {"child": "1", "student": "К-0001", "week": "2026-11-23"}
    answer = family.ask("POST", "/diary/seen", data=fields)
    assert answer.status_code == 403
    assert seen_by(school) == {"r-one"}


def test_a_week_to_come_has_no_button_and_cannot_be_marked(school, open_diary, family):
    page = open_diary("r-one", week="2026-11-30").text
    assert 'action="/diary/seen"' not in page
    fields = {"child": "1", "student": "К-0001", "week": "2026-11-30"}
    answer = family.ask("POST", "/diary/seen", data=fields)
    if "30 ноября" in page:
        assert answer.status_code == 409
        assert "ещё не началась" in answer.text
    assert seen_by(school, date(2026, 11, 30)) == set()


@pytest.mark.parametrize("path", ["/diary/read", "/diary/seen"])
def test_a_form_of_another_site_or_another_child_marks_nothing(
    school, open_diary, family, path
):
    open_diary("r-one")
    fields = {"child": "1", "week": "2026-11-23", "message": str(sent_id(school))}
    strange = {"origin": "https://elsewhere.example"}
    assert family.ask("POST", path, data=fields, headers=strange).status_code == 403
    other = {**fields, "child": "2"}
    assert family.ask("POST", path, data=other).status_code == 403
    assert (read_by(school), seen_by(school)) == (set(), set())


@pytest.mark.parametrize("number", ["", "x", "²", "-1", "9" * 30, "1;2"])
def test_a_message_that_is_no_number_is_refused(school, open_diary, family, number):
    open_diary("r-one")
    fields = {"child": "1", "student": "К-0001", "message": number}
    answer = family.ask("POST", "/diary/read", data=fields)
    assert answer.status_code == 400
    assert read_by(school) == set()


@pytest.mark.parametrize("week", ["", "x", "2026-11-25", "0001-01-01"])
def test_a_week_that_no_page_names_is_not_signed(school, open_diary, family, week):
    open_diary("r-one")
    fields = {"child": "1", "student": "К-0001", "week": week}
    answer = family.ask("POST", "/diary/seen", data=fields)
    assert answer.status_code == 400
    with school.database.reading() as cursor:
        assert not cursor.execute("from journal.weeks_seen").fetchall()


def test_a_page_that_was_open_while_an_elder_child_left_signs_for_nobody(
    school, open_diary, press
):
    page = open_diary("r-two", child="1")
    assert "Громов Яков" in page.text
    with school.database.writing() as cursor:
        cursor.execute(
            "update setup.parents set students = 'К-0021' where person_id = 'r-two'"
        )
    answer = press(page, "/diary/seen")
    assert answer.status_code == 409
    assert "Эта форма была о другом ребёнке." in answer.text
    with school.database.reading() as cursor:
        assert not cursor.execute("from journal.weeks_seen").fetchall()


def test_under_a_breached_account_the_button_says_why_not(school, open_diary, press):
    page = open_diary("r-one")
    now = school.clock.now()
    decision = ledger.Decision(school.school_id, "b-1", "r-one", "p-dir", now)
    with school.database.writing() as cursor:
        ledger.void_from(cursor, decision, now)
    answer = press(page, "/diary/seen")
    assert answer.status_code == 409
    assert "(п. 4.4)" in answer.text
    assert seen_by(school) == set()


def test_marks_are_made_at_the_time_of_the_school(school, open_diary, press):
    press(open_diary("r-one"), "/diary/seen")
    found = weeks_seen.of_class(school.database, MAT, "5А", date(2026, 11, 23))
    marked = found.filter(found["seen_at"].is_not_null())["seen_at"].to_list()
    assert marked == [utc_naive(school.clock.now())]


def test_a_comment_on_a_lesson_stands_at_it_in_the_diary_and_on_the_journal_page(
    filled_school, open_diary, open_filled
):
    comment = "<b>Принесите</b> циркуль"
    before = open_filled("journal_page", "p-mat")
    assert "Комментарий" not in "".join(one.proto.body for one in before.get("html"))
    write_cell(filled_school, "2026-11-13", "comment", comment)

    shown = "Комментарий: &lt;b&gt;Принесите&lt;/b&gt; циркуль"
    assert shown in open_diary("r-one", week="2026-11-09").text
    assert shown not in open_diary("r-two", child="2", week="2026-11-09").text
    before.run()
    assert not before.exception
    page = "".join(one.proto.body for one in before.get("html"))
    assert "&lt;b&gt;Принесите&lt;/b&gt; циркуль" in page
    before.date_input[0].set_value(date(2026, 11, 22)).run()
    assert not before.exception


def test_news_of_the_other_child_stands_at_its_name(school, open_diary, press):
    about_the_elder = open_diary("r-two", child="1")
    about_the_younger = open_diary("r-two", child="2")

    badge = '<span class="badge" role="img" aria-label="1 новое сообщение"'
    assert "<b>1 новое сообщение</b>" in about_the_elder.text
    assert badge not in about_the_elder.text
    assert badge in about_the_younger.text
    press(about_the_elder, "/diary/read")
    assert badge not in open_diary("r-two", child="2").text
