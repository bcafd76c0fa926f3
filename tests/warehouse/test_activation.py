"""One-time codes: given on paper, typed once, worthless afterwards."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from warehouse.access.activation import (
    VALID_FOR,
    issue_code,
    issue_codes,
    open_code,
    use_code,
)
from warehouse.database import Database
from warehouse.errors import VedomostError

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "school.duckdb") as opened:
        opened.migrate()
        with opened.writing() as cursor:
            cursor.execute(
                """
                insert into access.accounts
                (account_id, person_id, login, state, language, security_version)
                values ('a-1', 'P-1', 'kim', 'new', '', 1),
                    ('a-2', 'P-2', 'lev', 'new', '', 1)
                """
            )
        yield opened


def _issue(database, account_id="a-1"):
    return issue_code(database, account_id, at=NOW, issued_by="P-9")


def test_a_code_opens_its_own_account_and_no_other(database):
    code = _issue(database)
    _issue(database, "a-2")

    assert open_code(database, "a-1", code, NOW)
    assert open_code(database, "a-2", code, NOW) is None
    assert open_code(database, "", code, NOW) is None


def test_a_code_has_no_signs_that_look_alike_on_paper(database):
    codes = issue_codes(database, ["a-1", "a-2"], at=NOW, issued_by="P-9")

    assert set(codes) == {"a-1", "a-2"}
    for code in codes.values():
        assert re.fullmatch(r"[A-HJKMNP-Z2-9]{4}(-[A-HJKMNP-Z2-9]{4}){2}", code)


def test_a_code_is_read_however_it_was_typed(database):
    code = _issue(database)
    in_cyrillic = code.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ"))

    for typed in (
        code.lower(),
        code.replace("-", ""),
        f" {code.replace('-', ' ')} ",
        in_cyrillic,
        in_cyrillic.lower(),
        code.replace("-", "–"),
    ):
        assert open_code(database, "a-1", typed, NOW), typed


@pytest.mark.parametrize("typed", ["", "-", "0" * 12, "й" * 12, "A" * 11, "A" * 5000])
def test_what_is_no_code_opens_nothing(database, typed):
    _issue(database)

    assert open_code(database, "a-1", typed, NOW) is None


def test_a_code_expires(database):
    code = _issue(database)

    assert open_code(database, "a-1", code, NOW + VALID_FOR - timedelta(seconds=1))
    assert open_code(database, "a-1", code, NOW + VALID_FOR) is None


def test_a_newer_code_makes_the_older_one_void(database):
    older, newer = _issue(database), _issue(database)

    assert open_code(database, "a-1", older, NOW) is None
    assert open_code(database, "a-1", newer, NOW)


def test_a_code_is_used_once(database):
    code = _issue(database)
    code_id = open_code(database, "a-1", code, NOW)

    with database.writing() as cursor:
        assert use_code(cursor, code_id, NOW)
        assert not use_code(cursor, code_id, NOW)

    assert open_code(database, "a-1", code, NOW) is None


def test_neither_the_store_nor_the_log_holds_the_code(database):
    code = _issue(database)

    with database.reading() as cursor:
        stored = str(cursor.execute("from access.activation_codes").fetchall())
        log = cursor.execute(
            "select person_id, action, about_person_id from access.log"
        ).fetchall()
    assert code not in stored
    assert code.replace("-", "") not in stored
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in stored
    assert log == [("P-9", "code_issued", "P-1")]


def test_a_code_that_cannot_be_logged_is_not_issued_either(database):
    older = _issue(database)
    with database.writing() as cursor:
        cursor.execute("alter table access.log rename to gone")

    with pytest.raises(Exception, match="does not exist"):
        issue_codes(database, ["a-1", "a-2"], at=NOW, issued_by="P-9")

    assert open_code(database, "a-1", older, NOW)


def test_the_machine_gives_a_code_to_who_is_locked_out(empty_school):
    from warehouse.access.accounts import account_for_login
    from warehouse.access.at_the_machine import new_code

    database, now = empty_school.database, empty_school.clock.now()
    with database.writing() as cursor:
        cursor.execute(
            """
            insert into access.accounts
            (account_id, person_id, login, state, language, security_version,
                password_hash)
            values ('a-1', 'P-1', 'kim', 'frozen', '', 3, 'old')
            """
        )

    code = new_code(empty_school, " Kim ")

    account, stored = account_for_login(database, "kim")
    assert (account.state, account.security_version, stored) == ("new", 4, None)
    assert open_code(database, "a-1", code, now)
    with pytest.raises(VedomostError, match="Nobody here has the login “lev”"):
        new_code(empty_school, "lev")
