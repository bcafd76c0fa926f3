"""Accounts and logins for everyone whom the set-up names."""

from __future__ import annotations

import string
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.access.logins import free_login, login_for
from warehouse.access.opening import count_missing, open_missing
from warehouse.database import Database

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "school.duckdb") as opened:
        opened.migrate()
        with opened.writing() as cursor:
            cursor.execute(
                """
                insert into setup.staff values
                ('P-1', 'Ким', 'Ада', 'Юрьевна', 'director', '', ' Kim ',
                    '2026-08-20', null),
                ('P-2', 'Лев', 'Бэла', '', 'teacher', '', '', '2026-08-20', null),
                ('P-3', 'Май', 'Вера', '', 'teacher', '', 'may',
                    '2026-08-20', '2026-10-01');
                insert into setup.students values
                ('К-1', 'Щукин', 'Илья', 'Олегович', '5А', '2026-09-01', null, '',
                    '2026-08-20', null),
                ('К-2', 'Щукин', 'Игнат', 'Олегович', '5А', '2026-09-01', null, '',
                    '2026-08-20', null),
                ('К-3', 'Давно', 'Ушёл', null, '5А', '2025-09-01', '2026-06-01', '',
                    '2026-08-20', null);
                insert into setup.parents values
                ('Р-1', 'Щукина', 'Ольга', 'Ивановна', 'К-1, К-2', '2026-08-20', null),
                ('Р-2', 'Давно', 'Пётр', 'Ильич', 'К-3', '2026-08-20', null),
                ('P-1', 'Ким', 'Ада', 'Юрьевна', 'К-2', '2026-08-20', null);
                """
            )
        yield opened


def accounts_in(database):
    with database.reading() as cursor:
        return dict(
            cursor.execute("select person_id, login from access.accounts").fetchall()
        )


def test_staff_students_and_parents_each_get_one_account_without_a_password(database):
    assert count_missing(database, at=NOW) == 4
    assert open_missing(database, at=NOW, by="P-1") == 4

    assert accounts_in(database) == {
        "P-1": "kim",
        "student:К-1": "schukin.io",
        "student:К-2": "schukin.io2",
        "Р-1": "schukina.oi",
    }
    with database.reading() as cursor:
        held = cursor.execute(
            "select distinct state, password_hash, security_version "
            "from access.accounts"
        ).fetchall()
        logged = cursor.execute(
            "select person_id, action, count(*) from access.log group by all"
        ).fetchall()
    assert held == [("new", None, 1)]
    assert logged == [("P-1", "account_opened", 4)]


def test_opening_again_changes_nothing(database):
    open_missing(database, at=NOW, by="")
    before = accounts_in(database)

    assert open_missing(database, at=NOW, by="") == 0
    assert accounts_in(database) == before


def test_a_login_of_someone_who_left_never_passes_to_another(database):
    open_missing(database, at=NOW, by="")
    with database.writing() as cursor:
        cursor.execute("update setup.staff set valid_to = '2026-11-01'")
        cursor.execute("update setup.students set left_on = '2026-11-01'")
        cursor.execute(
            """
            insert into setup.staff values
            ('P-8', 'Ким', 'Нора', '', 'teacher', '', 'kim', '2026-11-01', null);
            insert into setup.students values
            ('К-8', 'Щукин', 'Иван', 'Орестович', '5А', '2026-11-01', null, '',
                '2026-11-01', null),
            ('К-9', 'Май', '', '', '5А', '2026-11-01', null, '', '2026-11-01', null);
            """
        )

    open_missing(database, at=NOW, by="")

    logins = accounts_in(database)
    assert logins["P-8"] == "kim2"
    assert logins["student:К-8"] == "schukin.io3"
    assert logins["student:К-9"] == "may2"  # the staff sheet gave «may» once


@pytest.mark.parametrize(
    ("name", "login"),
    [
        (("Смирнова", "Елена", "Павловна"), "smirnova.ep"),
        (("Салтыков-Щедрин", "Юлий", "Ёлкич"), "saltykovschedrin.ye"),
        (("Константинопольская-Переяславская", "Ия", ""), "konstantinopolskayap.i"),
        (("Әхмәтҗанова", "Җәмилә", ""), "akhmatzhanova.z"),
        (("O’Нил", "Йозеф", "é"), "onil.ye"),
        (("王", "伟", ""), "user"),
    ],
)
def test_a_login_is_spelled_from_the_name(name, login):
    assert login_for(*name) == login


@given(st.text(), st.text(), st.text(), st.sets(st.text(max_size=3)))
def test_any_name_gives_small_latin_letters_digits_and_a_dot(a, b, c, taken):
    login = free_login(login_for(a, b, c), taken | {login_for(a, b, c)})

    assert login
    assert set(login) <= set(string.ascii_lowercase + string.digits + ".")
    assert login not in taken
