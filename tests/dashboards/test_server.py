"""The real server, attacked over its real socket."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import threading

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from dashboards.door.guard import COOKIE
from tests.dashboards.serving import PASSWORD, Serving, Tab, get

pytestmark = pytest.mark.by_turns

XSRF = "2|aabbccdd|00112233445566778899aabbccddeeff|1700000000"


@pytest.fixture(scope="module")
def serving(tmp_path_factory, small_school_folder):
    folder = tmp_path_factory.mktemp("served") / "school"
    shutil.copytree(small_school_folder, folder)
    running = Serving(folder)
    yield running
    running.process.kill()
    running.process.communicate()


@pytest.fixture
def teacher(serving):
    with serving.log_in("teacher") as client:
        yield client


@pytest.fixture
def director(serving):
    with serving.log_in("director") as client:
        yield client


@pytest.fixture
def open_tab(serving):
    """Open tabs that are closed when the test ends."""
    with contextlib.ExitStack() as tabs:

        def opened(client, **headers):
            tab = Tab(serving, client, **headers)
            tabs.callback(tab.close)
            return tab

        yield opened


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 401),
        ("/school_today", 401),
        ("/_stcore/health", 401),
        ("/_stcore/host-config", 401),
        ("/_stcore/metrics", 401),
        ("/_stcore/stream", 401),
        ("/_stcore/agent/openapi.json", 401),
        ("/media/0123456789abcdef0123456789abcdef.xlsx", 401),
        ("/component/x", 401),
        ("/events", 401),
        ("/workbooks/2026-11-05", 401),
        ("/auth/login", 401),
        ("/static/index.html", 200),
        ("/login", 200),
        ("/healthz", 200),
    ],
)
def test_a_stranger_finds_only_the_form_and_files_without_data(serving, path, status):
    assert get(serving.url + path).status_code == status


def test_streamlit_itself_answers_someone_who_is_logged_in(teacher):
    assert teacher.get("/_stcore/health").status_code == 200
    assert teacher.get("/_stcore/metrics").status_code == 404


def test_a_socket_needs_a_cookie_and_our_own_origin(serving, open_tab, teacher):
    own = teacher.headers["cookie"]
    for cookie, origin in (
        ("", serving.url),
        (f"{COOKIE}=made-up", serving.url),
        (own, "https://evil.example"),
        (own, "null"),
        (own, ""),
    ):
        with pytest.raises(InvalidStatus) as refused:
            open_tab(teacher, origin=origin, cookie=cookie)
        assert refused.value.response.status_code == 403


def test_identity_headers_from_outside_are_thrown_away(
    serving, open_tab, teacher, director
):
    someone = open_tab(director)
    someone.run()

    forger = open_tab(teacher, x_vedomost_account="1", x_vedomost_session="0" * 64)
    forger.run()

    assert "school_today" in someone.pages
    assert set(forger.pages) == {
        "",
        "timeliness",
        "plan_and_fact",
        "lesson_plans",
        "summary_sheet",
        "foreign_layouts",
        "reconciliation",
        "journal_page",
        "data_quality",
        "my_journals",
        "messages",
        "verify_form",
        "my_access",
    }


def test_a_page_of_another_role_is_not_drawn_whatever_is_asked(
    serving, open_tab, teacher, director
):
    of_director = open_tab(director)
    of_director.run()
    tab = open_tab(teacher)
    tab.run()
    for name, title in (
        ("school_today", "Школа сегодня"),
        ("class_progress", "Успеваемость класса"),
    ):
        of_page = of_director.pages[name]
        assert title in of_director.run(page_hash=of_page)
        assert title not in tab.run(page_hash=of_page)
        assert title not in tab.run(page_name=name)
        assert tab.is_not_found


def test_another_persons_streamlit_session_cannot_be_taken_over(
    serving, open_tab, teacher, director
):
    victim = open_tab(director)
    victim.run()

    thief = open_tab(teacher, existing=victim.session_id)
    thief.run()

    assert thief.session_id != victim.session_id
    assert "school_today" not in thief.pages


def test_an_upload_address_works_only_for_whom_it_was_made(
    serving, open_tab, teacher, director
):
    tab = open_tab(teacher)
    tab.run()
    asking = BackMsg()
    asking.file_urls_request.request_id = "1"
    asking.file_urls_request.file_names.append("a.xlsx")
    asking.file_urls_request.session_id = tab.session_id
    tab.send(asking)
    while (frame := tab.next()).WhichOneof("type") != "file_urls_response":
        pass
    address = frame.file_urls_response.file_urls[0].upload_url

    def put(client, *, token):
        cookie = f"{client.headers['cookie']}; _streamlit_xsrf={XSRF}"
        headers = {"cookie": cookie, **({"x-xsrftoken": XSRF} if token else {})}
        return client.put(address, files={"f": b"PK"}, headers=headers).status_code

    assert put(director, token=True) == 404
    assert put(teacher, token=False) == 403
    assert put(teacher, token=True) == 204


def _offered_file(tab):
    """Open the director's log of access and return the id of its download button."""
    tab.run()
    tab.send_rerun(page_hash=tab.pages["access_log"])
    found = ""
    while (frame := tab.next()).WhichOneof("type") != "script_finished":
        if frame.WhichOneof("type") == "delta":
            button = frame.delta.new_element.download_button
            found = button.deferred_file_id or found
    assert found
    return found


