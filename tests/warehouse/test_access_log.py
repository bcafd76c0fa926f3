"""The log of access: what is written, who reads it, when it is forgotten (§1.7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from warehouse.access import log
from warehouse.access.retention import forget_old, log_term
from warehouse.clock import utc_naive
from warehouse.queries import access_log
from warehouse.viewer import Viewer

MATHS, RUSSIAN = log.Actor("a1", "p-mat", "192.0.2.1"), log.Actor("a2", "p-rus")
DIRECTOR = "p-dir"


def viewer(person_id):
    """Return a viewer who claims every role: SQL decides, not the claim."""
    return Viewer(person_id, frozenset({"director"}))


@pytest.fixture
def database(filled_school):
    return filled_school.database


@pytest.fixture
def now(clock):
    return clock.now()


@pytest.fixture
def asked(now):
    return access_log.Asked(now - timedelta(days=1), now + timedelta(days=1))


def count(database, table):
    with database.reading() as cursor:
        return cursor.execute(f"select count(*) from {table}").fetchone()[0]


def test_an_action_nobody_knows_is_a_bug_and_writes_nothing(database, now):
    with pytest.raises(ValueError, match="peeked"):
        log.note(database, now, MATHS, "peeked")

    assert count(database, "access.log") == 0


def test_a_line_is_there_only_if_what_it_tells_is(database, now):
    with pytest.raises(ZeroDivisionError), database.writing() as cursor:
        log.write(cursor, now, MATHS, "account_frozen", about="p-rus")
        raise ZeroDivisionError

    assert count(database, "access.log") == 0


def test_writing_a_line_does_not_make_open_pages_look_again(database, now):
    before = database.version

    log.note(database, now, MATHS, "logged_in")

    assert database.version == before


def test_a_director_reads_names_that_the_log_itself_does_not_hold(database, now, asked):
    log.note(
        database,
        now,
        MATHS,
        "page_viewed",
        place="journal_page",
        scope="2026:5А:МАТ",
        about="student:К-0004",
    )
    with database.reading() as cursor:
        stored = str(cursor.execute("from access.log").fetchall())

    (line,) = access_log.lines(database, viewer(DIRECTOR), asked, limit=10).rows(
        named=True
    )

    for shown in (line["person_name"], line["about_name"]):
        assert len(shown.split()) >= 2
        assert shown.split()[0] not in stored
    assert line["page_title"] == "5А · Математика"
    assert line["address"] == "192.0.2.1"


@pytest.mark.parametrize("person_id", ["p-ooo", "p-sec", "p-mat", "nobody", ""])
def test_nobody_but_a_director_gets_a_line(database, now, asked, person_id):
    log.note(database, now, MATHS, "logged_in", about="p-mat")
    who = viewer(person_id)

    assert access_log.lines(database, who, asked, limit=10).is_empty()
    assert access_log.count_lines(database, who, asked) == 0
    assert access_log.people(database, who, asked).is_empty()
    assert access_log.count_lines(database, viewer(DIRECTOR), asked) == 1


def test_lines_come_latest_first_sheet_by_sheet(database, now, asked):
    for minute in range(5):
        at = now + timedelta(minutes=minute // 2)  # some in the same moment
        log.note(database, at, MATHS, "page_viewed", scope=str(minute))

    def scopes(limit, offset):
        found = access_log.lines(
            database, viewer(DIRECTOR), asked, limit=limit, offset=offset
        )
        return found["scope"].to_list()

    assert scopes(2, 0) + scopes(2, 2) + scopes(2, 4) == ["4", "3", "2", "1", "0"]
    assert access_log.count_lines(database, viewer(DIRECTOR), asked) == 5


def test_a_director_asks_by_day_by_person_by_action_and_by_whom_it_concerned(
    database, now, asked
):
    log.note(database, now, MATHS, "page_viewed", scope="5А", about="student:К-0004")
    log.note(database, now, RUSSIAN, "logged_in")
    log.note(database, now - timedelta(days=2), MATHS, "logged_in")

    def found(**changed):
        which = asked._replace(**changed)
        lines = access_log.lines(database, viewer(DIRECTOR), which, limit=10)
        return lines.select("person_id", "action").rows()

    assert len(found()) == 2
    assert found(who="p-rus") == [("p-rus", "logged_in")]
    assert found(about="student:К-0004") == [("p-mat", "page_viewed")]
    assert found(actions=("logged_in", "exported")) == [("p-rus", "logged_in")]
    assert found(who="p-mat", actions=("logged_in",)) == []
    assert found(end=asked.start + timedelta(hours=1)) == []
    assert found(who="' or true --") == []


def test_the_filter_offers_those_of_whom_the_log_tells(database, now, asked):
    log.note(database, now, MATHS, "page_viewed", about="student:К-0004")
    log.note(database, now, log.Actor(), "log_in_failed", about="p-rus")
    log.note(database, now, log.Actor("a9", "p-gone"), "logged_in")

    people = {
        person: (is_actor, is_concerned)
        for person, _, is_actor, is_concerned in access_log.people(
            database, viewer(DIRECTOR), asked
        ).rows()
    }

    assert people == {
        "p-mat": (True, False),
        "student:К-0004": (False, True),
        "p-rus": (False, True),
        "p-gone": (True, False),
    }


def test_the_log_is_kept_for_the_schools_own_number_of_days(database):
    assert log_term(database) == timedelta(days=365)

    with database.writing() as cursor:
        cursor.execute(
            "update setup.parameters set value = 30 "
            "where parameter_id = 'access_log_days'"
        )
    assert log_term(database) == timedelta(days=30)


def test_a_school_older_than_the_parameter_keeps_what_new_ones_start_with(empty_school):
    assert log_term(empty_school.database) == timedelta(days=365)


def test_what_is_past_its_term_is_forgotten_and_nothing_else(database, now):
    year, quarter = timedelta(days=365), timedelta(days=90)
    a_moment = timedelta(seconds=1)
    for age in (year + a_moment, year, timedelta(0)):
        log.note(database, now - age, MATHS, "logged_in")
    past, kept = utc_naive(now - quarter - a_moment), utc_naive(now - quarter)
    long_past, coming = utc_naive(now - year - a_moment), utc_naive(now + quarter)
    with database.writing() as cursor:
        cursor.executemany(
            "insert into access.sessions (token_sha256, expires_at) values (?, ?)",
            [["expired", utc_naive(now)], ["live", utc_naive(now + a_moment)]],
        )
        cursor.executemany(
            "insert into access.activation_codes "
            "(code_id, expires_at, used_at, voided_at) values (?, ?, ?, ?)",
            [
                ["used long ago", coming, past, None],
                ["voided long ago", coming, None, past],
                ["expired long ago", past, None, None],
                ["used lately", coming, kept, None],
                ["open", coming, None, None],
            ],
        )
        cursor.executemany(
            "insert into access.tokens (token_id, expires_at, revoked_at) "
            "values (?, ?, ?)",
            [
                ["revoked long ago", coming, long_past],
                ["expired long ago", long_past, None],
                ["revoked lately", coming, past],
                ["live", coming, None],
            ],
        )

        cursor.executemany(
            "insert into access.calendar_feeds (feed_id, ended_at) values (?, ?)",
            [["ended long ago", long_past], ["ended lately", past], ["live", None]],
        )
        cursor.executemany(
            "insert into access.mails (mail_id, composed_at) values (?, ?)",
            [["long ago", past], ["lately", kept]],
        )

    gone = forget_old(database, now)

    assert gone == {
        "log": 1,
        "sessions": 1,
        "codes": 3,
        "tokens": 2,
        "calendar_feeds": 1,
        "mails": 1,
        "mail_addresses": 0,
        "weekly_left_out": 0,
    }
    assert forget_old(database, now) == dict.fromkeys(gone, 0)
    assert count(database, "access.log") == 2
    with database.reading() as cursor:
        left = cursor.execute(
            "select code_id from access.activation_codes union all "
            "select token_id from access.tokens union all "
            "select token_sha256 from access.sessions order by 1"
        ).fetchall()
    assert [name for (name,) in left] == [
        *("live", "live", "open", "revoked lately", "used lately"),
    ]
