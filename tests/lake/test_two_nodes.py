"""Two real nodes over one installation: PostgreSQL, S3, two schools of the registry."""

from __future__ import annotations

import re

import pytest

from tests.dashboards.node.test_served import SERVE_NODE, versions
from tests.dashboards.serving import Serving, get, wait_until
from tests.lake.conftest import SECRET
from tests.lake.two_nodes import TOKEN, host_of, lay_installation
from warehouse.moving.moving import into_file, verified

pytestmark = pytest.mark.by_turns

SCHOOLS = ("school-a", "school-b")
_TAKEN_OVER_WITHIN = 30  # seconds


@pytest.fixture
def folder(tmp_path, catalogue, bucket, monkeypatch):
    """Two schools in an installation, and what two nodes are told."""
    monkeypatch.setenv("VEDOMOST_INSTALLATION_SECRET", SECRET)
    lay_installation(tmp_path, catalogue, f"s3://{bucket}/schools", SCHOOLS)
    return tmp_path


@pytest.fixture
def nodes(folder):
    running = [
        Serving(folder / f"node-{number}" / "vedomost-node.toml", SERVE_NODE)
        for number in (1, 2)
    ]
    yield running
    for node in running:
        node.process.kill()
        node.process.communicate()


def duties(node):
    """Return the schools whose duty a node has; None while it opens them."""
    told = get(f"{node.url}/metrics", headers={"authorization": f"Bearer {TOKEN}"}).text
    found = dict(re.findall(r'^vedomost_duty\{school="([^"]+)"\} (\d)', told, re.M))
    return None if len(found) < len(SCHOOLS) else {s for s in found if found[s] == "1"}


def status(node, school, cookie, path="/my_access"):
    headers = {"host": host_of(school), "cookie": cookie}
    return get(f"{node.url}{path}", headers=headers).status_code


def test_two_nodes_serve_the_same_schools_and_one_takes_over_from_the_other(nodes):
    one, two = nodes
    wait_until(lambda: duties(one) is not None and duties(two) is not None)
    assert duties(one) | duties(two) == set(SCHOOLS)
    assert not duties(one) & duties(two)

    # A log-in at one node holds at the other, in its school and in no other.
    a, b = (host_of(school) for school in SCHOOLS)
    with one.log_in("teacher", a) as teacher, two.log_in("director", a) as director:
        cookie = teacher.headers["cookie"]
        assert status(two, "school-a", cookie) == 200
        assert status(two, "school-b", cookie) == 401
        assert status(one, "school-b", cookie) == 401

        # What is handed in at one node is heard at the other.
        with director.stream("GET", "/events", timeout=30) as heard:
            lines = heard.iter_lines()
            (before,) = versions(lines, 1)
            book = teacher.get("/workbooks/2026-11-05").content
            assert teacher.post("/api/workbooks", content=book).status_code == 200
            assert versions(lines, 1)[0] > before

        # So is a log-out.
        teacher.get("/logout")
        assert status(one, "school-a", cookie) == 401
        wait_until(lambda: status(two, "school-a", cookie) == 401, 30)

    # A node that is killed leaves its duties to the other, and nothing undone.
    killed, left = (one, two) if duties(one) else (two, one)
    killed.process.kill()
    wait_until(lambda: duties(left) == set(SCHOOLS), _TAKEN_OVER_WITHIN)
    with left.log_in("teacher", b) as teacher:
        assert teacher.get("/workbooks/2026-11-05").status_code == 200
    code, printed, _ = left.stop()
    assert (code, printed) == (0, "closed\n")


def test_a_school_that_moves_back_is_let_go_of_by_both(nodes, folder):
    wait_until(lambda: all(duties(node) is not None for node in nodes))
    gone, stays = SCHOOLS

    told = []
    moved = into_file(
        folder / "node-1" / "schools" / gone, lambda: told.append("waiting")
    )

    assert moved.count_rows
    assert told == ["waiting"]
    assert verified(folder / "node-1" / "schools" / gone) == ()
    for node in nodes:
        wait_until(lambda node=node: status(node, gone, "", "/login") == 400)
        assert status(node, stays, "", "/login") == 200
        assert get(f"{node.url}/healthz").status_code == 200
