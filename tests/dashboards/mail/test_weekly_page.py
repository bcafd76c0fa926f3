"""/diary/mail: a parent subscribes alone, without a script, and nobody else can."""

from __future__ import annotations

import re

import pytest

from dashboards.door.guard import COOKIE
from tests.dashboards.mail.conftest import PUBLIC, actor_of, words
from tests.dashboards.mail.weekly import (
    MONDAY_MATHS,
    enter_for,
    open_account,
    wants_weekly,
)
from warehouse.access import mail_settings, weekly_wishes

pytestmark = pytest.mark.by_turns

ADDRESS = "inga@families.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def log_in(browser, token_of, school):
    def become(login):
        browser.client.cookies.clear()
        browser.client.cookies.set(COOKIE, token_of(login))
        return browser

    return become


@pytest.fixture
def send(browser):
    """Send a form of the page: `send("code", code="ABCD-EFGH")`."""

    def sent(deed, **fields):
        return browser.ask("POST", "/diary/mail", data={"do": deed, **fields})

    return sent


@pytest.fixture
def own(school):
    def read(login="parent"):
        account_id = actor_of(school, login).account_id
        return mail_settings.settings_of(school.database, account_id)

    return read


@pytest.fixture
def two(school):
    open_account(school, "two", "R-02")


CHOICE = {"day": "5", "hour": "18", "language": "ru"}


def test_from_nothing_to_a_mail_of_friday(
    log_in, send, own, school, mailbox, at, clock
):
    enter_for(school, "К-001", MONDAY_MATHS, "4")
    page = log_in("parent").get("/diary/mail").text
    assert "без фамилии" in page  # what a mail carries is said before
    assert "почтовая служба может его прочитать" in page

    assert send("address", address=ADDRESS).status_code == 303
    (letter,) = mailbox.take()
    code = re.search(r"    (\w{4}-\w{4})", words(letter))[1]
    assert (
        f"На адрес {ADDRESS} отправлен код" in log_in("parent").get("/diary/mail").text
    )
    assert send("code", code=code).headers["location"] == "/diary/mail?done=confirmed"
    assert own().is_confirmed
    assert not own().wants_weekly  # confirmed is not yet wanted
    done = send("choose", child="1", **CHOICE)
    assert done.headers["location"] == "/diary/mail?done=chosen"
    page = log_in("parent").get("/diary/mail?done=chosen").text
    assert "Следующее письмо придёт: пятница, 27 ноября, 18:00." in page

    (mail,) = at("2026-11-27T18:00")
    assert mail["to"] == ADDRESS
    assert "Илья" in words(mail)


@pytest.mark.parametrize("login", ["student", "teacher", "director", "secretary"])
def test_it_is_open_to_parents_alone(log_in, send, login, own):
    browser = log_in(login)

    assert browser.get("/diary/mail").status_code == 403
    assert browser.get("/diary/mail/sample").status_code == 403
    assert send("address", address=ADDRESS).status_code == 403
    assert own(login) is None


def test_a_form_of_another_site_changes_nothing(log_in, school, own, browser):
    wants_weekly(school)
    log_in("parent")

    for site in ("cross-site", "same-site"):
        answer = browser.ask(
            "POST",
            "/diary/mail",
            data={"do": "forget"},
            headers={"sec-fetch-site": site},
        )
        assert answer.status_code == 403
    assert own().wants_weekly


def test_children_are_ticked_by_number_and_a_strange_one_is_nobody(
    two, log_in, send, school
):
    wants_weekly(school, "two")
    page = log_in("two").get("/diary/mail").text
    assert page.count('name="child"') == page.count(" checked") == 2
    assert "К-002" not in page
    account_id = actor_of(school, "two").account_id

    send("choose", child=["2", "7", "К-001"], **CHOICE)
    assert weekly_wishes.left_out(school.database, account_id) == {"К-002"}

    none = send("choose", child="9", **CHOICE)
    assert none.status_code == 422
    assert "Отметьте хотя бы одного ребёнка" in none.text
    assert weekly_wishes.left_out(school.database, account_id) == {"К-002"}
    page = log_in("two").get("/diary/mail").text
    assert page.count(" checked") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "0"},
        {"day": "8"},
        {"hour": "3"},
        {"hour": "99999999999999999999"},
        {"hour": "-1"},
        {"language": "fr"},
        {"day": ""},
        {"day": "²"},
    ],
)
def test_what_the_page_does_not_offer_is_refused(log_in, send, school, own, wrong):
    wants_weekly(school, day=2, hour=9)
    log_in("parent")

    answer = send("choose", child="1", **{**CHOICE, **wrong})

    assert answer.status_code == 422
    assert (own().weekly_day, own().weekly_hour) == (2, 9)


def test_nothing_is_chosen_before_the_address_is_confirmed(log_in, send, own, mailbox):
    log_in("parent")
    assert send("choose", child="1", **CHOICE).status_code == 422
    send("address", address=ADDRESS)
    assert send("choose", child="1", **CHOICE).status_code == 422

    assert not own().wants_weekly


@pytest.mark.parametrize("typed", ["", "inga", "a@b\r\nBcc: c@d.example", "x" * 300])
def test_what_is_no_address_gets_a_sentence_and_no_mail(log_in, send, mailbox, typed):
    log_in("parent")

    answer = send("address", address=typed)

    assert answer.status_code == 422
    assert "Это не адрес электронной почты" in answer.text
    assert mailbox.take() == []


