"""The page of accounts: who sees whom, and what a yes does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from warehouse.access.accounts import account_for_login
from warehouse.access.activation import issue_code, open_code
from warehouse.access.opening import open_missing

pytestmark = pytest.mark.by_turns

PAGE = "app_pages/accounts.py"
_CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}")


@pytest.fixture
def database(school, clock):
    open_missing(school.database, at=clock.now(), by="")
    return school.database


@pytest.fixture
def teacher(database):
    return account_for_login(database, "teacher")[0]


def text_of(app):
    return " ".join(element.proto.body for element in app.get("html"))


def files_of(app):
    return {button.proto.label for button in app.get("download_button")}


def opened(looking_as, login, account):
    app = looking_as(login, PAGE)
    app.run()
    app.selectbox("accounts_person").select(account.account_id).run()
    assert not app.exception
    return app


def press(app, name):
    app.button(f"account_{name}").click().run()
    assert not app.exception
    return app


def is_offered(app, name):
    return any(button.key == f"account_{name}" for button in app.button)


def action_lines(database):
    with database.reading() as cursor:
        return cursor.execute(
            "select person_id, action, about_person_id from access.log "
            "where action not in ('account_opened', 'page_viewed', 'logged_in')"
        ).fetchall()


@pytest.mark.parametrize(
    ("login", "seen", "hidden"),
    [
        ("director", ["Завучева", "Абрамов", "Абрамова"], ["Директорова Анна"]),
        ("administrator", ["Директорова", "Учителева"], ["Системнова Зинаида"]),
        ("secretary", ["Учителева", "Белова"], ["Завучева", "Системнова"]),
        ("deputy", ["Учителева", "Белова"], ["Секретарёва", "Ролейнет"]),
    ],
)
def test_everyone_sees_the_accounts_they_manage(
    looking_as, database, login, seen, hidden
):
    app = looking_as(login, PAGE)
    app.run()

    assert not app.exception
    assert all(name in text_of(app) for name in seen)
    assert not any(name in text_of(app) for name in hidden)
    assert {"Для печати (PDF)", "Таблица (XLSX)"} == files_of(app)


def test_a_new_code_is_asked_for_shown_once_and_works(
    looking_as, database, teacher, clock
):
    older = issue_code(database, teacher.account_id, at=clock.now(), issued_by="P-03")
    app = opened(looking_as, "secretary", teacher)

    press(app, "code")
    assert not _CODE.search(text_of(app))
    assert account_for_login(database, "teacher")[0] == teacher  # only asked so far
    press(app, "yes")

    (code,) = _CODE.findall(text_of(app))
    assert open_code(database, teacher.account_id, code, clock.now())
    assert not open_code(database, teacher.account_id, older, clock.now())
    assert ("P-03", "code_issued", "P-05") in action_lines(database)

    app.selectbox("accounts_person").select(None).run()
    app.selectbox("accounts_person").select(teacher.account_id).run()
    assert not _CODE.search(text_of(app))


def test_a_no_changes_nothing(looking_as, database, teacher):
    app = opened(looking_as, "secretary", teacher)

    press(press(app, "freeze"), "no")

    assert account_for_login(database, "teacher")[0] == teacher
    assert action_lines(database) == []


def test_freezing_ends_the_open_session_at_once(
    looking_as, database, teacher, site, token_of
):
    token = token_of("teacher")
    app = opened(looking_as, "secretary", teacher)
    assert "1 сеанс" in text_of(app)

    press(press(app, "freeze"), "yes")

    assert account_for_login(database, "teacher")[0].state == "frozen"
    assert site.sessions.for_token(token) is None
    assert site.sessions.of_account(teacher.account_id) == []
    assert ("P-03", "account_frozen", "P-05") in action_lines(database)

    press(press(app, "unfreeze"), "yes")
    assert account_for_login(database, "teacher")[0].state == "active"


@pytest.mark.parametrize(
    ("login", "may"), [("secretary", False), ("deputy", False), ("director", True)]
)
def test_the_second_factor_is_taken_by_few(looking_as, database, teacher, login, may):
    with database.writing() as cursor:
        cursor.execute("update access.accounts set totp_secret = 'x'")

    app = opened(looking_as, login, teacher)

    assert is_offered(app, "second_factor") == may


def test_a_right_that_went_meanwhile_stops_the_deed(looking_as, database, teacher):
    app = opened(looking_as, "secretary", teacher)
    press(app, "freeze")
    with database.writing() as cursor:
        cursor.execute(
            "update setup.staff set roles = 'deputy', levels = 'noo' "
            "where person_id = 'P-05'"
        )

    app.button("account_yes").click().run()

    assert account_for_login(database, "teacher")[0].state == "active"
    assert action_lines(database) == []


def test_a_wait_after_wrong_tries_is_seen_and_lifted(
    looking_as, database, teacher, site
):
    for _ in range(6):
        site.throttle.reserve("teacher", "192.0.2.1")
    app = opened(looking_as, "secretary", teacher)
    assert "неверных попыток" in text_of(app)

    press(app, "forgive")

    assert site.throttle.waits("teacher") == 0
    assert not is_offered(app, "forgive")
    assert ("P-03", "wait_lifted", "P-05") in action_lines(database)


def test_a_wait_is_not_lifted_by_who_lost_the_right_meanwhile(
    looking_as, database, teacher, site
):
    for _ in range(6):
        site.throttle.reserve("teacher", "192.0.2.1")
    app = opened(looking_as, "secretary", teacher)
    with database.writing() as cursor:
        cursor.execute(
            "update setup.staff set roles = 'deputy', levels = 'noo' "
            "where person_id = 'P-05'"
        )

    app.button("account_forgive").click().run()

    assert site.throttle.waits("teacher") > 0
    assert action_lines(database) == []


def test_people_without_an_account_are_counted_and_get_one(looking_as, school):
    app = looking_as("secretary", PAGE)
    app.run()
    assert "ещё нет учётной записи" in app.info[0].value

    app.button[0].click().run()

    assert not app.exception
    assert not app.info
    assert account_for_login(school.database, "belova.ka")[0].state == "new"


def test_markup_in_a_name_is_shown_as_text(looking_as, database):
    with database.writing() as cursor:
        cursor.execute(
            "update setup.staff set surname = '<img src=x>[a](http://x)' "
            "where person_id = 'P-05'"
        )

    app = opened(looking_as, "director", account_for_login(database, "teacher")[0])

    assert "<img" not in text_of(app)
    assert "&lt;img src=x&gt;[a](http://x)" in text_of(app)
    shown = [*app.markdown, *app.warning, *app.subheader, *app.caption]
    assert not any("http://x" in element.value for element in shown)


@pytest.mark.parametrize("login", ["student", "parent", "teacher"])
def test_whoever_left_the_school_is_shown_out(looking_as, school, site, login):
    app = looking_as(login, "app_pages/my_access.py")
    app.run()
    assert not app.exception
    assert not app.error
    with school.database.writing() as cursor:
        cursor.execute("update setup.students set left_on = '2026-11-22'")
        cursor.execute("update setup.staff set valid_to = '2026-11-23'")

    app.run()

    assert [error.value for error in app.error] == ["Сеанс завершён. Войдите снова."]
    account = account_for_login(school.database, login)[0]
    assert site.sessions.of_account(account.account_id) == []


def test_whoever_left_gets_no_page_with_a_new_log_in(browser, school):
    with school.database.writing() as cursor:
        cursor.execute("update setup.students set left_on = '2026-11-22'")

    browser.log_in("student")
    answer = browser.get("/diary")

    assert answer.status_code in (303, 401)
    assert "login" in answer.headers.get("location", "login")


def test_a_name_is_offered_with_class_or_role_to_tell_namesakes_apart(
    looking_as, database, teacher
):
    app = looking_as("secretary", PAGE).run()

    options = app.selectbox("accounts_person").options
    assert "Белова Ксения · ученик, 5А · belova.ka" in options


@pytest.mark.parametrize(
    ("tries", "told"), [(6, "5 секунд"), (11, "3 минуты"), (15, "15 минут")]
)
def test_a_long_wait_is_told_in_minutes(
    looking_as, database, teacher, site, clock, tries, told
):
    for _ in range(tries):
        while wait := site.throttle.reserve("teacher", "192.0.2.1"):
            clock.set(clock.now() + timedelta(seconds=wait))

    app = opened(looking_as, "secretary", teacher)

    assert told in text_of(app)


def test_unfreezing_an_account_without_a_password_promises_no_password(
    looking_as, database, clock
):
    account = account_for_login(database, "belova.ka")[0]
    app = opened(looking_as, "secretary", account)
    press(press(app, "freeze"), "yes")

    press(app, "unfreeze")

    assert "понадобится новый код" in app.warning[-1].value
    press(app, "yes")
    assert account_for_login(database, "belova.ka")[0].state == "new"
