"""The diary beside its page: as a file, on paper, in a calendar; attacks on them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import icalendar
import pytest
from pdf_oxide import PdfDocument

from dashboards.calendar_feed.polls import MOST
from tests.dashboards.conftest import account_of
from warehouse.access.managing import freeze

pytestmark = pytest.mark.by_turns

ROWS = "select action, person_id, place, about_person_id from access.log order by all"
COPY, PAPER, CALENDAR = "/diary/week.pdf", "/diary/paper", "/diary/calendar"


@pytest.fixture
def send(family, log_in_as):
    """Send a plain page's form as a person: `send("r-one", PAPER, wish="ask")`."""

    def sent(person_id, path, query="child=1", headers=None, **form):
        log_in_as(person_id)
        return family.ask("POST", f"{path}?{query}", data=form, headers=headers or {})

    return sent


@pytest.fixture
def address_of(send):
    """Make a calendar as a person and return its path."""

    def made(person_id, query="child=1", **form):
        answer = send(person_id, CALENDAR, query, do="make", **form)
        assert answer.status_code == 200
        found = re.search(r'value="https://localhost(/calendar/[^"]+)"', answer.text)
        assert found is not None
        return unescape(found[1])

    return made


@pytest.fixture
def program(family):
    """Ask as a calendar program does: no cookie, no Origin."""

    def ask(path, method="GET", **headers):
        family.client.cookies.clear()
        return family.ask(method, path, headers=headers)

    return ask


def lines(site, question=ROWS):
    site.trail.write()
    with site.school.database.reading() as cursor:
        return cursor.execute(question).fetchall()


def text_of(pdf):
    return " ".join(PdfDocument.from_bytes(pdf).extract_text(0).split())


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


def test_a_form_of_a_megabyte_is_not_read(send):
    assert send("r-one", PAPER, wish="x" * 10**6).status_code == 413


# The calendar


def test_a_calendar_program_reads_lessons_by_the_address_alone(
    address_of, program, open_diary
):
    answer = program(address_of("r-one", name="1"))

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, max-age=900"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in answer.headers
    whole = icalendar.Calendar.from_ical(answer.content)
    events = whole.walk("VEVENT")
    days = {event.decoded("dtstart").date() for event in events}
    assert len(events) > 10
    assert min(days) >= date(2026, 11, 16)
    assert max(days) <= date(2027, 1, 3)
    assert str(events[0]["summary"]).startswith("Лев: ")
    written = answer.content.decode()
    for secret in ("Абрамов", "Морозова", "5А", "К-0001", "Школа"):
        assert secret not in written
    assert "last looked" in open_diary("r-one", "en-GB", path=CALENDAR).text


def test_no_mark_is_in_it(address_of, program, filled_school):
    filled_school.clock.set(datetime(2026, 11, 10, 9, 0, tzinfo=UTC))
    written = program(address_of("r-one")).text

    events = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert {key for event in events for key in event} <= {
        *("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND"),
        *("SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "TRANSP"),
    }
    assert {
        line.partition(":")[0]
        for event in events
        for line in str(event.get("description", "")).splitlines()
    } <= {"Задание", "Тема"}
    assert "Ответ на уроке" not in written


def test_who_has_it_already_gets_no_second_copy(address_of, program, filled_school):
    path = address_of("r-one")
    first = program(path)
    tag = first.headers["etag"]

    same = program(path, **{"if-none-match": f'"other", W/{tag}'})
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["etag"] == tag
    filled_school.clock.set(filled_school.clock.now() + timedelta(days=7))
    assert program(path, **{"if-none-match": tag}).status_code == 200
    assert program(path, method="HEAD").content == b""


def test_the_address_is_shown_once_and_written_nowhere(
    address_of, open_diary, program, filled_site, capfd
):
    path = address_of("r-one")
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    program(path)
    program(path.replace(secret, secret[::-1]))

    assert secret not in open_diary("r-one", path=CALENDAR).text
    assert secret not in open_diary("r-one").text
    everything = str(lines(filled_site, "from access.log"))
    everything += str(lines(filled_site, "from access.calendar_feeds"))
    assert secret not in everything
    assert secret[::-1] not in everything
    assert ("refused", "", "/calendar", "") in lines(filled_site)
    assert secret not in "".join(capfd.readouterr())


def test_what_an_address_once_was_is_not_told(
    address_of, send, program, filled_site, filled_school
):
    """Guessed, ended, replaced, of a frozen account, of a lost child: all the same."""
    replaced = address_of("r-one")
    ended = address_of("r-one")
    assert send("r-one", CALENDAR, do="end").status_code == 303
    frozen = address_of("r-two")
    account = account_of(filled_school.database, "r-two", filled_school.clock.now())
    freeze(
        filled_school.database,
        account.account_id,
        by="p-dir",
        at=filled_school.clock.now(),
    )
    lost = address_of("p-fiz")
    with filled_school.database.writing() as cursor:
        cursor.execute("delete from setup.parents where person_id = 'p-fiz'")
    guessed = f"/calendar/{'A' * 43}.ics"

    answers = [program(one) for one in (replaced, ended, frozen, lost, guessed)]

    assert {(one.status_code, one.content) for one in answers} == {
        (404, b"There is no such calendar.")
    }


def test_a_parent_of_two_has_an_address_for_each(address_of, program):
    first, second = address_of("r-two"), address_of("r-two", "child=2")

    one, two = program(first), program(second)

    assert one.status_code == two.status_code == 200
    uids = [set(re.findall(r"UID:(\w+)", answer.text)) for answer in (one, two)]
    assert uids[0]
    assert not uids[0] & uids[1]


def test_guesses_are_slowed_down_and_right_addresses_are_not(
    address_of, program, filled_site
):
    path = address_of("r-one")
    statuses = [
        program(f"/calendar/{number:043}.ics").status_code for number in range(MOST + 5)
    ]

    assert statuses == [404] * MOST + [429] * 5
    assert program(path).status_code == 200
    told = [row for row in lines(filled_site) if row[0] == "refused"]
    assert len(told) == 1
    assert filled_site.throttle.reserve("r-one", "192.0.2.7") == 0


def test_one_calendar_is_not_asked_for_without_end(address_of, program, filled_school):
    path = address_of("r-one")
    statuses = [program(path).status_code for _ in range(MOST + 1)]
    assert statuses == [200] * MOST + [429]
    assert int(program(path).headers["retry-after"]) > 0

    filled_school.clock.set(filled_school.clock.now() + timedelta(hours=1))
    assert program(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/.ics",
        "/calendar/a/b.ics",
        "/calendar/..%2f..%2fkeys.ics",
        f"/calendar/{'x' * 5000}.ics",
        "/calendar/%00.ics",
    ],
)
def test_a_strange_address_is_no_calendar(program, path):
    assert program(path).status_code in (401, 404)
