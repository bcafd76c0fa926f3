"""The guard: what is open, what is not, and what every answer carries."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from html import unescape

import pytest
from starlette.responses import PlainTextResponse

from dashboards.access import DOORS
from dashboards.door.guard import COOKIE, Guard
from dashboards.door.origin import own_path
from dashboards.door.sessions import IDLE

STREAMLIT = (
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/stream",
    "/_stcore/agent/openapi.json",
    "/media/0123456789abcdef0123456789abcdef.xlsx",
    "/component/x/index.html",
    "/app/static/x",
    "/auth/login",
    "/oauth2callback",
)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_nothing_of_streamlit_answers_a_stranger(browser, method):
    answers = {path: browser.ask(method, path).status_code for path in STREAMLIT}

    assert answers == dict.fromkeys(STREAMLIT, 401)


def test_a_stranger_who_opens_a_page_is_led_to_the_form(browser):
    html = {"accept": "text/html,application/xhtml+xml"}

    assert browser.get("/", headers=html).headers["location"] == "/login?next=/"
    assert browser.get("/events", headers=html).status_code == 401


def test_after_the_log_in_the_page_has_what_was_chosen_on_it(browser):
    html = {"accept": "text/html"}
    asked = "/diary?child=2&week=2026-11-16&name=%D0%90%26next%3Dx"

    form = browser.get(asked, headers=html).headers["location"]
    shown = browser.get(form).text
    (following,) = re.findall(r'name="next" value="([^"]*)"', shown)
    answer = browser.log_in("teacher", next=unescape(following))

    assert form.startswith("/login?next=/diary%3Fchild%3D2%26week%3D2026-11-16%26")
    assert answer.headers["location"] == asked


@pytest.mark.parametrize(
    "asked",
    [
        "//evil.example/?a=1",
        "/logout?x=1",
        "/my_journals?" + "x" * 2000,
        "/" + "x" * 2000,
    ],
)
def test_what_is_not_a_page_of_ours_to_come_back_to_leads_to_the_start(browser, asked):
    answer = browser.get(f"https://testserver{asked}", headers={"accept": "text/html"})

    assert answer.headers["location"] in ("/login?next=/", "/login?why=logout")


def test_no_line_break_of_an_address_becomes_a_header(browser):
    asked = "/my_journals?a=%0d%0aset-cookie:%20x=1"
    form = browser.get(asked, headers={"accept": "text/html"})
    answer = browser.log_in("teacher", next=asked)

    assert "set-cookie" not in form.headers
    assert answer.headers["location"] == asked

    browser.client.cookies.clear()
    answer = browser.log_in("teacher", next="/a\r\nx: 1")
    assert answer.headers["location"] == "/"
    assert "x" not in answer.headers


@pytest.mark.parametrize(
    "asked",
    [
        None,
        "",
        "my_journals",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/logout",
        "/logout/",
        "/Logout?a=1",
        "/logout#x",
        "/%6cogout",
        "/./logout",
        "/x/..//logout",
    ],
)
def test_nobody_is_sent_elsewhere_or_straight_out_again(asked):
    assert own_path(asked) == "/"


@pytest.mark.parametrize("asked", ["/", "/diary?child=2", "/logouts", "/дневник#x"])
def test_an_address_of_ours_is_kept(asked):
    assert own_path(asked) == asked


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/interact"])
def test_what_nobody_needs_is_closed_to_everyone(browser, path):
    browser.log_in("director")

    assert browser.get(path).status_code == 404


def test_a_made_up_cookie_is_nobody(browser, token_of):
    token = token_of("teacher")
    for forged in ("x", token[:-1], token + "x", "'; drop table access.sessions; --"):
        answer = browser.get("/events", headers={"cookie": f"{COOKIE}={forged}"})
        assert answer.status_code == 401


def test_half_an_hour_of_silence_leads_back_to_the_form(browser, clock):
    browser.log_in("teacher")
    clock.set(clock.now() + IDLE - timedelta(seconds=1))
    assert browser.get("/my_journals").status_code == 200

    clock.set(clock.now() + timedelta(seconds=1))

    answer = browser.get("/my_journals", headers={"accept": "text/html"})
    assert answer.headers["location"] == "/login?next=/my_journals"


def test_a_name_that_is_not_ours_is_not_answered(browser):
    for host in (
        "evil.example",
        "",
        "testserver:80; script-src *",
        "me@testserver",
        "testserver/x",
        "testserver:x",
        "[",
    ):
        assert browser.get("/login", headers={"host": host}).status_code == 400
    assert browser.get("/login", headers={"host": "testserver:8501"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/login", "/healthz", "/assets/login.css", "/nothing", "/events", "/logout"],
)
def test_every_answer_carries_the_security_headers(browser, path):
    headers = browser.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert "access-control-allow-origin" not in headers
    policy = headers["content-security-policy"]
    scripts = re.search("script-src ([^;]*)", policy)[1]
    assert "unsafe" not in scripts
    for rule in ("frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"):
        assert rule in policy


def test_only_files_without_data_may_be_kept_by_a_browser(browser, token_of):
    assert browser.get("/assets/login.css").headers["cache-control"] == "max-age=3600"

    browser.client.headers["cookie"] = f"{COOKIE}={token_of('teacher')}"
    for path in (
        "/my_journals",
        "/workbooks/2026-11-05",
        "/workbooks/x",
        "/media/x",
        "/x",
    ):
        assert browser.get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"]
)
def test_a_stranger_gets_through_the_public_doors_of_the_table_and_no_other(
    browser, method
):
    asked = "GET" if method == "HEAD" else method
    for path in sorted({door.path for door in DOORS}):
        public = {door.method for door in DOORS if door.path == path and door.is_public}
        address = path.replace(":path", "").format(
            name="login.css",
            page="my_journals",
            language="en",
            starts_on="2026-11-05",
            upload_id="x",
            package_id="x",
            ending="csv",
            district_id="x",
            school_id="x",
            command="verify",
            path="x",
            secret="x",
            token="x",
        )

        local = {one.method for one in DOORS if one.path == path and one.is_local}

        answer = browser.ask(method, address)

        if asked in local:  # which a stranger is not even told that it is there
            assert answer.status_code == 404, (method, path)
        else:
            assert (answer.status_code != 401) == (asked in public), (method, path)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/login/", 401),
        ("/LOGIN", 401),
        ("/login%2f", 401),
        ("/login%2f%2e%2e%2fevents", 401),
        ("/healthz.json", 401),
        ("/assets/a/b", 401),
        ("/assets%2f%2e%2e%2fevents", 401),
        ("/static/%2e%2e/events", 404),
        ("/static%2f%2e%2e%2fevents", 404),
    ],
)
def test_no_spelling_of_a_public_address_opens_another(browser, path, status):
    assert browser.get(path).status_code == status


def test_streamlits_cookie_leaves_over_tls_only_and_ours_stays_as_it_is(site):
    async def app(scope, receive, send):
        answer = PlainTextResponse("x")
        answer.headers.append("set-cookie", "_streamlit_xsrf=1; Path=/; SameSite=Lax")
        answer.headers.append("set-cookie", "a=secure; Path=/")
        answer.headers.append("set-cookie", "b=1; secure")
        await answer(scope, receive, send)

    sent = []

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/healthz",
        "headers": [(b"host", b"testserver")],
    }
    asyncio.run(Guard(app, site)(scope, None, send))

    cookies = [value for name, value in sent[0]["headers"] if name == b"set-cookie"]
    assert cookies == [
        b"_streamlit_xsrf=1; Path=/; SameSite=Lax; Secure",
        b"a=secure; Path=/; Secure",
        b"b=1; secure",
    ]


def test_the_frame_is_ours_in_language_and_words(browser):
    browser.log_in("teacher")

    page = browser.get("/my_journals").text

    assert '<html lang="ru">' in page
    assert '<script src="/assets/russian.js"></script>' in page
    assert "<title>Ведомость</title>" in page
    assert browser.get("/assets/..%2fserver.py").status_code == 404


@pytest.mark.parametrize(
    ("language", "sentence", "way"),
    [
        ("ru", "Такой страницы нет.", "На главную страницу"),
        ("en", "There is no such page.", "To the start page"),
    ],
)
def test_an_unknown_page_says_so_and_leads_to_the_start(
    browser, school, language, sentence, way
):
    browser.log_in("teacher")
    with school.database.writing() as cursor:
        cursor.execute("update access.accounts set language = ?", [language])

    answer = browser.get("/no_such_page")

    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.text
    assert "/assets/login.css" in answer.text
    assert sentence in answer.text
    assert f'<a class="second" href="/">{way}</a>' in answer.text
    assert "no_such_page" not in answer.text


def test_the_way_in_leads_to_the_first_page_of_the_menu(browser):
    browser.log_in("director")
    assert browser.get("/").headers["location"] == "/school_today"


def test_a_failing_tab_is_logged_by_its_place_and_names_nobody(site, token_of, caplog):
    child = "".join(["Ива", "нов"])

    async def app(_scope, receive, _send):
        await receive()
        raise RuntimeError(child)

    async def receive():
        return {"type": "websocket.connect"}

    headers = [
        (b"host", b"testserver"),
        (b"origin", b"https://testserver"),
        (b"cookie", f"{COOKIE}={token_of('teacher')}".encode()),
    ]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    asyncio.run(Guard(app, site)(scope, receive, None))

    assert "RuntimeError" in caplog.text
    assert child not in caplog.text


@pytest.mark.parametrize("origin", ["http://[", "https://", "//testserver", "x"])
def test_an_origin_that_is_no_address_is_refused_and_breaks_nothing(
    browser, caplog, origin
):
    assert browser.ask("POST", "/login", headers={"origin": origin}).status_code == 403
    assert not caplog.records


def test_what_fails_below_is_logged_by_its_place_and_names_nobody(
    site, token_of, caplog
):
    child = "".join(["Ива", "нов"])

    async def app(_scope, _receive, _send):
        raise RuntimeError(child)

    sent = []

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/my_journals",
        "headers": [
            (b"host", b"testserver"),
            (b"cookie", f"{COOKIE}={token_of('teacher')}".encode()),
        ],
    }
    asyncio.run(Guard(app, site)(scope, None, send))

    assert sent[0]["status"] == 500
    assert "RuntimeError" in caplog.text
    assert child not in caplog.text
