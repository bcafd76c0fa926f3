"""My access: the address for mails is given, proven, used and taken back there."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest

from tests.dashboards.mail.conftest import MONDAY, words
from warehouse.school_folder import write_settings

pytestmark = pytest.mark.by_turns

PAGE = "app_pages/my_access.py"
ADDRESS = "elena@school7.example"
TITLE = "Письма о сроках"


@pytest.fixture
def opened(looking_as):
    def look(login, locale="ru-RU"):
        app = looking_as(login, PAGE, locale).run()
        assert not app.exception
        return app

    return look


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def type_in(app, label, text):
    next(one for one in app.text_input if one.label == label).input(text)
    return app


def said(app):
    return " ".join(
        one.value for one in (*app.markdown, *app.caption, *app.warning, *app.error)
    )


def ask(app, mailbox, address=ADDRESS):
    press(type_in(app, "Адрес электронной почты", address), "Отправить код")
    (mail,) = mailbox.take()
    assert mail["to"] == address
    found = re.search(r"^ {4}(\w{4}-\w{4})$", words(mail), re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("login", "is_offered"),
    [
        ("director", True),
        ("deputy", True),
        ("homeroom", True),
        ("teacher", True),
        ("administrator", True),
        ("secretary", False),
        ("student", False),
        ("parent", False),
    ],
)
def test_mails_are_offered_to_who_enters_and_who_leads(opened, login, is_offered):
    app = opened(login)

    assert (TITLE in [one.value for one in app.subheader]) == is_offered
    labels = [one.label for one in app.text_input]
    asks = "Адрес электронной почты" in labels
    assert asks == (is_offered and login != "administrator")


def test_an_address_is_proven_and_mails_are_chosen(opened, mailbox, own, at):
    app = opened("teacher")
    code = ask(app, mailbox)
    assert f"Код отправлен на `{ADDRESS}`" in said(app)
    press(type_in(app, "Код из письма", code), "Подтвердить")
    assert f"Письма приходят на `{ADDRESS}`." in said(app)
    assert not own().wants_reminders  # nobody asked for them yet
    assert app.checkbox[0].label == "Напоминать о том, что мне ещё нужно внести"
    assert not any("сводка" in one.label for one in app.checkbox)

    app.checkbox[0].check()
    next(one for one in app.selectbox if "срока" in one.label).select(30)
    next(one for one in app.time_input if one.label == "Не присылать до").set_value(
        time(6, 30)
    )
    press(app, "Сохранить")

    kept = own()
    assert (kept.wants_reminders, kept.wants_digest) == (True, False)
    assert (kept.minutes_before, kept.quiet_until) == (30, time(6, 30))
    assert len(at(f"{MONDAY}T10:15")) == 1


def test_a_deputy_is_offered_the_digest(opened, mailbox, own):
    app = opened("deputy")
    code = ask(app, mailbox, "vera@school7.example")
    press(type_in(app, "Код из письма", code), "Подтвердить")

    app.checkbox[0].check()
    press(app, "Сохранить")

    assert (own("deputy").wants_digest, own("deputy").wants_reminders) == (True, False)


def test_wrong_codes_are_counted_and_the_right_one_waits_with_them(
    opened, mailbox, own, clock
):
    app = opened("teacher")
    code = ask(app, mailbox)
    for _ in range(5):
        press(type_in(app, "Код из письма", "AAAA-2222"), "Подтвердить")
        assert "Код неверный" in said(app)

    press(type_in(app, "Код из письма", code), "Подтвердить")
    assert "Слишком много неверных кодов" in said(app)
    assert not own().is_confirmed

    clock.set(clock.now() + timedelta(minutes=15))
    press(type_in(app, "Код из письма", code), "Подтвердить")
    assert own().is_confirmed


def test_wrong_codes_for_mails_keep_nobody_from_logging_in(opened, mailbox, site):
    app = opened("teacher")
    ask(app, mailbox)
    for _ in range(6):
        press(type_in(app, "Код из письма", "AAAA-2222"), "Подтвердить")

    assert site.throttle.waits("teacher") == 0
    assert site.throttle.reserve("teacher", "192.0.2.99") == 0


def test_an_impatient_press_sends_no_second_code(opened, mailbox):
    app = opened("teacher")
    ask(app, mailbox)

    press(app, "Отправить новый код")

    assert mailbox.take() == []
    assert "Код только что отправлен" in said(app)


def test_no_address_no_mail(opened, mailbox, own):
    app = opened("teacher")

    press(
        type_in(app, "Адрес электронной почты", "a@b.ru\nBcc: c@d.ru"), "Отправить код"
    )

    assert "Это не адрес" in said(app)
    assert mailbox.take() == []
    assert own() is None


def test_a_mail_server_that_is_down_or_refuses_is_told_at_once(
    opened, mailbox, office, clock, own
):
    app = opened("teacher")
    office.close()
    press(type_in(app, "Адрес электронной почты", ADDRESS), "Отправить код")
    assert "почтовый сервер школы сейчас не принимает" in said(app)

    office.open()
    mailbox.answers[ADDRESS] = f"550 5.1.1 <{ADDRESS}> unknown"
    clock.set(clock.now() + timedelta(minutes=2))
    press(app, "Отправить код")
    assert "не принял этот адрес" in said(app)
    assert own() is None


def test_a_refused_address_is_told_with_the_time(opened, subscribe, mailbox, at, clock):
    subscribe("teacher")
    mailbox.answers["p-05@school7.example"] = "550 5.1.1 unknown"
    at(f"{MONDAY}T20:00")

    app = opened("teacher")

    assert (
        "На `p-05@school7.example` больше ничего не отправляется: почтовый сервер его "
        "не принял (23.11.2026 20:00)."
    ) in said(app)
    mailbox.answers.clear()
    ask(app, mailbox)


def test_another_address_and_no_address(opened, subscribe, mailbox, own, clock):
    subscribe("teacher")
    clock.set(clock.now() + timedelta(minutes=2))
    app = opened("teacher")

    press(app, "Другой адрес")
    press(app, "Отмена")
    assert own().is_confirmed
    press(app, "Другой адрес")
    ask(app, mailbox)
    assert (own().address, own().is_confirmed) == (ADDRESS, False)

    press(app, "Забыть адрес")
    assert own() is None
    assert "Адрес электронной почты" in [one.label for one in app.text_input]


def test_a_school_without_a_mail_server_says_who_switches_it_on(school, request):
    settings = {"school_id": "small", "name": school.name, "language": "ru"}
    write_settings(school.folder, {**settings, "timezone": "Europe/Moscow"})
    app = request.getfixturevalue("opened")("teacher")

    assert "Письма о сроках в этой школе не включены." in said(app)
    assert "Администратор: Системнова З. Л." in said(app)
    assert "Адрес электронной почты" not in [one.label for one in app.text_input]


def test_the_director_and_the_administrator_see_how_the_mails_fared(
    opened, subscribe, mailbox, at
):
    subscribe("teacher")
    at(f"{MONDAY}T09:45")
    mailbox.answers["p-05@school7.example"] = "550 5.1.1 unknown"
    at(f"{MONDAY}T20:00")

    told = (
        "За семь дней школа отправила 1 письмо. Ждут отправки: 0. Не отправлены: 1. "
        "Непринятых адресов: 1."
    )
    assert told in said(opened("director"))
    assert told in said(opened("administrator"))
    assert "За семь дней" not in said(opened("deputy"))


def test_metrics_count_mails_and_name_nobody(site, subscribe, at, office):
    subscribe("teacher")
    at(f"{MONDAY}T20:00")
    office.close()
    at("2026-11-25T10:40")

    figures = {
        sample.labels["outcome"]: sample.value
        for family in site.metrics.registry.collect()
        for sample in family.samples
        if sample.name == "vedomost_mails"
    }

    assert figures == {"sent": 1.0, "failed": 0.0, "waiting": 1.0}
