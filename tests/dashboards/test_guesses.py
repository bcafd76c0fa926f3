"""Guesses at the log-in form: who waits, how long, and who must not wait for them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from anyio.to_thread import current_default_thread_limiter

from dashboards.door.throttle import FREE_TRIES_OF_A_LOGIN, FREE_TRIES_OF_AN_ADDRESS
from warehouse.access import passwords

pytestmark = pytest.mark.by_turns


def test_forty_guesses_at_once_are_five_checked_ones(browser):
    form = browser.form()

    async def guess():
        return await browser.client.post(
            "/login", data={"login": "teacher", "password": "x", "form": form}
        )

    # The form's cookie is taken once: each answer sets a new one.
    cookies = dict(browser.client.cookies)
    browser.client.headers["cookie"] = "; ".join(
        f"{name}={value}" for name, value in cookies.items()
    )
    browser.client.cookies.clear()
    codes = [answer.status_code for answer in browser.ask_at_once(guess, 40)]

    assert codes.count(401) == FREE_TRIES_OF_A_LOGIN
    assert codes.count(429) == 40 - FREE_TRIES_OF_A_LOGIN


def test_the_wait_holds_for_the_right_password_too_and_then_passes(browser, clock):
    for _ in range(FREE_TRIES_OF_A_LOGIN):
        browser.log_in("teacher", "не тот")

    refused = browser.log_in("teacher")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) == 3
    assert "Подождите 3 секунды" in refused.text

    clock.set(clock.now() + timedelta(seconds=3))
    assert browser.log_in("teacher").status_code == 303


def test_each_further_guess_doubles_the_wait_up_to_a_quarter_of_an_hour(site, clock):
    waits = []
    for _ in range(FREE_TRIES_OF_A_LOGIN + 12):
        while wait := site.throttle.reserve("teacher", "192.0.2.7"):
            clock.set(clock.now() + timedelta(seconds=wait))
            waits.append(wait)

    assert waits[:4] == [3, 5, 9, 17]
    assert waits[-1] == 901


def test_a_long_wait_is_told_in_minutes(browser, site, clock):
    for _ in range(FREE_TRIES_OF_A_LOGIN + 12):
        while wait := site.throttle.reserve("teacher", "192.0.2.8"):
            clock.set(clock.now() + timedelta(seconds=wait))

    refused = browser.log_in("teacher")

    assert refused.headers["retry-after"] == "901"
    assert "Подождите 15 минут" in refused.text
    assert "одноразовый код" in refused.text


def test_who_vouches_for_a_person_lifts_the_wait(browser, site):
    for _ in range(FREE_TRIES_OF_A_LOGIN):
        browser.log_in("teacher", "не тот")
    assert browser.log_in("teacher").status_code == 429
    assert site.throttle.waits(" Teacher ") == 3
    assert site.throttle.waits("director") == 0

    site.throttle.forgive("teacher")

    assert site.throttle.waits("teacher") == 0
    assert browser.log_in("teacher").status_code == 303


def test_one_address_cannot_try_everyone(site):
    for number in range(FREE_TRIES_OF_AN_ADDRESS):
        assert site.throttle.reserve(f"login-{number}", "192.0.2.7") == 0

    assert site.throttle.reserve("one-more", "192.0.2.7") > 0
    assert site.throttle.reserve("one-more", "192.0.2.8") == 0


def test_a_household_with_a_million_addresses_counts_as_one(site):
    for number in range(FREE_TRIES_OF_AN_ADDRESS):
        assert site.throttle.reserve(f"login-{number}", f"2001:db8::{number:x}") == 0

    assert site.throttle.reserve("one-more", "2001:db8::ffff:1") > 0
    assert site.throttle.reserve("one-more", "2001:db8:0:1::1") == 0
    assert site.throttle.reserve("one-more", "::ffff:192.0.2.7") == 0
    assert site.throttle.reserve("one-more", "fe80::1%eth0") == 0
    assert site.throttle.reserve("one-more", "") == 0


def test_log_ins_that_wait_for_their_hash_do_not_hold_up_the_pages(browser):
    form = browser.form()
    held = []

    async def guess(number):
        typed = {"login": f"login-{number}", "password": "не тот", "form": form}
        return await browser.client.post("/login", data=typed)

    async def flood():
        guesses = [asyncio.create_task(guess(number)) for number in range(20)]
        await asyncio.sleep(0.5)
        held.append(current_default_thread_limiter().borrowed_tokens)
        passwords._AT_ONCE.release(2)
        return await asyncio.gather(*guesses)

    for _ in range(2):
        passwords._AT_ONCE.acquire()
    (answers,) = browser.ask_at_once(flood, 1)

    assert held == [0]
    assert {answer.status_code for answer in answers} == {401}


def test_people_who_get_in_do_not_use_up_their_schools_address(site):
    for number in range(FREE_TRIES_OF_AN_ADDRESS * 2):
        assert site.throttle.reserve(f"login-{number}", "192.0.2.7") == 0
        site.throttle.succeeded(f"login-{number}", "192.0.2.7")
