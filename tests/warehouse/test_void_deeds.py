"""Under a breached account not only marks are void: codes it issued open nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.warehouse.test_breaches import MONDAY, account_of, register
from warehouse.access import activation, breaches, managing
from warehouse.access.opening import open_missing
from warehouse.access.passwords import set_password
from warehouse.errors import VedomostError
from warehouse.queries import breaches as asked
from warehouse.viewer import Viewer

TOLD = MONDAY - timedelta(hours=1)
DIRECTOR = Viewer("p-dir", frozenset())


@pytest.fixture
def school(filled_school):
    open_missing(filled_school.database, at=TOLD - timedelta(days=1), by="")
    return filled_school


def issue(school, student_id, at):
    """The secretary, or whoever has the secretary's password, issues a code."""
    account_id = account_of(school, f"student:{student_id}")
    code = managing.reset(school.database, account_id, by="p-sec", at=at)
    return account_id, code


def opens(school, account_id, code):
    return activation.open_code(school.database, account_id, code, MONDAY)


def test_codes_that_a_breached_account_issued_since_the_report_open_nothing(school):
    before = issue(school, "К-0001", TOLD - timedelta(minutes=1))
    since = issue(school, "К-0002", TOLD + timedelta(minutes=1))
    assert opens(school, *since)

    register(school, "p-sec", reported_to_head_at=TOLD, registered_by="p-dir")

    assert opens(school, *before)
    assert not opens(school, *since)


def test_a_report_that_turns_up_later_voids_the_codes_since_then(school):
    code = issue(school, "К-0001", TOLD + timedelta(minutes=1))
    breach = register(school, "p-sec", reported_to_head_at=None, registered_by="p-dir")
    assert opens(school, *code)

    breaches.report(
        school.database, breach, to="head", reported_at=TOLD, by="p-dir", at=MONDAY
    )

    assert not opens(school, *code)


def test_what_else_was_done_is_listed_and_says_which_codes_were_used(school):
    account_id, code = issue(school, "К-0001", TOLD + timedelta(minutes=1))
    issue(school, "К-0002", TOLD + timedelta(minutes=2))
    code_id = opens(school, account_id, code)
    moment = TOLD + timedelta(minutes=5)
    set_password(
        school.database, account_id, "чужой пароль 17", moment, code_id=code_id
    )
    breach = register(school, "p-sec", reported_to_head_at=TOLD, registered_by="p-dir")

    told = asked.deeds(school.database, DIRECTOR, breach)

    issued = told.filter(action="code_issued")
    assert dict(issued.select("about_person_id", "is_void").iter_rows()) == {
        "student:К-0001": False,
        "student:К-0002": True,
    }
    stranger = Viewer("p-mat", frozenset())
    assert asked.deeds(school.database, stranger, breach).is_empty()


def test_a_second_breach_waits_until_the_first_has_new_credentials(school):
    register(school, "p-mat", registered_by="p-dir")
    with pytest.raises(VedomostError, match="registered already"):
        register(school, "p-mat", registered_by="p-dir")

    managing.reset(school.database, account_of(school, "p-mat"), by="p-dir", at=MONDAY)

    assert register(school, "p-mat", registered_by="p-dir")
