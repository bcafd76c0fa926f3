"""A real node with two schools: pages, sockets and commits stay in their school."""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import shutil
import subprocess
import sys
import time

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import InvalidStatus

from tests.dashboards.serving import PATIENCE, Serving, Tab, get
from tests.dashboards.test_server import _asking_for, _offered_file
from warehouse.school_folder import read_settings, write_settings

pytestmark = pytest.mark.by_turns

SERVE_NODE = """
import sys
from pathlib import Path
from dashboards import housekeeping
from dashboards.node.running import serve_node
housekeeping._EVERY = 3600.0  # an embedded school's own work is a commit, too
ready = lambda url, count: print(url, flush=True)
serve_node(Path(sys.argv[1]), on_ready=ready)
print("closed", flush=True)
"""
A, B = "school-a.example.org", "school-b.example.org"
TOKEN = "a token of thirty-two signs or more"


class ServingNode(Serving):
    def __init__(self, path):
        super().__init__(path, SERVE_NODE)


def write_node(folder, made, hosts):
    """Lay a copy of a school for each name beside the node's settings."""
    for host in hosts:
        school = folder / "schools" / host.partition(".")[0]
        shutil.copytree(made, school)
        settings = read_settings(school)
        write_settings(school, {**settings, "host": host, "name": f"Школа {host}"})
    (folder / "token").write_text(TOKEN)
    path = folder / "vedomost-node.toml"
    path.write_text(
        'node = "node-1"\nfolder = "schools"\n'
        '[serve]\nport = 0\n[metrics]\ntoken_file = "token"\n'
    )
    return path


@pytest.fixture(scope="module")
def serving(tmp_path_factory, small_school_folder):
    folder = tmp_path_factory.mktemp("node")
    running = ServingNode(write_node(folder, small_school_folder, (A, B)))
    yield running
    running.process.kill()
    running.process.communicate()


@pytest.fixture
def people(serving):
    """Log the director of each school in: the same login, the same password."""
    with serving.log_in("director", A) as here, serving.log_in("director", B) as there:
        yield {A: here, B: there}


@pytest.fixture
def open_tab(serving):
    with contextlib.ExitStack() as tabs:

        def opened(client, **more):
            tab = Tab(serving, client, **more)
            tabs.callback(tab.close)
            return tab

        yield opened


def texts(tab, **asked):
    """Run a page and return everything it sends, as one text."""
    tab.send_rerun(**asked)
    said = []
    while (frame := tab.next()).WhichOneof("type") != "script_finished":
        said.append(str(frame))
    return "".join(said)


def test_two_people_with_the_same_login_see_each_their_own_school(people, open_tab):
    tabs = {host: open_tab(client) for host, client in people.items()}
    for tab in tabs.values():
        tab.run()
    page = tabs[A].pages["school_today"]
    for _ in range(2):  # the second time answers may come from what was remembered
        seen = {host: texts(tab, page_hash=page) for host, tab in tabs.items()}

        for host, other in ((A, B), (B, A)):
            said = seen[host].encode().decode("unicode_escape", "ignore")
            assert host in said
            assert other not in said


def test_a_session_of_one_school_opens_no_tab_at_another(people, open_tab):
    with pytest.raises(InvalidStatus) as refused:
        open_tab(people[B], cookie=people[A].headers["cookie"])
    assert refused.value.response.status_code == 403


def test_a_streamlit_session_of_one_school_is_not_taken_over_in_another(
    people, open_tab
):
    victim = open_tab(people[A])
    victim.run()

    thief = open_tab(people[B], existing=victim.session_id)
    thief.run()

    assert thief.session_id != victim.session_id


def test_a_file_made_in_one_school_is_nothing_in_another(people, open_tab):
    owner, other = open_tab(people[A]), open_tab(people[B])
    file_id = _offered_file(owner)
    owner.send(_asking_for(owner, file_id))
    while (frame := owner.next()).WhichOneof("type") != "backend_operation_response":
        pass
    address = frame.backend_operation_response.deferred_file.url
    assert people[A].get(address).status_code == 200

    other.run()
    other.send(_asking_for(other, file_id))  # nor is it made for the other's tab
    other.send_rerun()
    kinds = []
    while not kinds or kinds[-1] != "script_finished":
        kinds.append(other.next().WhichOneof("type"))

    assert people[B].get(address).status_code == 404
    assert "backend_operation_response" not in kinds


