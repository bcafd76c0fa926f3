"""Accounts of the staff, their passwords and the roles that follow from set-up."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from warehouse.access.accounts import (
    account_for_login,
    create_accounts_for_staff,
    has_left,
)
from warehouse.access.passwords import check_password
from warehouse.access.roles import person_name, viewer_for
from warehouse.database import Database
from warehouse.viewer import Viewer

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "school.duckdb") as opened:
        opened.migrate()
        with opened.writing() as cursor:
            cursor.execute(
                """
                insert into setup.staff values
                ('P-1', 'Ким', 'Ада', 'Юрьевна', 'director, teacher', '', 'kim',
                    '2026-08-20', null),
                ('P-2', 'Лев', 'Бэла', '', 'teacher', '', 'lev', '2026-08-20', null),
                ('P-3', 'Май', 'Вера', 'Ильинична', 'teacher', '', '',
                    '2026-08-20', null),
                ('P-4', 'Нор', 'Гера', 'Львовна', 'deputy', '', 'nor',
                    '2026-08-20', '2026-11-01');
                insert into setup.classes values
                ('5А', 5, 1, 5, 'P-2', '2026-08-20', '2026-11-10'),
                ('5А', 5, 1, 5, 'P-3', '2026-11-10', null);
                insert into journal.page_teachers values
                ('2026:5А:МАТ', 'P-1', '2026-09-01', null),
                ('2026:5А:МАТ', 'P-4', '2026-09-01', null);
                """
            )
        yield opened


def test_staff_with_a_login_and_a_password_get_an_account_once(database):
    passwords = {"kim": "длинный пароль", "lev": "другой пароль", "nobody": "x"}

    assert create_accounts_for_staff(database, passwords, NOW) == 2
    assert create_accounts_for_staff(database, {"kim": "третий"}, NOW) == 0

    account, stored = account_for_login(database, " KIM ")
    assert account.person_id == "P-1"
    assert check_password(stored, "длинный пароль")
    assert not check_password(stored, "третий")


def test_an_unknown_login_never_matches(database):
    account, stored = account_for_login(database, "kim")

    assert account is None
    assert not check_password(stored, "")


@pytest.mark.parametrize(
    ("person", "day", "roles"),
    [
        ("P-1", date(2026, 11, 23), {"director", "teacher"}),
        ("P-2", date(2026, 11, 9), {"teacher", "homeroom"}),
        ("P-2", date(2026, 11, 10), {"teacher"}),
        ("P-3", date(2026, 11, 10), {"teacher", "homeroom"}),
        ("P-4", date(2026, 10, 31), {"deputy", "teacher"}),
        ("P-4", date(2026, 11, 1), set()),
        ("P-9", date(2026, 11, 23), set()),
    ],
)
def test_roles_follow_the_dated_set_up(database, person, day, roles):
    assert viewer_for(database, person, day).roles == roles


def test_a_person_without_a_patronymic_is_named_without_a_gap(database):
    assert person_name(database, "P-2") == "Лев Бэла"


def test_who_prepares_the_school_year_gets_in_before_its_first_day(database):
    with database.writing() as cursor:
        cursor.execute(
            "insert into setup.staff values ('P-5', 'Ян', 'Ия', '', '', '', 'yan', "
            "'2026-08-20', null), ('P-6', 'Юн', 'Эд', '', '', '', 'yun', "
            "'2026-08-21', null)"
        )
    summer = date(2026, 8, 3)

    head = viewer_for(database, "P-1", summer)
    assert head.roles == {"director", "teacher"}
    assert viewer_for(database, "P-2", summer).roles == {"teacher", "homeroom"}
    assert not has_left(database, head, summer)
    assert not has_left(database, Viewer("P-5", frozenset()), summer)
    assert has_left(database, Viewer("P-6", frozenset()), summer)
    assert has_left(database, Viewer("P-4", frozenset()), date(2026, 11, 1))
