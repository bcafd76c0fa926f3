"""Passwords of one's own: which are refused, and what setting one ends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from warehouse.access.accounts import account_for_login
from warehouse.access.activation import issue_code, open_code
from warehouse.access.passwords import check_password, set_password, weakness
from warehouse.database import Database
from warehouse.errors import VedomostError

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ABOUT = ["ivanova.aa", "Иванова Анна Андреевна", "Школа № 17 «Радуга»"]


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("верблюд 7", "short"),
        ("ш" * 201, "long"),
        ("qwertyuiop12", "easy"),
        ("йцукенгшщз12", "easy"),
        ("пароль123456", "easy"),
        ("gfhjkm123456", "easy"),
        ("aaaaaaaaaaaa", "easy"),
        ("Иванова-2026", "known"),
        ("моя радуга 55", "known"),
        ("bdfyjdf-2026", "known"),
        ("шмфтщмфююю 12", "known"),
        ("смешной верблюд 7", None),
        ("correct horse battery", None),
        ("🐫 идёт и идёт", None),
        ("длинная фраза о коте " * 9, None),
    ],
)
def test_a_password_that_others_guess_is_refused_with_its_reason(password, why):
    assert weakness(password, ABOUT) == why


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "school.duckdb") as opened:
        opened.migrate()
        with opened.writing() as cursor:
            cursor.execute(
                """
                insert into access.accounts
                (account_id, person_id, login, state, language, security_version)
                values ('a-1', 'P-1', 'kim', 'new', '', 1)
                """
            )
        yield opened


def test_a_code_turns_into_a_password_once(database):
    code = issue_code(database, "a-1", at=NOW, issued_by="P-9")
    code_id = open_code(database, "a-1", code, NOW)

    set_password(database, "a-1", "смешной верблюд 7", NOW, code_id=code_id)

    account, stored = account_for_login(database, "kim")
    assert (account.state, account.security_version) == ("active", 2)
    assert check_password(stored, "смешной верблюд 7")

    with pytest.raises(VedomostError, match="no longer holds"):
        set_password(database, "a-1", "другой верблюд 8", NOW, code_id=code_id)

    account, stored = account_for_login(database, "kim")
    assert account.security_version == 2
    assert not check_password(stored, "другой верблюд 8")


def test_a_code_that_was_replaced_meanwhile_sets_nothing(database):
    code = issue_code(database, "a-1", at=NOW, issued_by="P-9")
    code_id = open_code(database, "a-1", code, NOW)
    issue_code(database, "a-1", at=NOW, issued_by="P-9")

    with pytest.raises(VedomostError, match="no longer holds"):
        set_password(database, "a-1", "смешной верблюд 7", NOW, code_id=code_id)

    account, stored = account_for_login(database, "kim")
    assert (account.state, stored) == ("new", None)


def test_setting_a_password_makes_a_slip_that_lies_around_worthless(database):
    code = issue_code(database, "a-1", at=NOW, issued_by="P-9")

    set_password(database, "a-1", "смешной верблюд 7", NOW, code_id=None)

    assert open_code(database, "a-1", code, NOW) is None


def test_a_frozen_account_stays_frozen_under_a_new_password(database):
    with database.writing() as cursor:
        cursor.execute("update access.accounts set state = 'frozen'")

    set_password(database, "a-1", "смешной верблюд 7", NOW, code_id=None)

    assert account_for_login(database, "kim")[0].state == "frozen"
