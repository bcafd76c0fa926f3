"""Whom the demo's log-in page offers: some of each role, the telling ones first."""

from __future__ import annotations

from datetime import date

from warehouse.access.demo_people import candidates

TODAY = date(2026, 11, 23)


def open_account(school, *people, state="active"):
    with school.database.writing() as cursor:
        for person_id in people:
            cursor.execute(
                "insert into access.accounts (account_id, person_id, login, state, "
                "language, security_version) values (?, ?, ?, ?, '', 1)",
                [f"a-{person_id}", person_id, f"in-{person_id}", state],
            )


def offered(school, role, most=3):
    found = candidates(school.database, TODAY, most)
    return [login for its, login, *_ in found if its == role]


def test_parents_of_several_children_and_people_of_several_roles_come_first(
    filled_school,
):
    open_account(filled_school, "r-one", "r-two", "p-fiz", "p-eng", "p-mat")

    assert offered(filled_school, "parent") == ["in-p-fiz", "in-r-two", "in-r-one"]
    assert offered(filled_school, "parent", most=1) == ["in-p-fiz"]
    assert offered(filled_school, "teacher")[-1] == "in-p-eng"


def test_name_and_all_roles_are_told(filled_school):
    open_account(filled_school, "p-fiz", "student:К-0001")

    people = {
        login: (name, roles)
        for _, login, name, roles in candidates(filled_school.database, TODAY, 3)
    }

    assert people == {
        "in-p-fiz": (
            "Белов Антон Сергеевич",
            frozenset({"teacher", "homeroom", "parent"}),
        ),
        "in-student:К-0001": ("Абрамов Лев", frozenset({"student"})),
    }


def test_nobody_is_offered_who_cannot_log_in_or_has_left(filled_school):
    open_account(filled_school, "p-dir", state="frozen")
    open_account(filled_school, "p-sec", state="new")
    open_account(filled_school, "r-left", "student:К-0020")

    assert candidates(filled_school.database, TODAY, 3) == []
