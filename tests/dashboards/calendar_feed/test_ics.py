"""Calendars read back by an independent reader, and what it makes of a change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from dashboards.calendar_feed.events import Told, calendar
from dashboards.calendar_feed.ics import component, text
from ingest.replacements_back import take_back
from ingest.replacing import Choice, Order, replace
from tests.ingest.replaced import DIRECTOR, ILL, LESSON, PAGE, SUBSTITUTE, TUESDAY
from warehouse.queries.calendar import lessons
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

STUDENT = "К-0203"
OWN = Viewer(f"student:{STUDENT}", frozenset())
TOLD = Told("ru", "", b"key", datetime(2026, 9, 1))  # noqa: DTZ001 - as it is kept
HOSTILE = (
    'a;b,c\\d"e:f',
    "line one\nline two\r\nBEGIN:VEVENT\r\nSUMMARY:smuggled",
    "\tтаб\x00\x1b\u2028конец",
    "длинное " * 40,
    "🧪" * 60,
    "",
)


@pytest.fixture
def school(example_school):
    return example_school


def read(content):
    """Return the events by name, as an independent program reads them."""
    whole = icalendar.Calendar.from_ical(content)
    return {str(one["uid"]): one for one in whole.walk("VEVENT")}


def told_of(school, days=14):
    found = lessons(
        school.database, OWN, STUDENT, TUESDAY, TUESDAY + timedelta(days=days)
    )
    return read(calendar(found, TOLD)), found


def uid_of(school, lesson_id=LESSON):
    """Return the name of a lesson's event: the one whose going makes the difference."""
    _, found = told_of(school)
    one = found.filter(lesson_id=lesson_id)
    (uid,) = read(calendar(one, TOLD))
    return uid


@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_is_written_is_one_text_of_one_event(value):
    lines = (
        ("UID", "1@x"),
        ("DTSTAMP", "20261123T090000Z"),
        ("DTSTART", "20261123T090000Z"),
        ("SUMMARY", text(value)),
    )

    written = component("VCALENDAR", (), component("VEVENT", lines))

    (event,) = read(written.encode()).values()
    expected = "".join(
        sign
        for sign in value.replace("\r\n", "\n").replace("\t", " ")
        if sign == "\n" or sign.isprintable()
    )
    assert str(event.get("summary", "")) == expected
    assert "smuggled" not in str(event.get("x-smuggled", ""))
    assert all(len(line) <= 75 for line in written.encode().split(b"\r\n"))
    assert written.count("\n") == written.count("\r\n")


def test_a_lesson_has_its_subject_room_time_and_nobodys_name(school):
    events, found = told_of(school)

    event = events[uid_of(school)]
    one = found.filter(lesson_id=LESSON).row(0, named=True)
    assert str(event["summary"]) == one["subject_name"] == "География"
    assert event.decoded("dtstart") == one["starts_at"].replace(tzinfo=UTC)
    assert event.decoded("dtend") == one["ends_at"].replace(tzinfo=UTC)
    assert str(event.get("location", "")).removeprefix("каб. ") == one["room"]
    assert str(event["status"]) == "CONFIRMED"
    assert len(events) == found.height > 20
    assert not [uid for uid in events if "5А" in uid or "ГЕО" in uid]


def test_the_given_name_stands_there_only_where_it_is_wanted(school):
    _, found = told_of(school)

    named = calendar(found, TOLD._replace(child_name="Лев")).decode()
    plain = calendar(found, TOLD).decode()

    assert "SUMMARY:Лев: География" in named
    assert "Лев" not in plain


def test_a_moved_lesson_keeps_its_name_and_is_newer(school):
    before, _ = told_of(school)
    uid = uid_of(school)

    replace(
        school,
        DIRECTOR,
        [Choice(LESSON, "moved", to_on=TUESDAY + timedelta(days=1), to_slot=6)],
        ILL,
    )

    after, _ = told_of(school)
    assert set(after) == set(before)
    old, new = before[uid], after[uid]
    assert new.decoded("dtstart").date() == TUESDAY + timedelta(days=1)
    assert new["sequence"] > old["sequence"]
    assert new.decoded("last-modified") > old.decoded("last-modified")
    assert "Урок перенесён, был: 24.11" in str(new["description"])
    others = set(after) - {uid}
    assert {after[one]["sequence"] for one in others} == {
        before[one]["sequence"] for one in others
    }