def test_codes_are_not_sent_without_end_nor_guessed_without_end(
    log_in, send, own, mailbox, clock
):
    log_in("parent")
    send("address", address=ADDRESS)
    again = send("address", address="other@families.example")
    assert again.status_code == 422
    assert "Код только что отправлен" in again.text
    (letter,) = mailbox.take()
    code = re.search(r"    (\w{4}-\w{4})", words(letter))[1]

    answers = [send("code", code="ABCD-EFGH").text for _ in range(6)]
    assert "Код неверный" in answers[0]
    assert "Слишком много неверных кодов" in answers[-1]
    assert "Слишком много неверных кодов" in send("code", code=code).text
    assert not own().is_confirmed


def test_stop_keeps_the_address_and_forget_does_not(log_in, send, school, own, at):
    wants_weekly(school, without=["К-999"])
    log_in("parent")

    assert send("stop").headers["location"].endswith("done=stopped")
    assert own().is_confirmed
    assert at("2026-11-27T18:00") == []
    log_in("parent")
    assert send("forget").headers["location"].endswith("done=forgotten")
    assert own() is None


def test_who_teaches_and_has_a_child_has_one_address_for_all(
    log_in, send, school, own, subscribe
):
    subscribe("teacher", minutes_before=30)
    with school.database.writing() as cursor:
        cursor.execute(
            "insert into setup.parents select 'P-05', surname, given_name, patronymic, "
            "'К-003', valid_from, valid_to from setup.staff where person_id = 'P-05'"
        )

    page = log_in("teacher").get("/diary/mail").text
    assert "p-05@school7.example" in page
    assert "На него же приходят письма о вашей работе" in page
    send("choose", child="1", **CHOICE)

    assert (own("teacher").wants_weekly, own("teacher").wants_reminders) == (True, True)
    assert own("teacher").minutes_before == 30


def test_the_sample_shows_the_mail_and_sends_nothing(log_in, school, mailbox):
    enter_for(school, "К-001", MONDAY_MATHS, "2")

    page = log_in("parent").get("/diary/mail/sample").text

    assert "Илья" in page
    assert "Абрамов Илья" not in page.partition("<article")[2].partition("</article")[0]
    assert "Новые отметки" in page
    assert mailbox.take() == []


def test_in_english(log_in, browser, school):
    wants_weekly(school)
    log_in("parent")
    browser.get("/language/en")

    page = browser.get("/diary/mail").text

    assert "The next mail comes on Friday 27 November at 18:00." in page
    assert 'lang="en"' in page


def test_the_deeds_stand_in_the_log_of_access_without_the_address(
    log_in, send, school, mailbox, clock
):
    log_in("parent")
    send("address", address=ADDRESS)
    code = re.search(r"    (\w{4}-\w{4})", words(mailbox.take()[0]))[1]
    send("code", code=code)
    send("choose", child="1", **CHOICE)
    send("stop")

    with school.database.reading() as cursor:
        lines = cursor.execute(
            "select action, place, about_person_id from access.log "
            "where place = 'diary_mail' order by logged_at, rowid"
        ).fetchall()
        everything = str(cursor.execute("from access.log").fetchall())
    assert lines == [
        ("mail_code_sent", "diary_mail", "R-01"),
        ("mail_confirmed", "diary_mail", "R-01"),
        ("mail_changed", "diary_mail", "R-01"),
        ("mail_changed", "diary_mail", "R-01"),
    ]
    assert ADDRESS not in everything


def test_a_school_without_a_mail_server_says_so_and_shows_the_sample(
    filled_site, filled_school
):
    from tests.dashboards.conftest import Browser, account_of

    browser = Browser(filled_site, "localhost")
    account = account_of(filled_school.database, "r-one", filled_school.clock.now())
    browser.client.cookies.set(COOKIE, filled_site.sessions.open(account))

    page = browser.get("/diary/mail", headers={"accept-language": "ru"}).text
    sample = browser.get("/diary/mail/sample", headers={"accept-language": "ru"}).text
    browser.close()

    assert "Эта школа пока не рассылает письма" in page
    assert 'name="address"' not in page
    assert "Лев" in sample


def test_one_click_of_the_mail_program_ends_the_weekly_mails_and_no_others(
    school, browser, own, at, subscribe
):
    subscribe("parent", wants_reminders=True, wants_digest=True)
    wants_weekly(school)
    enter_for(school, "К-001", MONDAY_MATHS, "4")
    (mail,) = at("2026-11-27T18:00")
    path = mail["List-Unsubscribe"].strip("<>").removeprefix(PUBLIC)
    browser.client.cookies.clear()

    asked = browser.get(path)
    assert "Больше не присылать письмо за неделю о ваших детях?" in asked.text
    assert own().wants_weekly  # mail scanners open links
    browser.client.headers.pop("origin")
    answer = browser.ask("POST", path, data=ONE_CLICK)

    assert answer.status_code == 200
    assert not own().wants_weekly
    assert (own().wants_reminders, own().wants_digest) == (True, True)
    assert at("2026-12-04T18:00") == []
    for shown in (asked.text, answer.text):
        assert "Илья" not in shown
        assert "Абрамов" not in shown


def test_a_form_that_is_filled_in_is_not_drawn_anew_by_a_commit(log_in):
    browser = log_in("parent")

    for path in ("/diary/mail", "/diary/mail/sample"):
        assert "data-still>" in browser.get(path).text
    assert "data-still" not in browser.get("/diary").text
    assert '"still" in document.body.dataset' in browser.get("/assets/diary.js").text


@pytest.mark.parametrize(("login", "is_led"), [("parent", True), ("teacher", False)])
def test_my_access_leads_parents_to_the_page(looking_as, login, is_led):
    app = looking_as(login, "app_pages/my_access.py")
    app.run()
    assert not app.exception

    assert any("(/diary/mail)" in one.value for one in app.markdown) == is_led
