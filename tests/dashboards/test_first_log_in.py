"""A one-time code at the door, and the password of one's own that it turns into."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest

from dashboards.door.guard import COOKIE
from dashboards.door.throttle import FREE_TRIES_OF_A_LOGIN
from dashboards.door.tickets import LIFETIME, TICKET_COOKIE
from warehouse.access import second_factor
from warehouse.access.accounts import account_for_login
from warehouse.access.activation import VALID_FOR, issue_code
from warehouse.access.passwords import check_password

pytestmark = pytest.mark.by_turns

OWN = "смешной верблюд 7"


@pytest.fixture
def account(school):
    return account_for_login(school.database, "teacher")[0]


@pytest.fixture
def code(school, account):
    """A code after a reset: the old password is gone."""
    with school.database.writing() as cursor:
        cursor.execute(
            "update access.accounts set password_hash = null, state = 'new', "
            "security_version = security_version + 1 where account_id = ?",
            [account.account_id],
        )
    return issue_code(
        school.database, account.account_id, at=school.clock.now(), issued_by="P-9"
    )


def _choose(browser, new=OWN, again=None, **fields):
    return browser.fill("/password", new=new, again=again or new, **fields)


def test_a_code_leads_to_a_password_of_ones_own_and_only_then_in(browser, school, code):
    led = browser.log_in("teacher", code.lower().replace("-", " "), next="/my_journals")

    assert (led.status_code, led.headers["location"]) == (303, "/password")
    assert COOKIE not in browser.client.cookies
    assert browser.get("/events").status_code == 401

    entered = _choose(browser)

    assert (entered.status_code, entered.headers["location"]) == (303, "/my_journals")
    assert browser.get("/my_journals").status_code == 200
    assert TICKET_COOKIE not in browser.client.cookies
    account, stored = account_for_login(school.database, "teacher")
    assert account.state == "active"
    assert check_password(stored, OWN)


def test_whoever_typed_somebody_elses_slip_finds_the_way_back(browser, code):
    browser.log_in("teacher", code)

    page = browser.get("/password").text

    assert '<a href="/login">К форме входа</a>' in page


def test_a_code_holds_until_the_password_is_set_and_not_once_more(browser, code):
    assert browser.log_in("teacher", code).headers["location"] == "/password"
    assert browser.log_in("teacher", code).headers["location"] == "/password"
    _choose(browser)
    browser.get("/logout")

    again = browser.log_in("teacher", code)

    assert again.status_code == 401
    assert browser.log_in("teacher", OWN).status_code == 303


def test_an_expired_and_a_replaced_code_are_wrong(
    browser, school, account, code, clock
):
    now = clock.now()
    newer = issue_code(school.database, account.account_id, at=now, issued_by="P-9")

    assert browser.log_in("teacher", code).status_code == 401
    clock.set(now + VALID_FOR)
    assert browser.log_in("teacher", newer).status_code == 401


def test_a_code_that_is_replaced_between_the_forms_sets_no_password(
    browser, school, account, code, clock
):
    browser.log_in("teacher", code)
    form = browser.form("/password")
    issue_code(school.database, account.account_id, at=clock.now(), issued_by="P-9")

    answer = browser.ask(
        "POST", "/password", data={"form": form, "new": OWN, "again": OWN}
    )

    assert answer.headers["location"] == "/login?why=code"
    assert COOKIE not in browser.client.cookies
    assert account_for_login(school.database, "teacher")[1] is None


def test_two_people_with_one_code_set_one_password(browser, school, code):
    browser.log_in("teacher", code)
    first = browser.client.cookies[TICKET_COOKIE]
    browser.client.cookies.clear()
    browser.log_in("teacher", code)
    _choose(browser)
    browser.client.cookies.clear()

    browser.client.cookies[TICKET_COOKIE] = first

    assert browser.get("/password").headers["location"].startswith("/login?why=step")
    assert check_password(account_for_login(school.database, "teacher")[1], OWN)


@pytest.mark.parametrize(
    ("new", "again", "told"),
    [
        ("верблюд 7", "верблюд 7", "слишком короткий"),
        ("пароль123456", "пароль123456", "легко угадать"),
        ("teacher-2026", "teacher-2026", "ваш логин"),
        (OWN, OWN + "8", "не совпадают"),
    ],
)
def test_a_weak_password_is_explained_and_the_code_still_holds(
    browser, school, code, new, again, told
):
    browser.log_in("teacher", code)

    answer = _choose(browser, new, again)

    assert answer.status_code == 422
    assert told in answer.text
    assert new not in answer.text
    assert account_for_login(school.database, "teacher")[1] is None
    assert _choose(browser).status_code == 303


def test_the_code_itself_cannot_become_the_password(browser, school, account, clock):
    code = issue_code(
        school.database, account.account_id, at=clock.now(), issued_by="P-9"
    )
    browser.log_in("teacher", code)

    answer = _choose(browser, code)

    assert answer.status_code == 422
    assert "не может быть паролем" in answer.text


def test_guessing_codes_waits_like_guessing_passwords(browser, school, code):
    for _ in range(FREE_TRIES_OF_A_LOGIN):
        assert browser.log_in("teacher", "AAAA-BBBB-CCCC").status_code == 401

    assert browser.log_in("teacher", code).status_code == 429


def test_a_code_does_not_open_a_frozen_account(browser, school, code):
    with school.database.writing() as cursor:
        cursor.execute("update access.accounts set state = 'frozen'")

    answer = browser.log_in("teacher", code)

    assert answer.status_code == 401
    assert "заморожена" not in answer.text


def test_an_account_frozen_between_the_forms_gets_no_further(browser, school, code):
    browser.log_in("teacher", code)
    form = browser.form("/password")
    with school.database.writing() as cursor:
        cursor.execute("update access.accounts set state = 'frozen'")

    answer = browser.ask(
        "POST", "/password", data={"form": form, "new": OWN, "again": OWN}
    )

    assert answer.headers["location"].startswith("/login?why=step")
    assert account_for_login(school.database, "teacher")[1] is None


def test_a_ticket_lasts_ten_minutes(browser, code, clock):
    browser.log_in("teacher", code)
    assert browser.get("/password").status_code == 200

    clock.set(clock.now() + LIFETIME)

    assert browser.get("/password").headers["location"].startswith("/login?why=step")


def test_a_ticket_is_for_one_form_and_opens_no_page(browser, code):
    browser.log_in("teacher", code)

    assert browser.get("/second-factor").headers["location"] == "/login?why=step"
    assert browser.get("/my_journals").status_code == 401


def test_a_made_up_ticket_is_none(browser):
    browser.client.cookies[TICKET_COOKIE] = "x" * 43

    assert browser.get("/password").headers["location"].startswith("/login?why=step")
    assert browser.get("/second-factor").headers["location"] == "/login?why=step"


def test_the_ticket_is_out_of_reach_of_scripts_and_other_sites(browser, site, code):
    answer = browser.log_in("teacher", code)
    cookie = next(
        header
        for header in answer.headers.get_list("set-cookie")
        if header.startswith(f"{TICKET_COOKIE}=")
    )

    assert sorted(cookie.split("; ")[1:]) == [
        "HttpOnly",
        "Max-Age=600",
        "Path=/",
        "SameSite=strict",
        "Secure",
    ]
    token = cookie.partition("=")[2].partition(";")[0]
    assert token not in str(vars(site.tickets))
    assert code not in str(vars(site.tickets))


@pytest.mark.parametrize("path", ["/password", "/second-factor"])
def test_forms_from_another_site_or_without_our_signature_are_refused(
    browser, code, path
):
    browser.log_in("teacher", code)
    form = browser.form("/password")
    typed = {"form": form, "new": OWN, "again": OWN, "code": "123456"}

    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "none "}):
        answer = browser.ask("POST", path, headers=headers, data=typed)
        assert answer.status_code == 403
    if path == "/password":
        unsigned = browser.ask("POST", path, data={**typed, "form": "0" * 64})
        assert unsigned.status_code == 403
    assert COOKIE not in browser.client.cookies


def test_somebody_elses_open_session_ends_when_a_code_is_typed(browser, site, code):
    browser.log_in("director")
    before = browser.client.cookies[COOKIE]
    form = browser.ask("POST", "/login", data={"login": "teacher"}).text
    signature = form.partition('name="form" value="')[2][:64]

    browser.ask(
        "POST",
        "/login",
        data={"login": "teacher", "password": code, "form": signature},
    )

    assert site.sessions.for_token(before) is None


def test_a_stolen_slip_does_not_pass_the_second_factor(
    browser, school, account, code, clock
):
    secret = second_factor.new_secret()
    app = pyotp.TOTP(secret)
    now = clock.now()
    second_factor.turn_on(school, account.account_id, secret, app.at(now), now)

    led = browser.log_in("teacher", code)
    assert led.headers["location"] == "/second-factor"
    assert browser.get("/password").headers["location"].startswith("/login?why=step")
    assert browser.fill("/second-factor", code="000000").status_code == 401

    clock.set(now + timedelta(seconds=30))
    led = browser.fill("/second-factor", code=app.at(clock.now()))

    assert led.headers["location"] == "/password"
    assert COOKIE not in browser.client.cookies
    assert _choose(browser).status_code == 303
    assert second_factor.is_on(school.database, account.account_id)


def test_the_log_tells_of_the_first_password_and_the_log_in(browser, school, code):
    browser.log_in("teacher", code)
    _choose(browser)

    with school.database.reading() as cursor:
        lines = cursor.execute(
            "select action, place from access.log order by logged_at, rowid"
        ).fetchall()
    assert lines == [
        ("code_issued", ""),
        ("password_set", "/password"),
        ("logged_in", "/password"),
    ]
