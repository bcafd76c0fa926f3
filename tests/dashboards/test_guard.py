"""The guard: what is open, what is not, and what every answer carries."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from html import unescape

import pytest
from starlette.responses import PlainTextResponse
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboards.access import DOORS
from dashboards.door.guard import COOKIE, Guard
from dashboards.door.origin import own_path
from dashboards.door.sessions import IDLE
from dashboards.door.sockets import weigh

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
        "/upload?" + "x" * 2000,
        "/" + "x" * 2000,
    ],
)
def test_what_is_not_a_page_of_ours_to_come_back_to_leads_to_the_start(browser, asked):
    answer = browser.get(f"https://testserver{asked}", headers={"accept": "text/html"})

    assert answer.headers["location"] in ("/login?next=/", "/login?why=logout")


def test_no_line_break_of_an_address_becomes_a_header(browser):
    asked = "/upload?a=%0d%0aset-cookie:%20x=1"
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
        "upload",
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
    assert browser.get("/upload").status_code == 200

    clock.set(clock.now() + timedelta(seconds=1))

    answer = browser.get("/upload", headers={"accept": "text/html"})
    assert answer.headers["location"] == "/login?next=/upload"


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
    for path in ("/upload", "/workbooks/2026-11-05", "/workbooks/x", "/media/x", "/x"):
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
        address = path.format(
            name="login.css", page="upload", language="en", starts_on="2026-11-05"
        )

        answer = browser.ask(method, address)

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

    page = browser.get("/upload").text

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


def _message(**fields):
    message = BackMsg()
    for name, value in fields.items():
        setattr(message, name, value)
    return message.SerializeToString()


def test_a_tab_cannot_empty_everybodys_caches():
    assert weigh(_message(clear_cache=True)) == (False, False)
    assert weigh(_message(set_run_on_save=True)) == (False, False)
    assert weigh(_message(load_git_info=True)) == (False, False)
    assert weigh(b"\xff\xff\xff") == (False, False)
    assert weigh(b"") == (False, False)


def test_a_tab_cannot_keep_the_server_busy_with_addresses_of_files():
    asked = BackMsg()
    asked.file_urls_request.file_names.extend(["a.xlsx"] * 20)
    assert weigh(asked.SerializeToString()) == (True, False)

    asked.file_urls_request.file_names.append("one-more.xlsx")

    assert weigh(asked.SerializeToString()) == (False, False)


def test_a_page_that_refreshes_itself_does_not_keep_the_session_alive():
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    assert weigh(asked.SerializeToString()) == (True, True)

    asked.rerun_script.is_auto_rerun = True

    assert weigh(asked.SerializeToString()) == (True, False)

    heard = BackMsg()
    heard.rerun_script.fragment_id = "live"
    listener = heard.rerun_script.widget_states.widgets.add()
    listener.id, listener.json_trigger_value = "live__events", '[{"version": 7}]'

    assert weigh(heard.SerializeToString()) == (True, False)


def _socket(site, token, frames):
    """Run a socket whose app sends these frames to the tab of `token`."""

    async def app(_scope, receive, send):
        await receive()
        for frame in frames:
            await send({"type": "websocket.send", "bytes": frame})

    async def receive():
        return {"type": "websocket.connect"}

    sent = []

    async def send(message):
        sent.append(message)

    headers = [
        (b"host", b"testserver"),
        (b"origin", b"https://testserver"),
        (b"cookie", f"{COOKIE}={token}".encode()),
    ]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    asyncio.run(Guard(app, site)(scope, receive, send))
    return [message.get("bytes") for message in sent]


def _offering(address):
    """Return the frame that draws a download button with this address."""
    frame = ForwardMsg()
    frame.delta.new_element.download_button.url = address
    return frame.SerializeToString()


def test_a_file_address_answers_only_the_log_in_it_was_sent_to(browser, site, token_of):
    address = "/media/0123456789abcdef0123456789abcdef.xlsx"
    owner, other = token_of("director"), token_of("teacher")

    frame = _offering(address)
    assert _socket(site, owner, [frame]) == [frame]

    def is_let_through(token):
        """Past the guard nothing serves files here; its own words tell them apart."""
        answer = browser.get(address, headers={"cookie": f"{COOKIE}={token}"})
        return answer.text != "There is nothing here."

    assert is_let_through(owner)
    assert not is_let_through(other)
    assert browser.get(address).status_code == 401


def test_a_log_in_does_not_collect_file_addresses_without_end(site, token_of):
    token = token_of("teacher")
    addresses = [f"/media/{number:032x}" for number in range(6000)]

    _socket(site, token, [_offering(address) for address in addresses])

    grants = site.sessions.for_token(token).grants
    assert len(grants) == 5000
    assert addresses[0].encode() not in grants
    assert addresses[-1].encode() in grants


def test_a_stolen_file_address_does_not_become_ones_own_by_being_said(site, token_of):
    address = "/media/0123456789abcdef0123456789abcdef"
    upload = "/_stcore/upload_file/" + "/".join(["0" * 36, "1" * 36])
    said = [ForwardMsg() for _ in range(4)]
    said[0].delta.new_element.markdown.body = f"{address}.pdf {upload}"
    said[1].file_urls_response.response_id = f"{address}.pdf"
    said[2].backend_operation_response.request_id = upload
    said[3].delta.new_element.download_button.label = f"{address}.pdf"
    token = token_of("teacher")

    _socket(site, token, [one.SerializeToString() for one in said])

    assert not site.sessions.for_token(token).grants


def test_an_upload_address_belongs_to_whom_streamlit_gave_it(site, token_of):
    address = "/_stcore/upload_file/" + "/".join(["0" * 36, "1" * 36])
    frame = ForwardMsg()
    frame.file_urls_response.file_urls.add().upload_url = address
    token = token_of("teacher")

    _socket(site, token, [frame.SerializeToString()])

    assert list(site.sessions.for_token(token).grants) == [address.encode()]


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
        "path": "/upload",
        "headers": [
            (b"host", b"testserver"),
            (b"cookie", f"{COOKIE}={token_of('teacher')}".encode()),
        ],
    }
    asyncio.run(Guard(app, site)(scope, None, send))

    assert sent[0]["status"] == 500
    assert "RuntimeError" in caplog.text
    assert child not in caplog.text
