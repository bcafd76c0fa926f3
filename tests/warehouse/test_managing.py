"""New codes, freezing and ended sessions: what is dead afterwards, and what is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from warehouse.access.accounts import account_for_id, account_for_login, give_passwords
from warehouse.access.activation import issue_code, open_code
from warehouse.access.managing import (
    clear_second_factor,
    end_sessions,
    freeze,
    hand_out_codes,
    reset,
    unfreeze,
)
from warehouse.access.opening import open_missing
from warehouse.access.passwords import check_password
from warehouse.access.tokens import account_for_token, make_token
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

PASSWORD = "длинный пароль для проверки"


@pytest.fixture
def database(filled_school, clock):
    opened = filled_school.database
    open_missing(opened, at=clock.now(), by="")
    give_passwords(opened, {"p-mat": PASSWORD}, clock.now())
    return opened


@pytest.fixture
def teacher(database):
    """The account of a teacher who has chosen a password."""
    return account_for_login(database, "p-mat")[0]


def stands(database, account_id):
    account = account_for_id(database, account_id)
    return account.state, account.security_version


def told(database):
    with database.reading() as cursor:
        return cursor.execute(
            "select person_id, action, about_person_id from access.log "
            "where action <> 'account_opened' order by logged_at, action"
        ).fetchall()


def test_a_new_code_kills_password_older_code_tokens_and_sessions(
    database, teacher, clock
):
    now = clock.now()
    older = issue_code(database, teacher.account_id, at=now, issued_by="p-sec")
    token = make_token(database, teacher.account_id, "Мой скрипт", "upload", at=now)
    assert account_for_token(database, token, "upload", now) == teacher.account_id

    newer = reset(database, teacher.account_id, by="p-sec", at=now)

    assert stands(database, teacher.account_id) == ("new", teacher.security_version + 1)
    _, password_hash = account_for_login(database, "p-mat")
    assert not check_password(password_hash, PASSWORD)
    assert open_code(database, teacher.account_id, older, now) is None
    assert open_code(database, teacher.account_id, newer, now) is not None
    assert account_for_token(database, token, "upload", now) is None
    assert ("p-sec", "code_issued", "p-mat") in told(database)


def test_a_code_ends_after_two_weeks(database, teacher, clock):
    code = reset(database, teacher.account_id, by="p-dir", at=clock.now())

    day_before = clock.now() + timedelta(days=13)
    two_weeks_on = clock.now() + timedelta(days=14)
    assert open_code(database, teacher.account_id, code, day_before)
    assert open_code(database, teacher.account_id, code, two_weeks_on) is None


def test_handing_out_again_voids_every_code_of_the_class(database, clock):
    with database.reading() as cursor:
        of_class = [
            account_id
            for (account_id,) in cursor.execute(
                "select account_id from access.accounts "
                "where person_id in ('student:К-0001', 'student:К-0002')"
            ).fetchall()
        ]
    first = hand_out_codes(database, of_class, by="p-mat", at=clock.now())

    second = hand_out_codes(database, of_class, by="p-mat", at=clock.now())

    for account_id in of_class:
        assert first[account_id] != second[account_id]
        assert not open_code(database, account_id, first[account_id], clock.now())
        assert open_code(database, account_id, second[account_id], clock.now())
    assert len(told(database)) == 4


def test_a_frozen_account_is_closed_and_its_codes_and_tokens_stay_dead(
    database, teacher, clock
):
    now = clock.now()
    code = issue_code(database, teacher.account_id, at=now, issued_by="p-sec")
    token = make_token(database, teacher.account_id, "Мой скрипт", "upload", at=now)

    freeze(database, teacher.account_id, by="p-sec", at=now)
    freeze(database, teacher.account_id, by="p-sec", at=now)
    assert stands(database, teacher.account_id) == (
        "frozen",
        teacher.security_version + 1,
    )
    unfreeze(database, teacher.account_id, by="p-dir", at=now)

    state, _ = stands(database, teacher.account_id)
    assert state == "active"
    assert open_code(database, teacher.account_id, code, now) is None
    assert account_for_token(database, token, "upload", now) is None
    actions = [(person, action) for person, action, _ in told(database)]
    assert actions.count(("p-sec", "account_frozen")) == 1
    assert actions.count(("p-dir", "account_unfrozen")) == 1


def test_an_account_without_a_password_is_new_again_after_unfreezing(database, clock):
    account = account_for_login(database, "p-fiz")[0]

    freeze(database, account.account_id, by="p-dir", at=clock.now())
    unfreeze(database, account.account_id, by="p-dir", at=clock.now())

    assert stands(database, account.account_id)[0] == "new"


def test_after_a_breach_only_a_new_code_opens_the_account(database, teacher, clock):
    now = clock.now()
    freeze(database, teacher.account_id, by="p-dir", at=now)
    with database.writing() as cursor:
        cursor.execute(
            "insert into access.breaches (breach_id, account_id, person_id) "
            "values ('b', ?, 'p-mat')",
            [teacher.account_id],
        )

    with pytest.raises(VedomostError, match="breach"):
        unfreeze(database, teacher.account_id, by="p-dir", at=now)

    assert stands(database, teacher.account_id)[0] == "frozen"

    reset(database, teacher.account_id, by="p-dir", at=now)

    assert stands(database, teacher.account_id)[0] == "new"
    with database.reading() as cursor:
        (issued,) = cursor.execute(
            "select credentials_issued_at from access.breaches"
        ).fetchone()
    assert issued == utc_naive(now)


def test_a_homeroom_teacher_opens_no_frozen_account(database, clock):
    with database.reading() as cursor:
        (student,) = cursor.execute(
            "select account_id from access.accounts where person_id = 'student:К-0001'"
        ).fetchone()
    freeze(database, student, by="p-sec", at=clock.now())

    with pytest.raises(VedomostError):
        reset(database, student, by="p-mat", at=clock.now())
    assert stands(database, student)[0] == "frozen"

    reset(database, student, by="p-sec", at=clock.now())
    assert stands(database, student)[0] == "new"


def test_ended_sessions_leave_the_password(database, teacher, clock):
    end_sessions(database, teacher.account_id, by="p-sec", at=clock.now())

    assert stands(database, teacher.account_id) == (
        "active",
        teacher.security_version + 1,
    )
    assert check_password(account_for_login(database, "p-mat")[1], PASSWORD)


def test_only_director_and_administrator_take_a_second_factor_away(
    database, teacher, clock
):
    with database.writing() as cursor:
        cursor.execute("update access.accounts set totp_secret = 'sealed'")
        cursor.execute(
            "insert into access.recovery_codes (account_id, code_hash) values (?, 'x')",
            [teacher.account_id],
        )

    for person in ("p-sec", "p-ooo", "p-mat"):
        with pytest.raises(VedomostError):
            clear_second_factor(database, teacher.account_id, by=person, at=clock.now())
    clear_second_factor(database, teacher.account_id, by="p-adm", at=clock.now())

    with database.reading() as cursor:
        without = cursor.execute(
            "select login from access.accounts where totp_secret is null"
        ).fetchall()
        codes = cursor.execute("select * from access.recovery_codes").fetchall()
    assert without == [("p-mat",)]
    assert codes == []
