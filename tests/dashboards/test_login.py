"""The log-in form: who gets in, who waits, what the cookies are."""

from __future__ import annotations

import re

import pytest

from dashboards.door.guard import COOKIE
from dashboards.door.throttle import FREE_TRIES_OF_A_LOGIN
from dashboards.site import open_site
from tests.dashboards.conftest import Browser
from warehouse.access.accounts import DEMO_PASSWORD, account_for_login

pytestmark = pytest.mark.by_turns


def test_the_right_password_opens_the_page_that_was_asked_for(browser):
    asked = browser.get("/my_journals", headers={"accept": "text/html"})
    assert asked.status_code == 303
    assert asked.headers["location"] == "/login?next=/my_journals"

    answer = browser.log_in("Teacher ", next="/my_journals")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/my_journals"
    assert browser.get("/my_journals").status_code == 200


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(browser):
    cookie = next(
        header
        for header in browser.log_in("teacher").headers.get_list("set-cookie")
        if header.startswith(f"{COOKIE}=")
    )

    rules = cookie.split("; ")[1:]
    assert sorted(rules) == ["HttpOnly", "Path=/", "SameSite=lax", "Secure"]


@pytest.mark.parametrize("login", ["teacher", "nobody-at-all", "", "x" * 500])
def test_a_wrong_password_and_an_unknown_login_are_told_alike(browser, login):
    answer = browser.log_in(login, "не тот")

    assert answer.status_code == 401
    assert "Неверный логин, пароль или код." in answer.text
    assert "если ваш не подходит, попросите новый" in answer.text
    assert COOKIE not in browser.client.cookies


def test_only_who_knows_the_password_learns_that_an_account_is_frozen(browser, school):
    with school.database.writing() as cursor:
        cursor.execute("update access.accounts set state = 'frozen'")

    right, wrong = browser.log_in("teacher"), browser.log_in("teacher", "не тот")

    assert (right.status_code, wrong.status_code) == (401, 401)
    assert "заморожена" in right.text
    assert "секретарю" in right.text
    assert "заморожена" not in wrong.text
    assert COOKIE not in browser.client.cookies


def test_what_was_typed_comes_back_as_text_not_as_markup(browser):
    answer = browser.log_in('"><script>alert(1)</script>', "x")

    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", ""],
)
def test_logging_in_never_leads_to_another_site(browser, elsewhere):
    answer = browser.log_in("teacher", next=elsewhere)

    assert answer.headers["location"] == "/"


def test_a_form_sent_from_another_site_is_refused(browser):
    form = browser.form()
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        answer = browser.ask(
            "POST",
            "/login",
            headers=headers,
            data={"login": "teacher", "password": browser.password, "form": form},
        )
        assert answer.status_code == 403
    assert COOKIE not in browser.client.cookies


@pytest.mark.parametrize("signature", ["", "0" * 64, "й"])
def test_a_form_that_is_not_ours_is_refused(browser, signature):
    answer = browser.log_in("teacher", form=signature)

    assert answer.status_code == 403
    assert COOKIE not in browser.client.cookies


def test_a_form_of_another_visitor_is_refused(browser, site):
    stolen = browser.form()
    browser.client.cookies.clear()

    assert browser.log_in("teacher", form=stolen).status_code == 403


