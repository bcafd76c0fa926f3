"""Changing one's own password: what must be known, and what ends."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from dashboards.door.guard import COOKIE
from dashboards.door.throttle import FREE_TRIES_OF_A_LOGIN
from warehouse.access import managing
from warehouse.access.accounts import account_for_login
from warehouse.access.activation import open_code
from warehouse.access.passwords import check_password, set_password
from warehouse.errors import VedomostError

pytestmark = pytest.mark.by_turns

OWN = "смешной верблюд 7"


class Tab:
    why = None

    def leave(self, why):
        self.why = why


def _change(browser, current=None, new=OWN, again=OWN):
    return browser.fill(
        "/password", current=current or browser.password, new=new, again=again
    )


def test_a_new_password_ends_the_other_devices_at_once(browser, site, school, token_of):
    browser.log_in("teacher")
    here = browser.client.cookies[COOKIE]
    there, other = token_of("teacher"), token_of("director")
    tab = Tab()
    site.sessions.for_token(there).tabs.add(tab)

    answer = _change(browser)

    assert (answer.status_code, answer.headers["location"]) == (303, "/my_access")
    assert tab.why == "closed"
    assert site.sessions.for_token(there) is None
    assert site.sessions.for_token(other) is not None
    assert browser.client.cookies[COOKIE] != here
    assert site.sessions.for_token(here) is None
    assert browser.get("/my_journals").status_code == 200
    assert check_password(account_for_login(school.database, "teacher")[1], OWN)


def test_the_old_password_opens_nothing_any_more(browser):
    browser.log_in("teacher")
    _change(browser)
    browser.get("/logout")

    assert browser.log_in("teacher").status_code == 401
    assert browser.log_in("teacher", OWN).status_code == 303


def test_an_unwatched_screen_is_not_enough(browser, school):
    browser.log_in("teacher")

    answer = _change(browser, current="не тот")

    assert answer.status_code == 401
    assert "Текущий пароль неверный" in answer.text
    stored = account_for_login(school.database, "teacher")[1]
    assert check_password(stored, browser.password)


def test_guessing_the_current_password_waits(browser):
    browser.log_in("teacher")
    for _ in range(FREE_TRIES_OF_A_LOGIN):
        assert _change(browser, current="не тот").status_code == 401

    answer = _change(browser)

    assert answer.status_code == 429
    assert "Подождите" in answer.text
    assert browser.get("/my_journals").status_code == 200


@pytest.mark.parametrize(
    ("new", "again", "told"),
    [
        ("для проверки 7", "для проверки 7", "совпадает со старым"),
        ("коротко 1", "коротко 1", "слишком короткий"),
        ("", "", "слишком короткий"),
        (OWN, "", "не совпадают"),
        ("ведомость-55", "ведомость-55", "название школы"),
    ],
)
def test_a_new_password_that_will_not_do_is_explained(
    browser, school, new, again, told
):
    browser.log_in("teacher")

    answer = _change(browser, new=new, again=again)

    assert answer.status_code == 422
    assert told in answer.text
    assert browser.get("/my_journals").status_code == 200


def test_nobody_sets_a_password_without_a_session_or_a_ticket(browser):
    form = browser.form()

    shown = browser.get("/password")
    sent = browser.ask(
        "POST", "/password", data={"form": form, "new": OWN, "again": OWN}
    )

    for answer in (shown, sent):
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?why=step")


def test_a_closed_account_changes_nothing(browser, school):
    browser.log_in("teacher")
    form = browser.form("/password")
    with school.database.writing() as cursor:
        cursor.execute("update access.accounts set state = 'frozen'")

    answer = browser.ask(
        "POST",
        "/password",
        data={"form": form, "current": browser.password, "new": OWN, "again": OWN},
    )

    assert answer.headers["location"].startswith("/login?why=step")
    stored = account_for_login(school.database, "teacher")[1]
    assert check_password(stored, browser.password)


def test_the_form_speaks_the_persons_language_or_the_one_asked_for(browser):
    browser.log_in("teacher")

    assert "Смена пароля" in browser.get("/password").text
    assert "Change of password" in browser.get("/password?lang=en").text
    browser.get("/language/en", headers={"referer": "https://testserver/my_journals"})
    assert "Change of password" in browser.get("/password").text


def test_a_form_held_back_until_the_log_out_sets_nothing(browser, site, school):
    browser.log_in("teacher")
    session = site.sessions.for_token(browser.client.cookies[COOKIE])
    form = browser.form("/password")
    fields = {"form": form, "current": browser.password, "new": OWN, "again": OWN}

    async def body():
        yield b""
        site.sessions.end(session.session_id, "logout")
        yield urlencode(fields).encode()

    sent = {"content-type": "application/x-www-form-urlencoded"}
    answer = browser.ask("POST", "/password", content=body(), headers=sent)

    assert answer.headers["location"].startswith("/login")
    assert not check_password(account_for_login(school.database, "teacher")[1], OWN)


def test_a_new_password_loses_against_a_code_that_was_issued_a_moment_before(
    school, clock
):
    """The thief has proved the old password; the secretary is faster by one hash."""
    before, _ = account_for_login(school.database, "teacher")
    code = managing.reset(school.database, before.account_id, by="P-01", at=clock.now())

    with pytest.raises(VedomostError):
        set_password(
            school.database,
            before.account_id,
            OWN,
            clock.now(),
            code_id=None,
            security_version=before.security_version,
        )

    after, stored = account_for_login(school.database, "teacher")
    assert (after.state, stored) == ("new", None)
    assert open_code(school.database, before.account_id, code, clock.now())
