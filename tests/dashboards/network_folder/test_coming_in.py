"""Who opens a network folder: login and password with each request, or a token."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest

from dashboards.door.guard import COOKIE
from dashboards.door.throttle import FREE_TRIES_OF_A_LOGIN
from tests.dashboards.conftest import PASSWORD
from tests.dashboards.network_folder.conftest import basic
from warehouse.access import second_factor, tokens
from warehouse.access.accounts import account_for_login

pytestmark = pytest.mark.by_turns


def account(school, login="teacher"):
    found, _ = account_for_login(school.database, login)
    assert found is not None
    return found


def status(program, **headers):
    asked = {"depth": "0", **headers}
    return program.ask("PROPFIND", "/dav/", headers=asked).status_code


def logged(school, site):
    site.trail.write()
    with school.database.reading() as cursor:
        return cursor.execute(
            "select action, scope, person_id, about_person_id from access.log "
            "where place like '/dav%' order by logged_at"
        ).fetchall()


def set_in(school, change):
    with school.database.writing() as cursor:
        cursor.execute(f"update access.accounts set {change} where login = 'teacher'")


@pytest.fixture
def token(desk, folder_site):
    return tokens.make_token(
        desk.school.database, "a-teacher", "x", "folder", at=desk.school.clock.now()
    )


def test_login_and_password_open_it_and_windows_may_put_a_domain_before(
    program, program_of
):
    assert status(program) == 207
    assert status(program_of("SCHOOL\\Teacher")) == 207


def test_without_them_it_asks_and_with_wrong_ones_it_asks_again(program, desk):
    answer = program.ask("PROPFIND", "/dav/", headers={"authorization": ""})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")
    wrong = program.ask("PROPFIND", "/dav/", headers=basic("teacher", "wrong"))
    assert wrong.status_code == 401
    assert wrong.text == answer.text


def test_the_openings_and_the_failed_tries_are_logged_the_openings_once_an_hour(
    program, program_of, desk, folder_site, clock
):
    status(program_of("teacher", "wrong"))
    for _ in range(3):
        status(program)
    clock.set(clock.now() + timedelta(hours=1))
    status(program)

    assert logged(desk.school, folder_site) == [
        ("log_in_failed", "wrong", "", desk.person),
        ("logged_in", "", desk.person, desk.person),
        ("logged_in", "", desk.person, desk.person),
    ]


def test_a_token_of_the_scope_folder_stands_for_the_password(program_of, token):
    assert status(program_of("teacher", token)) == 207


def test_a_token_opens_only_its_owners_folder(program_of, token):
    assert status(program_of("stranger", token)) == 401


def test_a_token_of_another_scope_opens_nothing_here(program_of, desk, folder_site):
    token = tokens.make_token(
        desk.school.database, "a-teacher", "x", "upload", at=desk.school.clock.now()
    )

    assert status(program_of("teacher", token)) == 401


def test_a_token_of_the_folder_opens_no_other_door(program_of, token):
    program = program_of("teacher", token)
    bearer = {"authorization": f"Bearer {token}"}

    for method, path in (
        ("POST", "/api/workbooks"), ("GET", "/metrics"), ("GET", "/my_journals"),
    ):  # fmt: skip
        assert program.ask(method, path, headers=bearer).status_code == 401
        assert program.ask(method, path).status_code == 401  # nor by Basic


def test_a_password_in_a_basic_header_opens_no_page_and_no_other_door(program):
    for path in ("/", "/my_journals", "/workbooks/2026-11-05", "/events", "/metrics"):
        assert program.ask("GET", path).status_code == 401


def test_a_revoked_token_ends_at_the_next_request(program_of, token, desk):
    program = program_of("teacher", token)
    assert status(program) == 207
    database, now = desk.school.database, desk.school.clock.now()
    [made] = tokens.tokens_of(database, "a-teacher")
    tokens.revoke(database, made.token_id, "a-teacher", now)

    assert status(program) == 401


@pytest.mark.parametrize(
    "change",
    ["state = 'frozen'", "state = 'new'", "security_version = security_version + 1"],
)
def test_a_remembered_password_ends_with_the_account_it_was_right_for(
    program, desk, change
):
    assert status(program) == 207

    set_in(desk.school, change + ", password_hash = 'another'")

    assert status(program) == 401


def test_a_right_password_is_checked_once_and_then_remembered_for_minutes(
    program, clock, monkeypatch
):
    from dashboards.door import basic as door

    asked = []
    check = door.check_password
    monkeypatch.setattr(
        door, "check_password", lambda *told: asked.append(1) or check(*told)
    )
    for _ in range(5):
        assert status(program) == 207
    assert len(asked) == 1

    clock.set(clock.now() + timedelta(minutes=6))
    assert status(program) == 207
    assert len(asked) == 2


def test_with_a_second_factor_the_password_alone_opens_nothing_a_token_does(
    program, program_of, token, desk, folder_site
):
    school = desk.school
    assert status(program) == 207
    secret = second_factor.new_secret()
    now = school.clock.now()
    code = pyotp.TOTP(secret).at(now)
    assert second_factor.turn_on(school, "a-teacher", secret, code, now)

    assert status(program) == 401
    assert status(program_of("teacher", token)) == 207
    assert ("log_in_failed", "token_needed", "", desk.person) in logged(
        school, folder_site
    )


def test_guesses_are_slowed_down_as_at_the_log_in_form(program_of, desk, folder_site):
    for number in range(FREE_TRIES_OF_A_LOGIN):
        assert status(program_of("teacher", f"guess {number}")) == 401

    assert status(program_of("teacher", "one more")) == 429
    assert status(program_of("teacher", PASSWORD)) == 429
    assert folder_site.throttle.waits("teacher") > 0
    assert ("log_in_blocked", "", "", desk.person) in logged(desk.school, folder_site)


def test_parallel_guesses_do_not_all_pass_the_throttle(program_of):
    program = program_of("teacher")
    answers = program.at_once(
        *(
            ("PROPFIND", "/dav/", {"headers": basic("teacher", f"guess {number}")})
            for number in range(20)
        )
    )

    codes = [answer.status_code for answer in answers]
    assert codes.count(401) == FREE_TRIES_OF_A_LOGIN
    assert codes.count(429) == 20 - FREE_TRIES_OF_A_LOGIN


def test_an_old_password_kept_by_windows_does_not_shut_its_owner_out(
    program_of, folder_site
):
    old = program_of("teacher", "the one before")
    for _ in range(30):
        assert status(old) == 401

    assert folder_site.throttle.waits("teacher") == 0
    assert status(program_of("teacher")) == 207


def test_the_first_requests_of_a_program_come_together_and_are_one_try(program):
    ask = ("PROPFIND", "/dav/", {"headers": {"depth": "0"}})

    answers = program.at_once(*([ask] * 12))

    assert {answer.status_code for answer in answers} == {207}


def test_after_a_reported_breach_nothing_is_opened_and_nothing_recorded(program, desk):
    teacher = program.open()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    set_in(desk.school, "state = 'frozen', security_version = security_version + 1")

    assert program.put("/dav/x.xlsx", teacher.save()) == 401

    assert desk.values() == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "https://testserver"},
        {"origin": "null"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_a_browser_page_gets_nothing_even_with_the_right_password(
    program, desk, headers
):
    answer = program.ask("PROPFIND", "/dav/", headers=headers)
    assert answer.status_code == 403
    assert program.ask("DELETE", "/dav/x", headers=headers).status_code == 403
    unasked = program.ask("GET", "/dav/", headers={**headers, "authorization": ""})
    assert unasked.status_code == 401
    assert "www-authenticate" not in unasked.headers


def test_a_cookie_of_the_pages_says_nothing_here(program, desk, folder_site):
    session = folder_site.sessions.open(account(desk.school))
    answer = program.ask(
        "PROPFIND",
        "/dav/",
        headers={"authorization": "", "cookie": f"{COOKIE}={session}"},
    )

    assert answer.status_code == 401


def test_without_tls_only_the_schools_own_machine_may_send_a_password(program):
    plain = {"url": "http://testserver/dav/", "headers": {"depth": "0"}}

    answer = program._runner.run(program.client.request("PROPFIND", **plain))

    assert answer.status_code == 403


def test_who_teaches_nothing_any_more_is_refused_and_it_is_noted(
    program, desk, folder_site
):
    with desk.school.database.writing() as cursor:
        cursor.execute(
            "update setup.staff set roles = 'secretary' where person_id = ?",
            [desk.person],
        )
        cursor.execute(
            "update journal.page_teachers set person_id = ? where person_id = ?",
            [desk.stranger, desk.person],
        )

    assert status(program) == 403

    assert ("refused", "", desk.person, "") in logged(desk.school, folder_site)


def test_every_answer_carries_the_security_headers(program):
    for answer in (
        program.ask("PROPFIND", "/dav/", headers={"depth": "1"}),
        program.ask("GET", program.workbook()),
        program.ask("OPTIONS", "/dav/"),
        program.ask("GET", "/dav/"),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert "<html" not in answer.text.lower()