def test_an_upload_address_of_one_school_takes_nothing_at_another(people, open_tab):
    tab = open_tab(people[A])
    tab.run()
    asking = BackMsg()
    asking.file_urls_request.request_id = "1"
    asking.file_urls_request.file_names.append("a.xlsx")
    asking.file_urls_request.session_id = tab.session_id
    tab.send(asking)
    while (frame := tab.next()).WhichOneof("type") != "file_urls_response":
        pass
    address = frame.file_urls_response.file_urls[0].upload_url

    assert people[B].put(address, files={"f": b"PK"}).status_code == 404
    assert people[A].put(address, files={"f": b"PK"}).status_code == 403  # no token


def versions(lines, count):
    """Return so many versions that a stream tells."""
    told = (line for line in itertools.islice(lines, 200) if line.startswith("data: "))
    return [int(line[6:]) for line in itertools.islice(told, count)]


def test_a_commit_in_one_school_wakes_no_page_of_another(serving, people):
    with (
        serving.log_in("teacher", A) as teacher,
        people[A].stream("GET", "/events", timeout=20) as here,
        people[B].stream("GET", "/events", timeout=6) as there,
    ):
        heard, silent = here.iter_lines(), there.iter_lines()
        (before,), _ = versions(heard, 1), versions(silent, 1)
        book = teacher.get("/workbooks/2026-11-05").content
        assert teacher.post("/api/workbooks", content=book).status_code == 200
        (after,) = versions(heard, 1)

        assert after > before
        with pytest.raises(httpx.ReadTimeout):
            versions(silent, 1)


def asked_until_ready(node):
    """Return what a node says of its health once it has opened its schools."""
    for _ in range(300):
        answer = get(f"{node.url}/healthz")
        if answer.status_code == 200:
            break
        assert answer.json()["ok"] is False
        time.sleep(0.1)
    return answer


def test_the_machines_own_name_tells_health_and_no_school(serving):
    answer = asked_until_ready(serving)

    assert (answer.status_code, answer.json()) == (200, {"node": "node-1", "ok": True})
    assert httpx.post(f"{serving.url}/healthz", timeout=PATIENCE).status_code == 405
    for path in ("/", "/login", "/events", "/api/workbooks", "/_stcore/health"):
        assert get(serving.url + path).status_code == 404
    assert get(serving.url, headers={"host": "c.example.org"}).status_code == 400


def test_figures_of_all_schools_are_told_by_their_ids_and_nothing_else(serving, people):
    url = f"{serving.url}/metrics"
    assert get(url).status_code == 404
    wrong = {"authorization": f"Bearer {TOKEN}x"}
    assert get(url, headers=wrong).status_code == 404

    told = get(url, headers={"authorization": f"Bearer {TOKEN}"}).text

    assert "vedomost_schools 2.0" in told
    assert "vedomost_open_schools 2.0" in told
    for school in ("school-a", "school-b"):
        assert f'vedomost_sessions{{school="{school}"}} ' in told
    assert told.count("# TYPE vedomost_sessions ") == 1
    assert "Школа" not in told
    assert "example.org" not in told


def test_a_command_reaches_its_own_school_in_a_node_of_several(serving):
    folder = serving.folder.parent / "schools" / "school-b"
    assert get(f"{serving.url}/login", headers={"host": B}).status_code == 200
    assert json.loads((folder / "server.json").read_text())["host"] == B

    done = subprocess.run(
        [sys.executable, "-m", "vedomost", "verify", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert re.search("Всё так, как было записано", done.stdout)


def test_a_school_that_cannot_be_opened_costs_the_others_nothing_and_a_stop_closes_all(
    tmp_path, small_school_folder
):
    broken = "school-c.example.org"
    path = write_node(tmp_path, small_school_folder, (A, broken))
    (tmp_path / "schools" / "school-c" / "school.duckdb").write_bytes(b"no database")
    serving = ServingNode(path)

    answers = [
        get(f"{serving.url}/login", headers={"host": host, **speaking})
        for host, speaking in (
            (A, {}),
            (broken, {}),
            (broken, {"accept-language": "en"}),
        )
    ]
    code, printed, logged = serving.stop()

    assert [answer.status_code for answer in answers] == [200, 503, 503]
    assert answers[1].text.startswith("Журнал этой школы сейчас не открывается.")
    assert answers[2].text.startswith("The journal of this school cannot be opened")
    assert (code, printed) == (0, "closed\n")
    assert logged.count("The school school-c is not open: ") == 1
    left = {one.name for one in (tmp_path / "schools" / "school-a").iterdir()}
    assert not left & {"school.duckdb.wal", "server.json"}
