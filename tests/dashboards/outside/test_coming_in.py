"""Who comes in through the school's identity provider, and as whom."""

from __future__ import annotations

import subprocess
import sys

import httpx
import pyotp
import pytest

from dashboards.door.guard import COOKIE as SESSION_COOKIE
from tests.dashboards.outside.visiting import (
    Visitor,
    failures,
    goes_on_to,
    has_session,
    rows,
)
from tests.dashboards.serving import PATIENCE, get
from warehouse.access import second_factor
from warehouse.access.accounts import account_for_login
from warehouse.access.managing import reset

pytestmark = pytest.mark.by_turns

SERVE = """
import sys
from pathlib import Path
from dashboards.server import serve
serve(Path(sys.argv[1]), "127.0.0.1", 0, on_ready=lambda url: print(url, flush=True))
"""


def test_a_person_of_the_provider_gets_the_same_session_as_by_password(
    visitor, school, site, person_at_provider
):
    person_at_provider("teacher")

    answer = visitor.log_in("teacher", following="/my_journals")

    assert goes_on_to(answer) == "/my_journals"
    assert has_session(answer)
    account, _ = account_for_login(school.database, "teacher")
    assert [
        one[0] for one in rows(school, "select account_id from access.sessions")
    ] == [account.account_id]
    assert visitor.ours.get("/my_journals").status_code == 200
    assert rows(
        school,
        "select account_id, person_id from access.log where action = 'logged_in'",
    ) == [(account.account_id, "P-05")]
    assert site.sessions.end_account(account.account_id, "closed") == 1
    assert visitor.ours.get("/my_journals", headers={"accept": "text/html"}).is_redirect


def test_a_second_factor_of_our_own_is_asked_also_after_the_provider(
    visitor, school, person_at_provider
):
    person_at_provider("teacher")
    secret = second_factor.new_secret()
    account, _ = account_for_login(school.database, "teacher")
    now = school.clock.now()
    code = pyotp.TOTP(secret).at(now)
    assert second_factor.turn_on(school, account.account_id, secret, code, now)

    answer = visitor.log_in("teacher", following="/my_journals")

    assert goes_on_to(answer).startswith("/second-factor")
    assert not has_session(answer)
    assert rows(school, "select * from access.sessions") == []
    assert visitor.ours.get("/second-factor").status_code == 200


