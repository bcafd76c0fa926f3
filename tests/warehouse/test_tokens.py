"""Tokens of programs: what they are, when they work and when no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from warehouse.access import tokens
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

OWNER, OTHER = "a1", "a2"


@pytest.fixture
def database(empty_school):
    with empty_school.database.writing() as cursor:
        cursor.executemany(
            "insert into access.accounts (account_id, person_id, login, state) "
            "values (?, ?, ?, 'active')",
            [[OWNER, "p-mat", "maths"], [OTHER, "p-rus", "russian"]],
        )
    return empty_school.database


@pytest.fixture
def now(clock):
    return clock.now()


def rows(database, question):
    with database.reading() as cursor:
        return cursor.execute(question).fetchall()


def test_a_token_stands_for_its_owner_at_the_doors_of_its_scope(database, now):
    token = tokens.make_token(database, OWNER, "Скрипт", "upload", at=now)

    assert token.startswith("vdm_")
    assert tokens.account_for_token(database, token, "upload", now) == OWNER
    assert tokens.account_for_token(database, token, "metrics", now) is None
    assert tokens.account_for_token(database, token[:-1], "upload", now) is None
    assert tokens.account_for_token(database, "", "upload", now) is None


def test_the_warehouse_never_holds_the_token_itself(database, now):
    token = tokens.make_token(database, OWNER, "Скрипт", "upload", at=now)

    assert token not in str(rows(database, "from access.tokens"))
    assert token[4:] not in str(rows(database, "from access.log"))


def test_a_token_ends_with_its_term(database, now):
    short = timedelta(days=30)
    token = tokens.make_token(
        database, OWNER, "Скрипт", "upload", at=now, valid_for=short
    )
    usual = tokens.make_token(database, OWNER, "Другой", "upload", at=now)
    last = now + short - timedelta(seconds=1)

    assert tokens.account_for_token(database, token, "upload", last) == OWNER
    assert tokens.account_for_token(database, token, "upload", now + short) is None

    half_a_year = now + timedelta(days=180)
    assert tokens.account_for_token(database, usual, "upload", half_a_year) is None


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_token_without_end_or_with_a_longer_one_is_not_made(database, now, days):
    with pytest.raises(VedomostError):
        tokens.make_token(
            database, OWNER, "x", "upload", at=now, valid_for=timedelta(days=days)
        )

    assert tokens.tokens_of(database, OWNER) == []
    assert rows(database, "from access.log") == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b"])
def test_a_token_has_a_name_by_which_its_owner_knows_it(database, now, name):
    with pytest.raises(VedomostError):
        tokens.make_token(database, OWNER, name, "upload", at=now)


def test_a_scope_that_no_door_asks_for_is_a_bug(database, now):
    with pytest.raises(ValueError, match="everything"):
        tokens.make_token(database, OWNER, "x", "everything", at=now)


def test_a_revoked_token_is_dead_at_once_and_cannot_be_revoked_for_another(
    database, now
):
    token = tokens.make_token(database, OWNER, "Скрипт", "upload", at=now)
    (shown,) = tokens.tokens_of(database, OWNER)

    assert not tokens.revoke(database, shown.token_id, OTHER, now)
    assert tokens.account_for_token(database, token, "upload", now) == OWNER

    assert tokens.revoke(database, shown.token_id, OWNER, now)
    assert tokens.account_for_token(database, token, "upload", now) is None
    assert not tokens.revoke(database, shown.token_id, OWNER, now)


def test_making_and_revoking_stand_in_the_log_of_access(database, now):
    tokens.make_token(database, OWNER, "Скрипт", "metrics", at=now)
    tokens.revoke(database, tokens.tokens_of(database, OWNER)[0].token_id, OWNER, now)

    assert rows(
        database, "select account_id, person_id, action, scope from access.log"
    ) == [
        (OWNER, "p-mat", "token_made", "metrics"),
        (OWNER, "p-mat", "token_revoked", "metrics"),
    ]


def test_all_tokens_of_an_account_are_revoked_with_what_else_happens_to_it(
    database, now
):
    mine = [tokens.make_token(database, OWNER, "x", "upload", at=now) for _ in "ab"]
    others = tokens.make_token(database, OTHER, "y", "upload", at=now)
    with database.writing() as cursor:
        tokens.revoke_all(cursor, OWNER, now)

    assert {tokens.account_for_token(database, one, "upload", now) for one in mine} == {
        None
    }
    assert tokens.account_for_token(database, others, "upload", now) == OTHER


@pytest.mark.parametrize("state", ["new", "frozen"])
def test_a_token_sleeps_while_its_account_is_not_active(database, now, state):
    token = tokens.make_token(database, OWNER, "Скрипт", "upload", at=now)
    with database.writing() as cursor:
        cursor.execute("update access.accounts set state = ?", [state])

    assert tokens.account_for_token(database, token, "upload", now) is None


def test_the_last_use_is_written_once_an_hour(database, now):
    token = tokens.make_token(database, OWNER, "Скрипт", "upload", at=now)

    def used(at):
        tokens.account_for_token(database, token, "upload", at)
        return tokens.tokens_of(database, OWNER)[0].last_used_at

    assert tokens.tokens_of(database, OWNER)[0].last_used_at is None
    assert used(now) == now
    assert used(now + timedelta(minutes=59)) == now
    assert used(now + timedelta(hours=1)) == now + timedelta(hours=1)


def test_an_owner_sees_the_own_tokens_latest_first(database, now):
    tokens.make_token(database, OWNER, "Первый", "upload", at=now)
    later = now + timedelta(minutes=1)
    tokens.make_token(database, OWNER, " Второй  скрипт ", "metrics", at=later)
    tokens.make_token(database, OTHER, "Чужой", "upload", at=later)

    shown = tokens.tokens_of(database, OWNER)

    assert [token.name for token in shown] == ["Второй скрипт", "Первый"]
    assert shown[0].created_at == later
    assert shown[0].is_live(later)
    assert not shown[0].is_live(shown[0].expires_at)
    assert utc_naive(shown[0].expires_at) == utc_naive(later + tokens.USUAL_TERM)