def _asking_for(tab, file_id):
    asking = BackMsg()
    asking.backend_operation_request.session_id = tab.session_id
    asking.backend_operation_request.request_id = "1"
    asking.backend_operation_request.deferred_file.file_id = file_id
    return asking


def _address_of(tab, file_id):
    """Ask for a file that is made on the click and return its address."""
    tab.send(_asking_for(tab, file_id))
    while (frame := tab.next()).WhichOneof("type") != "backend_operation_response":
        pass
    return frame.backend_operation_response.deferred_file.url


def test_a_file_made_on_a_page_is_nobody_elses_and_gone_after_the_log_out(
    serving, open_tab, teacher
):
    with (
        serving.log_in("director") as director,
        serving.log_in("director") as elsewhere,
    ):
        tab = open_tab(director)
        address = _address_of(tab, _offered_file(tab))

        own = director.get(address)
        assert own.status_code == 200
        assert own.content.startswith(b"\xef\xbb\xbf")
        assert "Директорова Анна Ивановна" in own.text
        assert own.headers["content-disposition"].startswith("attachment")
        assert own.headers["cache-control"] == "no-store"
        assert teacher.get(address).status_code == 404
        assert elsewhere.get(address).status_code == 404
        refused = get(serving.url + address)
        assert refused.status_code == 401

        director.get("/logout")

        assert director.get(address).status_code == 401
        assert elsewhere.get(address).status_code == 404


def test_a_file_is_not_made_for_a_tab_that_was_not_offered_it(
    serving, open_tab, teacher, director
):
    owner = open_tab(director)
    file_id = _offered_file(owner)
    thief = open_tab(teacher)
    thief.run()

    thief.send(_asking_for(thief, file_id))
    thief.send_rerun()
    kinds = []
    while not kinds or kinds[-1] != "script_finished":
        kinds.append(thief.next().WhichOneof("type"))

    assert "backend_operation_response" not in kinds
    assert _address_of(owner, file_id).startswith("/media/")


@pytest.mark.parametrize(
    "login", ["director", "deputy", "secretary", "homeroom", "teacher", "nobody"]
)
def test_everyone_who_is_logged_in_hears_of_versions(serving, login):
    with (
        serving.log_in(login) as client,
        client.stream("GET", "/events", timeout=20) as stream,
    ):
        assert stream.status_code == 200
        assert _version(stream.iter_lines()) >= 0


def test_logging_out_takes_the_data_off_every_open_tab(serving, open_tab):
    with serving.log_in("homeroom") as client:
        tabs = [open_tab(client), open_tab(client)]
        for tab in tabs:
            tab.run()

        client.get("/logout")

        for tab in tabs:
            while (frame := tab.next()).WhichOneof("type") != "auth_redirect":
                pass
            assert frame.auth_redirect.url == "/login?why=logout"
            with pytest.raises(ConnectionClosed) as closed:
                tab.next()
            assert closed.value.rcvd.code == 4401
        assert client.get("/_stcore/health").status_code == 401


def test_an_open_page_hears_of_a_commit(serving, teacher):
    heard = []
    with (
        serving.log_in("teacher") as teacher_again,
        teacher.stream("GET", "/events", timeout=20) as stream,
    ):
        lines = stream.iter_lines()
        heard.append(_version(lines))
        workbook = teacher_again.get("/workbooks/2026-11-05")
        handing_in = threading.Thread(
            target=teacher_again.post,
            args=["/api/workbooks"],
            kwargs={"content": workbook.content, "timeout": 60},
        )
        handing_in.start()
        heard.append(_version(lines))
        handing_in.join()

    assert heard[1] > heard[0]


def _version(lines):
    for line in itertools.islice(lines, 30):  # a still stream says so now and then
        if line.startswith("data: "):
            return int(line[6:])
    pytest.fail("no version was heard")


def test_a_stop_lets_go_of_open_tabs_and_leaves_one_whole_file(
    tmp_path, small_school_folder
):
    shutil.copytree(small_school_folder, tmp_path / "school")
    serving = Serving(tmp_path / "school")
    with serving.log_in("teacher") as client, contextlib.ExitStack() as open_things:
        tab = Tab(serving, client)
        open_things.callback(tab.close)
        tab.run()
        open_things.enter_context(client.stream("GET", "/events"))

        code, printed, logged = serving.stop()

    assert (code, printed) == (0, "closed\n")
    assert not (tmp_path / "school" / "school.duckdb.wal").exists()
    for secret in ("teacher", PASSWORD, "Учителева", client.headers["cookie"]):
        assert secret not in logged
