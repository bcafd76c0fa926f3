"""The calendar's secret address: made on a page, read by a program, and attacked."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import icalendar
import pytest

from dashboards.calendar_feed.polls import MOST
from tests.dashboards.conftest import account_of
from tests.dashboards.diary.test_elsewhere import CALENDAR, lines
from warehouse.access.managing import freeze

pytestmark = pytest.mark.by_turns


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
