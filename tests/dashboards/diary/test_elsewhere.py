"""The diary beside its page: as a file, on paper, in a calendar; attacks on them."""

from __future__ import annotations

import pytest
from pdf_oxide import PdfDocument

from dashboards.access import DOORS
from dashboards.people.access_log_table import sentence

pytestmark = pytest.mark.by_turns

ROWS = "select action, person_id, place, about_person_id from access.log order by all"
COPY, PAPER, CALENDAR = "/diary/week.pdf", "/diary/paper", "/diary/calendar"


def lines(site, question=ROWS):
    site.trail.write()
    with site.school.database.reading() as cursor:
        return cursor.execute(question).fetchall()


def text_of(pdf):
    return " ".join(PdfDocument.from_bytes(pdf).extract_text(0).split())


@pytest.mark.parametrize("action", ["page_viewed", "exported", "refused"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_director_reads_in_words_what_was_looked_at(action, language):
    for door in DOORS:
        line = {"action": action, "place": door.path, "scope": "5А", "page_title": None}
        assert sentence(line, language)
    line = {"action": "page_viewed", "place": PAPER, "scope": "5А", "page_title": None}
    assert sentence(line, "ru") == "Просмотр страницы «Дневник на бумаге», 5А"


# The week as a file


def test_a_parent_takes_the_week_of_the_own_child_away(open_diary, filled_site):
    answer = open_diary("r-one", path=COPY, week="2026-11-02")

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    told = text_of(answer.content)
    assert "Абрамов Лев" in told
    assert "Тема 1" in told
    assert "Подпись" not in told
    row = ("exported", "r-one", COPY, "student:К-0001")
    assert row in lines(filled_site)


def test_a_parent_of_two_chooses_by_number_and_gets_no_third(open_diary):
    first = open_diary("r-two", path=COPY, child="1")
    second = open_diary("r-two", path=COPY, child="2")
    third = open_diary("r-two", path=COPY, child="3")

    assert "Громов Яков" in text_of(first.content)
    assert "Цветкова Роза" in text_of(second.content)
    assert third.status_code == 404


@pytest.mark.parametrize("person", ["p-mat", "p-dir", "r-left", "nobody"])
@pytest.mark.parametrize("path", [COPY, PAPER, CALENDAR])
def test_to_others_all_of_it_is_closed(open_diary, person, path):
    answer = open_diary(person, path=path)

    assert answer.status_code in (303, 403)
    assert b"%PDF" not in answer.content


# Paper


def test_one_button_asks_for_paper_and_one_gives_it_up(open_diary, send, filled_site):
    assert (
        "О дневнике на бумаге никто не просил." in open_diary("r-one", path=PAPER).text
    )

    answer = send("r-one", PAPER, wish="ask")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/diary/paper?child=1"
    page = open_diary("r-one", path=PAPER).text
    assert "по просьбе: Абрамова Т. Л." in page
    assert "Больше не нужно" in page
    send("r-one", PAPER, wish="end")
    assert "Хочу на бумаге" in open_diary("r-one", path=PAPER).text
    told = [row[0] for row in lines(filled_site) if row[2] == PAPER]
    assert {"paper_wanted", "paper_unwanted", "page_viewed"} == set(told)


def test_a_student_asks_for_no_paper(open_diary, send):
    assert PAPER not in open_diary("student:К-0001").text
    assert open_diary("student:К-0001", path=PAPER).status_code == 403
    assert send("student:К-0001", PAPER, wish="ask").status_code == 403


@pytest.mark.parametrize("path", [PAPER, CALENDAR])
@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_another_site_sends_no_form(send, filled_site, path, headers):
    answer = send("r-one", path, headers=headers, wish="ask", do="make")

    assert answer.status_code == 403
    assert not lines(filled_site, "from journal.paper_wishes")
    assert not lines(filled_site, "from access.calendar_feeds")


@pytest.mark.parametrize("path", [PAPER, CALENDAR])
@pytest.mark.parametrize("query", ["child=2", "child=0", "child=К-0004", "child=99"])
def test_a_form_about_another_child_changes_nothing(send, filled_site, path, query):
    answer = send("r-one", path, query, wish="ask", do="make")

    assert answer.status_code == 403
    assert not lines(filled_site, "from journal.paper_wishes")
    assert not lines(filled_site, "from access.calendar_feeds")


@pytest.mark.parametrize("path", [PAPER, CALENDAR])
def test_what_none_of_our_forms_sends_is_refused(send, path):
    many = {f"field{number}": "1" for number in range(60)}
    assert send("r-one", path, wish="x" * 10**6).status_code == 400
    assert send("r-one", path, **many).status_code == 400


def test_a_deed_that_no_button_asks_for_ends_nothing(send, filled_site):
    send("r-one", PAPER, wish="ask")
    send("r-one", CALENDAR, do="make")
    send("r-one", PAPER, wish="")
    send("r-one", CALENDAR, do="strange")

    assert lines(filled_site, "select kind from journal.paper_wishes") == [("ask",)]
    feeds = "select ended_at is null from access.calendar_feeds"
    assert lines(filled_site, feeds) == [(True,)]


@pytest.mark.parametrize("path", [PAPER, CALENDAR])
@pytest.mark.parametrize("student", ["К-0004", ""])
def test_a_number_that_means_another_child_meanwhile_is_refused(
    send, filled_site, path, student
):
    answer = send("r-one", path, student=student, wish="ask", do="make")

    assert answer.status_code == 409
    assert "о другом ребёнке" in answer.text
    assert not lines(filled_site, "from journal.paper_wishes")
    assert not lines(filled_site, "from access.calendar_feeds")