def test_the_real_server_lets_the_person_in_over_its_real_socket(
    small_school_folder, iam_server, client, person_at_provider
):
    person_at_provider("teacher")
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(small_school_folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        url = server.stdout.readline().strip()
        client.redirect_uris = [f"{url}/outside/answer"]
        iam_server.backend.save(client)
        with httpx.Client(timeout=PATIENCE) as theirs:
            away = get(f"{url}/outside/login?next=/my_journals")
            walker = Visitor(None, theirs, iam_server.url, httpx.URL(url).port)
            back = walker.at_provider(away.headers["location"], "teacher")
        # Streamlit, around us here, keeps no copy of our state in its own cookie.
        assert len(away.headers.get_list("set-cookie")) == 1
        # Carried by hand: httpx keeps Secure cookies from plain HTTP, browsers do not
        # on the machine itself.
        cookie = away.headers["set-cookie"].split(";")[0]
        answer = get(back, headers={"cookie": cookie})
        assert goes_on_to(answer) == "/my_journals"
        session = next(
            header.split(";")[0]
            for header in answer.headers.get_list("set-cookie")
            if header.startswith(f"{SESSION_COOKIE}=")
        )
        page = get(f"{url}/my_journals", headers={"cookie": session})
        assert page.status_code == 200
    finally:
        server.terminate()
        server.communicate(timeout=PATIENCE)


def test_the_subject_decides_once_linked_whatever_the_provider_calls_the_person(
    visitor, school, iam_server, person_at_provider
):
    person = person_at_provider("teacher")
    visitor.log_in("teacher")
    visitor.ours.client.cookies.clear()
    person.user_name = "director"
    iam_server.backend.save(person)

    visitor.log_in("director")

    assert rows(school, "select distinct account_id from access.sessions") == rows(
        school, "select account_id from access.accounts where login = 'teacher'"
    )
    assert len(rows(school, "select * from access.outside_identities")) == 1


def test_an_account_linked_to_one_person_refuses_another_of_the_same_login(
    visitor, school, iam_server, person_at_provider
):
    first = person_at_provider("teacher")
    visitor.log_in("teacher")
    visitor.ours.client.cookies.clear()
    first.user_name = "retired"
    iam_server.backend.save(first)
    person_at_provider("teacher")

    with httpx.Client(timeout=PATIENCE) as theirs:
        answer = visitor._replace(theirs=theirs).log_in("teacher")

    assert answer.status_code == 403
    assert "принадлежит другому человеку" in answer.text
    assert not has_session(answer)
    assert len(rows(school, "select * from access.outside_identities")) == 1
    assert [line[3:] for line in failures(school)] == [("other_subject", "P-05")]


def test_access_issued_anew_forgets_the_person_of_the_provider(
    visitor, school, person_at_provider
):
    person_at_provider("teacher")
    visitor.log_in("teacher")
    account, _ = account_for_login(school.database, "teacher")

    reset(school.database, account.account_id, by="P-01", at=school.clock.now())

    assert rows(school, "select * from access.outside_identities") == []


def test_somebody_the_school_does_not_know_is_told_so_and_named_nowhere(
    visitor, school, person_at_provider
):
    person_at_provider("stranger")

    answer = visitor.log_in("stranger")

    assert answer.status_code == 403
    assert "Для вас здесь нет учётной записи" in answer.text
    assert "stranger" not in answer.text
    assert not has_session(answer)
    assert failures(school) == [("", "", "/outside/answer", "nobody", "")]
    assert rows(school, "select * from access.outside_identities") == []


def test_a_frozen_account_stays_shut_before_and_after_the_link(
    visitor, school, person_at_provider
):
    person_at_provider("teacher")

    def set_state(state):
        with school.database.writing() as cursor:
            cursor.execute(
                "update access.accounts set state = ? where login = 'teacher'", [state]
            )

    set_state("frozen")
    unlinked = visitor.log_in("teacher")
    set_state("active")
    visitor.log_in("teacher")
    visitor.ours.client.cookies.clear()
    set_state("frozen")
    linked = visitor.log_in("teacher")

    for answer in (unlinked, linked):
        assert answer.status_code == 403
        assert "заморожена" in answer.text
        assert not has_session(answer)
    assert len(rows(school, "select * from access.sessions")) == 1


def test_a_new_account_opens_without_a_password_and_its_printed_code_dies(
    visitor, school, person_at_provider
):
    person_at_provider("teacher")
    with school.database.writing() as cursor:
        cursor.execute(
            "update access.accounts set state = 'new', password_hash = null "
            "where login = 'teacher'"
        )
        cursor.execute(
            "insert into access.activation_codes (code_id, account_id) "
            "select 'slip', account_id from access.accounts where login = 'teacher'"
        )

    assert has_session(visitor.log_in("teacher"))

    assert rows(
        school,
        "select state, password_hash from access.accounts where login = 'teacher'",
    ) == [("active", None)]
    assert rows(school, "select voided_at is null from access.activation_codes") == [
        (False,)
    ]


def test_after_a_breach_only_the_new_code_opens_the_account(
    visitor, school, person_at_provider
):
    person_at_provider("teacher")
    visitor.log_in("teacher")
    visitor.ours.client.cookies.clear()
    with school.database.writing() as cursor:
        cursor.execute(
            "update access.accounts set state = 'new' where login = 'teacher'"
        )
        cursor.execute(
            "insert into access.breaches (breach_id, account_id) "
            "select 'b', account_id from access.accounts where login = 'teacher'"
        )

    answer = visitor.log_in("teacher")

    assert answer.status_code == 403
    assert "одноразовому коду" in answer.text
    assert not has_session(answer)
    assert rows(
        school, "select state from access.accounts where login = 'teacher'"
    ) == [("new",)]
