"""Secret addresses of calendars: what opens them, and everything that ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.warehouse.test_breaches import MONDAY, account_of, register
from warehouse.access import calendar_feeds, managing
from warehouse.access.log import Actor
from warehouse.access.opening import open_missing
from warehouse.errors import VedomostError

pytestmark = pytest.mark.by_turns

CHILD = "К-0001"
TODAY = MONDAY.date()


@pytest.fixture
def school(filled_school):
    open_missing(filled_school.database, at=MONDAY - timedelta(days=9), by="")
    people = ("r-one", "r-two", f"student:{CHILD}")
    with filled_school.database.writing() as cursor:
        cursor.executemany(
            "update access.accounts set state = 'active', password_hash = 'x' "
            "where person_id = ?",
            [[person_id] for person_id in people],
        )
    return filled_school


@pytest.fixture
def database(school):
    return school.database


@pytest.fixture
def make(school):
    """Make an address: `make("r-one")`."""

    def made(person_id="r-one", student_id=CHILD, *, shows_name=False, at=MONDAY):
        actor = Actor(account_of(school, person_id), person_id)
        return calendar_feeds.make_feed(
            school.database,
            actor,
            student_id,
            shows_name=shows_name,
            today=TODAY,
            at=at,
        )

    return made


def opens(database, secret, at=MONDAY, today=TODAY):
    return calendar_feeds.feed_for_secret(database, secret, today, at) is not None


def execute(database, statement, *values):
    with database.writing() as cursor:
        return cursor.execute(statement, list(values)).fetchall()


def test_an_address_opens_the_childs_calendar_and_is_kept_as_a_hash(database, make):
    secret = make(shows_name=True)

    feed = calendar_feeds.feed_for_secret(database, secret, TODAY, MONDAY)
    assert (feed.person_id, feed.student_id, feed.shows_name) == ("r-one", CHILD, True)
    assert len(secret) == 43  # 256 bits
    kept = execute(database, "select * from access.calendar_feeds")
    logged = execute(database, "select * from access.log")
    assert secret not in str(kept) + str(logged)
    assert "calendar_made" in str(logged)


@pytest.mark.parametrize("guess", ["", "x", "A" * 43, "' or 1=1 --", "é" * 43])
def test_a_guess_opens_nothing(database, make, guess):
    make()

    assert not opens(database, guess)


def test_the_hash_itself_opens_nothing(database, make):
    make()
    (kept,) = execute(database, "select secret_sha256 from access.calendar_feeds")[0]

    assert not opens(database, kept)


def test_a_new_address_ends_the_old_one_and_no_others(database, make):
    old, others = make(), make(f"student:{CHILD}")

    new = make(at=MONDAY + timedelta(minutes=1))

    assert not opens(database, old)
    assert opens(database, new)
    assert opens(database, others)


def test_its_owner_ends_it_and_nobody_else(school, database, make):
    secret = make()
    stranger = Actor(account_of(school, "r-two"), "r-two")
    owner = Actor(account_of(school, "r-one"), "r-one")

    assert not calendar_feeds.end_feed(database, stranger, CHILD, MONDAY)
    assert opens(database, secret)
    assert calendar_feeds.end_feed(database, owner, CHILD, MONDAY)
    assert not opens(database, secret)
    assert calendar_feeds.feed_of(database, owner.account_id, CHILD) is None


@pytest.mark.parametrize("student_id", ["К-0004", "К-0020", "nobody"])
def test_nobody_makes_one_of_another_child_or_of_one_who_left(make, student_id):
    with pytest.raises(VedomostError):
        make("r-one", student_id)


def test_it_ends_with_the_right_to_the_child(database, make):
    secret = make()

    execute(
        database, "update setup.parents set students = '' where person_id = 'r-one'"
    )

    assert not opens(database, secret)


def test_it_ends_on_the_day_after_the_child_has_left(database, make):
    secret = make()

    execute(
        database,
        "update setup.students set left_on = ? where student_id = ?",
        TODAY,
        CHILD,
    )

    assert opens(database, secret)
    assert not opens(database, secret, today=TODAY + timedelta(days=1))


def test_a_frozen_account_loses_it_for_good(school, database, make):
    secret, account_id = make(), account_of(school, "r-one")

    managing.freeze(database, account_id, by="p-dir", at=MONDAY)
    assert not opens(database, secret)
    managing.unfreeze(database, account_id, by="p-dir", at=MONDAY)

    assert not opens(database, secret)


def test_new_credentials_end_it(school, database, make):
    secret = make()

    managing.reset(database, account_of(school, "r-one"), by="p-dir", at=MONDAY)

    assert not opens(database, secret)


def test_one_made_under_a_breached_account_never_was_one(school, database, make):
    """Also where the account's state alone would let it live on."""
    secret = make(at=MONDAY - timedelta(minutes=30))

    register(
        school,
        "r-one",
        reported_to_head_at=MONDAY - timedelta(hours=1),
        registered_by="p-dir",
    )
    execute(database, "update access.calendar_feeds set ended_at = null")
    execute(
        database,
        "update access.accounts set state = 'active' where person_id = 'r-one'",
    )

    assert not opens(database, secret)
    with pytest.raises(VedomostError):
        make()


def test_when_it_was_last_read_is_noted_to_the_hour(school, database, make):
    secret, account_id = make(), account_of(school, "r-one")

    for minutes in (0, 20, 59, 61):
        assert opens(database, secret, at=MONDAY + timedelta(minutes=minutes))

    feed = calendar_feeds.feed_of(database, account_id, CHILD)
    assert feed.last_read_at == (MONDAY + timedelta(minutes=61)).replace(tzinfo=None)
