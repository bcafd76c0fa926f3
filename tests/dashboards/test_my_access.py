"""One's own way in: devices, second factor, tokens, and a breach of one's own."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest

from dashboards.door.devices import device_of
from tests.dashboards.conftest import PASSWORD
from warehouse.access import second_factor
from warehouse.access.accounts import account_for_login
from warehouse.access.tokens import account_for_token, tokens_of

pytestmark = pytest.mark.by_turns

PAGE = "app_pages/my_access.py"


@pytest.fixture
def opened(looking_as):
    def look(login):
        app = looking_as(login, PAGE).run()
        assert not app.exception
        return app

    return look


@pytest.fixture
def account_of(school):
    return lambda login: account_for_login(school.database, login)[0]


class Tab:
    why = None

    def leave(self, why):
        self.why = why


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def type_in(app, label, text):
    next(one for one in app.text_input if one.label == label).input(text)


def errors(app):
    return [element.value for element in app.error]


def actions(school):
    with school.database.reading() as cursor:
        lines = cursor.execute(
            "select action from access.log where action <> 'page_viewed' "
            "order by logged_at, rowid"
        ).fetchall()
    return [action for (action,) in lines]


@pytest.mark.parametrize(
    ("login", "has_tokens"),
    [
        ("director", False),
        ("administrator", True),
        ("teacher", True),
        ("student", False),
        ("parent", False),
    ],
)
def test_everyone_has_the_page_and_only_programs_owners_the_tokens(
    opened, login, has_tokens
):
    app = opened(login)

    titles = [one.value for one in app.subheader]
    assert ("Ключи для программ" in titles) == has_tokens
    assert "Мой пароль узнали другие" in titles
    facts = " ".join(element.proto.body for element in app.get("html"))
    assert f"<td>{login}</td>" in facts
    assert 'href="/password?lang=ru"' in facts


def test_a_lost_phone_is_logged_out_from_here(
    opened, site, school, token_of, account_of
):
    lost = site.sessions.open(account_of("teacher"), "Safari, iPhone")
    other = token_of("director")
    tab = Tab()
    site.sessions.for_token(lost).tabs.add(tab)

    app = opened("teacher")
    assert "Safari, iPhone" in [one.value for one in app.text]
    press(app, "Завершить")

    assert site.sessions.for_token(lost) is None
    assert site.sessions.for_token(other) is not None
    assert len(site.sessions.of_account(account_of("teacher").account_id)) == 1
    assert tab.why == "ended"  # «you have logged out» would not be true there
    assert actions(school) == ["sessions_ended"]


def test_all_other_devices_are_logged_out_at_once(opened, site, account_of):
    account = account_of("teacher")
    others = [site.sessions.open(account) for _ in range(3)]

    press(opened("teacher"), "Завершить все остальные")

    assert [site.sessions.for_token(token) for token in others] == [None] * 3
    assert len(site.sessions.of_account(account.account_id)) == 1


def _begin(app):
    press(app, "Включить")
    key = next(
        element.proto.body
        for element in app.get("html")
        if "<code" in element.proto.body
    )
    return key.partition('anywhere">')[2].partition("</code>")[0].replace(" ", "")


def test_the_second_factor_is_on_once_the_app_has_shown_it_works(
    opened, school, site, clock, account_of
):
    account = account_of("director")
    elsewhere = site.sessions.open(account)
    app = opened("director")
    secret = _begin(app)
    assert not second_factor.is_on(school.database, account.account_id)

    type_in(app, "Шесть цифр", pyotp.TOTP(secret).at(clock.now()))
    type_in(app, "Текущий пароль", PASSWORD)
    press(app, "Подтвердить")

    assert second_factor.is_on(school.database, account.account_id)
    assert site.sessions.for_token(elsewhere) is None
    codes = app.code[0].value.split()
    assert len(codes) == 10
    press(app, "Коды сохранены")
    assert not app.code
    assert "Осталось 10 запасных кодов" in " ".join(one.value for one in app.markdown)
    assert actions(school) == ["second_factor_on"]


def test_an_unwatched_screen_switches_no_second_factor_on(
    opened, school, clock, account_of
):
    app = opened("director")
    secret = _begin(app)
    for _ in range(5):
        type_in(app, "Шесть цифр", pyotp.TOTP(secret).at(clock.now()))
        type_in(app, "Текущий пароль", "не тот")
        press(app, "Подтвердить")
        assert errors(app) == ["Текущий пароль неверный."]

    type_in(app, "Текущий пароль", PASSWORD)
    press(app, "Подтвердить")

    assert "Слишком много попыток" in errors(app)[0]
    assert not second_factor.is_on(school.database, account_of("director").account_id)


def test_the_second_factor_goes_off_with_a_current_code_only(
    opened, school, clock, account_of
):
    account = account_of("director")
    secret = second_factor.new_secret()
    phone = pyotp.TOTP(secret)
    now = clock.now()
    second_factor.turn_on(school, account.account_id, secret, phone.at(now), now)
    app = opened("director")

    type_in(app, "Шесть цифр или запасной код", phone.at(now))
    press(app, "Отключить")
    assert "уже использован" in errors(app)[0]
    assert second_factor.is_on(school.database, account.account_id)

    clock.set(now + timedelta(seconds=30))
    type_in(app, "Шесть цифр или запасной код", phone.at(clock.now()))
    press(app, "Отключить")

    assert not second_factor.is_on(school.database, account.account_id)
    assert actions(school) == ["log_in_failed", "second_factor_off"]


def test_a_token_is_shown_once_and_ends_when_it_is_revoked(
    opened, school, clock, account_of
):
    app = opened("teacher")
    type_in(app, "Для чего он", "мой скрипт")
    press(app, "Создать ключ")

    assert app.code[0].proto.wrap_lines  # else a phone shows half of it
    token = app.code[0].value
    account_id = account_of("teacher").account_id
    now = clock.now()
    assert account_for_token(school.database, token, "upload", now) == account_id
    assert account_for_token(school.database, token, "metrics", now) is None
    press(app, "Ключ скопирован")
    assert not app.code

    press(app, "Отозвать")

    assert account_for_token(school.database, token, "upload", now) is None
    assert [one.revoked_at for one in tokens_of(school.database, account_id)] == [now]
    assert actions(school) == ["token_made", "token_revoked"]


def test_a_token_without_a_name_is_not_made(opened, school, account_of):
    app = press(opened("teacher"), "Создать ключ")

    assert errors(app)
    assert tokens_of(school.database, account_of("teacher").account_id) == []


def test_reporting_a_breach_freezes_the_own_account_and_ends_every_device(
    opened, school, site, browser, account_of
):
    account = account_of("teacher")
    elsewhere = site.sessions.open(account)
    app = opened("teacher")
    send = "Сообщить и заморозить мою учётную запись"
    assert next(one for one in app.button if one.label == send).disabled

    app.text_area("own_breach_story").input("Листок с паролем потерян.")
    app.checkbox("own_breach_sure").check().run()
    next(one for one in app.button if one.label == send).click().run()

    assert account_of("teacher").state == "frozen"
    assert site.sessions.for_token(elsewhere) is None
    assert site.sessions.of_account(account.account_id) == []
    assert "заморожена" in browser.log_in("teacher").text
    told = browser.get("/login?why=reported").text
    assert "Сообщение зарегистрировано" in told
    with school.database.reading() as cursor:
        breach = cursor.execute(
            "select account_id, reported_by, reported_to_head_at, "
            "reported_to_support_at is not null from access.breaches"
        ).fetchall()
        void = cursor.execute(
            "select person_id, ends_at from journal.void_periods"
        ).fetchall()
    assert breach == [(account.account_id, account.person_id, None, True)]
    assert void == [(account.person_id, None)]


def test_a_breach_without_a_word_of_what_happened_freezes_nobody(opened, account_of):
    app = opened("teacher")
    app.checkbox("own_breach_sure").check().run()

    press(app, "Сообщить и заморозить мою учётную запись")

    assert errors(app)
    assert account_of("teacher").state == "active"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
            "Gecko) Chrome/138.0.0.0 YaBrowser/25.8.0.0 Safari/537.36",
            "Yandex Browser, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0",
            "Edge, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1 "
            "(KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 "
            "Firefox/143.0",
            "Firefox, macOS",
        ),
        ("curl/8.14", ""),
        (None, ""),
    ],
)
def test_a_device_is_called_by_its_browser_and_system(agent, device):
    assert device_of(agent) == device
