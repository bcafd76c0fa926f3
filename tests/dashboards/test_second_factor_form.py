"""The second form of the log-in: six digits after the right password."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest

from dashboards.door.guard import COOKIE
from dashboards.door.throttle import FREE_TRIES_OF_A_LOGIN
from dashboards.door.tickets import LIFETIME, TICKET_COOKIE
from warehouse.access import second_factor
from warehouse.access.accounts import account_for_login

pytestmark = pytest.mark.by_turns

STEP = timedelta(seconds=30)


@pytest.fixture
def account(school):
    return account_for_login(school.database, "director")[0]


@pytest.fixture
def app(school, account, clock):
    """The app on the director's phone; `app.codes` are the recovery codes."""
    secret = second_factor.new_secret()
    phone = pyotp.TOTP(secret)
    now = clock.now()
    phone.codes = second_factor.turn_on(
        school, account.account_id, secret, phone.at(now), now
    )
    clock.set(now + STEP)
    return phone


def test_a_right_password_alone_opens_nothing(browser, app):
    led = browser.log_in("director", next="/summary_sheet")

    assert (led.status_code, led.headers["location"]) == (303, "/second-factor")
    assert COOKIE not in browser.client.cookies
    assert browser.get("/summary_sheet").status_code == 401
    assert browser.get("/password").headers["location"].startswith("/login?why=step")


def test_the_apps_code_opens_the_page_that_was_asked_for(browser, app, clock):
    browser.log_in("director", next="/summary_sheet")

    answer = browser.fill("/second-factor", code=app.at(clock.now()))

    assert (answer.status_code, answer.headers["location"]) == (303, "/summary_sheet")
    assert browser.get("/summary_sheet").status_code == 200


def test_a_code_seen_over_the_shoulder_is_used_up(browser, app, clock):
    browser.log_in("director")
    digits = app.at(clock.now())
    browser.fill("/second-factor", code=digits)
    browser.get("/logout")
    browser.log_in("director")

    answer = browser.fill("/second-factor", code=digits)

    assert answer.status_code == 401
    assert "уже использован" in answer.text
    assert COOKIE not in browser.client.cookies


def test_a_recovery_code_lets_in_once(browser, app):
    browser.log_in("director")
    assert browser.fill("/second-factor", code=app.codes[0]).status_code == 303
    browser.get("/logout")
    browser.log_in("director")

    assert browser.fill("/second-factor", code=app.codes[0]).status_code == 401


def test_guesses_of_the_code_wait_even_with_the_right_password(browser, app, clock):
    for _ in range(FREE_TRIES_OF_A_LOGIN):
        browser.log_in("director")
        assert browser.fill("/second-factor", code="000000").status_code == 401
    browser.log_in("director")

    refused = browser.fill("/second-factor", code=app.at(clock.now()))

    assert refused.status_code == 429
    assert "Подождите" in refused.text
    clock.set(clock.now() + timedelta(seconds=3))
    answer = browser.fill("/second-factor", code=app.at(clock.now()))
    assert answer.status_code == 303


def test_forty_guesses_at_once_are_five_checked_ones(browser, app):
    browser.log_in("director")
    form = browser.form("/second-factor")
    cookies = "; ".join(f"{n}={v}" for n, v in dict(browser.client.cookies).items())
    browser.client.cookies.clear()
    browser.client.headers["cookie"] = cookies

    async def guess():
        return await browser.client.post(
            "/second-factor", data={"code": "000000", "form": form}
        )

    codes = [answer.status_code for answer in browser.ask_at_once(guess, 40)]

    assert codes.count(401) == FREE_TRIES_OF_A_LOGIN
    assert codes.count(429) == 40 - FREE_TRIES_OF_A_LOGIN


def test_one_right_code_sent_twice_at_once_opens_one_session(
    browser, app, account, clock, site
):
    browser.log_in("director")
    form = browser.form("/second-factor")
    cookies = "; ".join(f"{n}={v}" for n, v in dict(browser.client.cookies).items())
    browser.client.cookies.clear()
    browser.client.headers["cookie"] = cookies
    digits = app.at(clock.now())

    async def send():
        return await browser.client.post(
            "/second-factor", data={"code": digits, "form": form}
        )

    browser.ask_at_once(send, 2)

    assert len(site.sessions.of_account(account.account_id)) == 1


def test_a_used_ticket_is_gone(browser, app, clock):
    browser.log_in("director")
    kept = browser.client.cookies[TICKET_COOKIE]
    browser.fill("/second-factor", code=app.at(clock.now()))
    browser.client.cookies.clear()

    browser.client.cookies[TICKET_COOKIE] = kept

    assert browser.get("/second-factor").headers["location"] == "/login?why=step"


def test_a_ticket_ends_after_ten_minutes_and_with_a_changed_account(
    browser, app, school, clock
):
    browser.log_in("director")
    clock.set(clock.now() + LIFETIME)
    assert browser.get("/second-factor").headers["location"] == "/login?why=step"

    browser.log_in("director")
    assert browser.get("/second-factor").status_code == 200
    with school.database.writing() as cursor:
        cursor.execute("update access.accounts set security_version = 99")
    assert browser.get("/second-factor").headers["location"] == "/login?why=step"


def test_a_lost_key_is_told_and_lets_nobody_in(browser, app, school, clock):
    (school.folder / "keys" / "access.key").unlink()
    browser.log_in("director")

    answer = browser.fill("/second-factor", code=app.at(clock.now()))

    assert answer.status_code == 503
    assert "keys/access.key" in answer.text
    assert COOKIE not in browser.client.cookies


def test_the_log_tells_of_wrong_codes(browser, app, school):
    browser.log_in("director")
    browser.fill("/second-factor", code="000000")

    with school.database.reading() as cursor:
        lines = cursor.execute("select action, place, scope from access.log").fetchall()
    assert lines == [("log_in_failed", "/second-factor", "second_factor")]