def test_a_form_larger_than_any_of_ours_is_refused_unread(browser):
    form = browser.form()
    sent = 0

    async def endless():
        nonlocal sent
        yield f"form={form}&login=teacher&password={browser.password}&x=".encode()
        for _ in range(1000):
            sent += 1
            yield b"x" * 4096

    answer = browser.ask(
        "POST",
        "/login",
        content=endless(),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    many = browser.ask(
        "POST", "/login", content="&".join(f"f{n}=1" for n in range(1000))
    )
    no_text = browser.ask("POST", "/login", content=b"form=\xff\xfe")

    assert [answer.status_code, many.status_code, no_text.status_code] == [403] * 3
    assert sent < 10
    assert COOKIE not in browser.client.cookies


def test_a_session_cookie_planted_before_the_log_in_is_not_used(browser, site):
    planted = "p" * 43
    browser.client.cookies.set(COOKIE, planted, domain="testserver", path="/")

    given = next(
        header
        for header in browser.log_in("teacher").headers.get_list("set-cookie")
        if header.startswith(f"{COOKIE}=")
    )

    token = given.partition("=")[2].partition(";")[0]
    assert token != planted
    assert site.sessions.for_token(planted) is None
    assert site.sessions.for_token(token) is not None


def test_a_school_with_an_identity_provider_shows_the_way_to_it(site, school):
    with (school.folder / "vedomost.toml").open("a", encoding="utf-8") as settings:
        settings.write('oidc_issuer = "https://id.example"\n')
        settings.write('oidc_client_id = "vedomost"\n')
        settings.write('oidc_name = "<Школьный вход>"\n')
    (school.folder / "keys").mkdir(exist_ok=True)
    (school.folder / "keys" / "oidc-secret").write_text("тайна", encoding="utf-8")
    browser = Browser(site)

    page = browser.get("/login?next=/my_journals").text
    browser.close()

    assert "Войти через &lt;Школьный вход&gt;" in page
    assert 'href="/outside/login?next=%2Fmy_journals"' in page


def test_a_school_without_an_identity_provider_shows_no_such_way(browser):
    assert "/outside/login" not in browser.get("/login").text


def test_logging_in_again_gives_a_new_token_and_kills_the_old_one(browser, site):
    browser.log_in("teacher")
    before = browser.client.cookies[COOKIE]

    browser.ask("GET", "/login")
    form = re.search(r'name="form" value="(\w+)"', _form_while_logged_in(browser))
    answer = browser.ask(
        "POST",
        "/login",
        data={"login": "teacher", "password": browser.password, "form": form[1]},
    )

    assert answer.status_code == 303
    assert browser.client.cookies[COOKIE] != before
    assert site.sessions.for_token(before) is None


def _form_while_logged_in(browser):
    """Return the form that a wrong password shows to someone who is logged in."""
    return browser.ask("POST", "/login", data={"login": "teacher"}).text


def test_a_cookie_kept_from_before_the_log_out_opens_nothing(browser):
    browser.log_in("teacher")
    kept = browser.client.cookies[COOKIE]
    assert browser.get("/logout").headers["location"] == "/login?why=logout"
    assert COOKIE not in browser.client.cookies

    browser.client.headers["cookie"] = f"{COOKIE}={kept}"

    assert browser.get("/events").status_code == 401


def test_another_site_cannot_log_people_out(browser):
    browser.log_in("teacher")

    answer = browser.get("/logout", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert browser.get("/my_journals").status_code == 200


def test_the_form_speaks_the_browsers_language_and_the_chosen_one(browser):
    def language(path, spoken):
        page = browser.get(path, headers={"accept-language": spoken}).text
        return re.search('<html lang="(..)">', page)[1], "Войти" in page

    assert language("/login", "ru-RU,ru;q=0.9") == ("ru", True)
    assert language("/login", "en-GB,en;q=0.9") == ("en", False)
    assert language("/login", "de-DE") == ("ru", True)
    assert language("/login?lang=en", "ru-RU") == ("en", False)


def test_the_language_that_a_person_chose_is_remembered(browser, school):
    browser.log_in("teacher")
    assert '<html lang="ru">' in browser.get("/my_journals").text

    back = {"referer": "https://testserver/my_journals"}
    answer = browser.get("/language/en", headers=back)

    assert answer.headers["location"] == "/my_journals"
    assert '<html lang="en">' in browser.get("/my_journals").text
    assert browser.get("/language/xx").status_code == 404


def _log(school):
    """Return what the log of access says of the door."""
    with school.database.reading() as cursor:
        return cursor.execute(
            "select action, person_id, about_person_id, scope, address from access.log "
            "order by logged_at, rowid"
        ).fetchall()


def test_the_log_tells_who_came_and_went_and_who_failed_at_whose_account(
    browser, school
):
    browser.log_in("teacher", "не тот")
    browser.log_in("kto-to-drugoj", "мой пароль от почты")
    browser.log_in("teacher")
    browser.get("/logout")

    failed, unknown, came, went = _log(school)
    person = came[1]

    assert failed == ("log_in_failed", "", person, "wrong", "192.0.2.7")
    assert unknown == ("log_in_failed", "", "", "wrong", "192.0.2.7")
    assert came == ("logged_in", person, person, "", "192.0.2.7")
    assert went == ("logged_out", person, person, "", "192.0.2.7")


def test_a_flood_of_guesses_fills_no_log(browser, school):
    for _ in range(FREE_TRIES_OF_A_LOGIN + 20):
        browser.log_in("teacher", "не тот")

    actions = [line[0] for line in _log(school)]

    assert actions.count("log_in_failed") == FREE_TRIES_OF_A_LOGIN
    assert actions.count("log_in_blocked") == 1


def test_the_last_log_in_and_its_device_are_remembered(browser, school, site, clock):
    agent = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
        "Gecko) Chrome/140.0.0.0 Safari/537.36"
    )
    browser.client.headers["user-agent"] = agent
    browser.log_in("teacher")

    account, _ = account_for_login(school.database, "teacher")
    (session,) = site.sessions.of_account(account.account_id)
    assert session.device == "Chrome, Windows"
    with school.database.reading() as cursor:
        seen = cursor.execute(
            "select last_login_at from access.accounts where login = 'teacher'"
        ).fetchone()
    assert seen == (clock.now().replace(tzinfo=None),)


def test_a_real_school_shows_nobody_and_has_no_known_password(browser):
    page = browser.get("/login").text

    assert "demo_login" not in page
    assert browser.log_in("teacher", DEMO_PASSWORD).status_code == 401
    assert browser.log_in("x", "x", demo_login="teacher").status_code == 401


def test_a_demo_school_offers_its_people_by_role(site, school):
    from dataclasses import replace

    from dashboards.door import login_page

    demo = open_site(replace(school, is_demo=True))

    people = login_page.demo_people(demo.school)

    assert [person.login for person in people] == [
        "director",
        "deputy",
        "administrator",
        "secretary",
        "homeroom",
        "teacher",
        "student",
        "parent",
    ]