def test_a_move_that_is_taken_back_is_newer_still(school, clock):
    uid = uid_of(school)
    set_id = replace(
        school,
        DIRECTOR,
        [Choice(LESSON, "moved", to_on=TUESDAY + timedelta(days=1), to_slot=6)],
        ILL,
    )
    moved, _ = told_of(school)
    clock.set(clock.now() + timedelta(minutes=5))

    take_back(school, DIRECTOR, set_id)

    after, _ = told_of(school)
    assert after[uid].decoded("dtstart").date() == TUESDAY
    assert after[uid]["sequence"] > moved[uid]["sequence"]
    assert after[uid].decoded("last-modified") > moved[uid].decoded("last-modified")


def test_a_cancelled_lesson_says_so_and_a_substitute_is_not_named(school):
    uid = uid_of(school)

    replace(school, DIRECTOR, [Choice(LESSON, "cancelled")], Order())
    cancelled, _ = told_of(school)
    event = cancelled[uid]
    assert str(event["status"]) == "CANCELLED"
    assert str(event["summary"]) == "Отменён: География"

    other = f"{PAGE}:20261201:3"
    substituted = uid_of(school, other)
    replace(school, DIRECTOR, [Choice(other, "substitute", SUBSTITUTE)], Order())
    after, _ = told_of(school)
    assert "Урок ведёт другой учитель." in str(after[substituted]["description"])
    assert "Осипова" not in str(after[substituted])


def test_homework_stands_in_the_lesson_in_which_it_is_due(filled_school):
    viewer, first = Viewer("r-one", frozenset()), datetime(2026, 11, 2).date()  # noqa: DTZ001
    found = lessons(
        filled_school.database, viewer, "К-0001", first, first + timedelta(days=6)
    )
    with filled_school.database.reading() as cursor:
        due = cursor.execute(
            "select page_id, due_on, homework from marts.diary_homework "
            "where student_id = 'К-0001' and due_on between ? and ?",
            [first, first + timedelta(days=6)],
        ).fetchall()

    held = {
        (lesson_id.rsplit(":", 2)[0], on): homework
        for lesson_id, on, homework in found.filter(found["homework"] != "")
        .select("lesson_id", "lesson_on", "homework")
        .iter_rows()
    }
    assert due
    for page_id, on, homework in due:
        assert homework in held[page_id, on]
    described = [
        str(event.get("description")) for event in read(calendar(found, TOLD)).values()
    ]
    assert any(f"Задание: {due[0][2]}" in one for one in described)


def test_no_mark_absence_or_message_is_asked_for(filled_school):
    """The calendar goes to servers of others."""
    viewer, first = Viewer("r-one", frozenset()), datetime(2026, 9, 1).date()  # noqa: DTZ001
    found = lessons(
        filled_school.database, viewer, "К-0001", first, first + timedelta(days=100)
    )

    assert set(found.columns) == {
        *("lesson_id", "lesson_on", "slot", "starts_at", "ends_at", "subject_name"),
        *("room", "topic", "status", "is_distance", "kind", "from_on", "from_slot"),
        *("homework", "change_id", "changed_at"),
    }


@pytest.mark.parametrize(
    "who", ["r-two", "r-left", "К-0001", "student:К-0002", "p-mat", "p-dir"]
)
def test_another_childs_lessons_are_nobodys_calendar(filled_school, who):
    viewer, first = Viewer(who, frozenset()), datetime(2026, 11, 2).date()  # noqa: DTZ001
    found = lessons(
        filled_school.database, viewer, "К-0001", first, first + timedelta(days=30)
    )

    assert found.is_empty()
