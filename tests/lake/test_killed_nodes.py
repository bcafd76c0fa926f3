"""Two nodes, schools in the lake, hand-ins at both; a node is killed in the middle.

Again and again, by turns, as soon as the one killed before serves all schools again:
one is always there. What was acknowledged is in the ledger, chains verify, and the
other node takes over at once. Sizes: VEDOMOST_SCHOOLS and VEDOMOST_KILLS; the
figures that `docs/performance.md` tells are of 20 schools (`--log-cli-level=INFO`
shows each kill).
"""

from __future__ import annotations

import itertools
import logging
import os
import random
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import pytest

from tests.dashboards.node.test_served import SERVE_NODE
from tests.dashboards.serving import Serving, get, wait_until
from tests.ingest.typing_teacher import Teacher
from tests.lake.conftest import SECRET
from tests.lake.two_nodes import (
    TEACHER,
    host_of,
    lay_installation,
    make_example_school,
)
from warehouse.integrity.report import verify_school
from warehouse.school_folder import open_school

pytestmark = pytest.mark.by_turns

COUNT_SCHOOLS = int(os.environ.get("VEDOMOST_SCHOOLS", "2"))
COUNT_KILLS = int(os.environ.get("VEDOMOST_KILLS", "2"))
SCHOOLS = [f"school-{number:02}" for number in range(1, COUNT_SCHOOLS + 1)]
_TAKEN_OVER_WITHIN = 30  # seconds
_BETWEEN_KILLS = (2.0, 6.0)  # seconds, by chance
_BETWEEN_HAND_INS = 2 * COUNT_SCHOOLS  # seconds, at most: one a second, of all schools
_TERM = "2026-11-02"

logger = logging.getLogger(__name__)


class Nodes:
    """Two nodes, of which one may be dead."""

    def __init__(self, place):
        self._settings = [
            place / f"node-{number}" / "vedomost-node.toml" for number in (1, 2)
        ]
        self.running = [None, None]
        for number in (0, 1):
            self.begin_again(number)
        self.is_over = False

    def _begun(self, number):
        return Serving(self._settings[number], SERVE_NODE)

    def kill(self, number):
        """Kill a node by -9; it comes back a little later."""
        killed, self.running[number] = self.running[number], None
        killed.process.kill()
        killed.process.communicate()

    def begin_again(self, number):
        """Start the node; return after how many seconds a proxy would ask it."""
        began = time.monotonic()
        node = self._begun(number)
        wait_until(lambda: get(f"{node.url}/healthz").status_code == 200)
        self.running[number] = node
        return time.monotonic() - began

    def any(self):
        """Return a node that is ready and not known to be dead."""
        return random.choice([one for one in self.running if one is not None])

    def stop(self):
        for one in self.running:
            if one is not None:
                one.process.kill()
                one.process.communicate()


@dataclass
class Hand:
    """A teacher of one school who hands in again and again, at whatever node."""

    school: str
    nodes: Nodes
    acknowledged: list = field(default_factory=list)  # (student, lesson, mark)
    longest_wait: float = 0.0
    failure: str = ""

    def work(self):
        try:
            self._work()
        except Exception as error:
            self.failure = repr(error)

    def _work(self):
        cookie = self._log_in()
        given = self._asked("GET", f"/workbooks/{_TERM}", cookie)
        assert given.status_code == 200, given.text
        book = Teacher(given.content)
        for number, (cell, student_id, lesson_id) in enumerate(past_cells(book)):
            if self.nodes.is_over:
                return
            cell.value = mark = "2345"[number % 4]
            told = self._asked("POST", "/api/workbooks", cookie, book.save())
            assert told.status_code == 200, told.text
            if told.json()["status"] in ("recorded", "unchanged"):
                self.acknowledged.append((student_id, lesson_id, mark))
            time.sleep(random.uniform(0, _BETWEEN_HAND_INS))

    def _log_in(self):
        """Log in at one node or the other; a killed one answers nobody."""
        while True:
            try:
                with self.nodes.any().log_in(TEACHER, host_of(self.school)) as client:
                    return client.headers["cookie"]
            except httpx.TransportError:
                time.sleep(0.5)

    def _asked(self, method, path, cookie, content=None):
        """Ask until a node answers; the same bytes handed in twice count once."""
        began = time.monotonic()
        host = host_of(self.school)
        headers = {"host": host, "cookie": cookie, "origin": f"http://{host}"}
        while True:
            try:
                told = httpx.request(
                    method,
                    f"{self.nodes.any().url}{path}",
                    headers=headers,
                    content=content,
                    timeout=60,
                )
                if told.status_code < 500:
                    break
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        self.longest_wait = max(self.longest_wait, time.monotonic() - began)
        return told


def lesson_day(lesson_id):
    """Return the day of a lesson, such as 20261117, which its id ends with."""
    return lesson_id.rsplit(":", 2)[1]


def past_cells(book):
    """Yield the cells of lessons that were given, again and again."""
    today = f"{datetime.now(UTC):%Y%m%d}"
    cells = [one for one in book.marks() if lesson_day(one[2]) < today]
    if len(cells) % 4 == 0:
        cells = cells[:-1]  # else a cell would get the same mark again
    assert cells
    yield from itertools.cycle(cells)


@pytest.fixture
def nodes(tmp_path, catalogue, bucket, monkeypatch):
    monkeypatch.setenv("VEDOMOST_INSTALLATION_SECRET", SECRET)
    lay_installation(
        tmp_path, catalogue, f"s3://{bucket}/schools", SCHOOLS, make_example_school
    )
    begun = Nodes(tmp_path)
    yield begun
    begun.stop()


def test_nothing_acknowledged_is_lost_whatever_node_is_killed(
    nodes, tmp_path, record_property
):
    hands = [Hand(school, nodes) for school in SCHOOLS]
    threads = [threading.Thread(target=hand.work) for hand in hands]
    for thread in threads:
        thread.start()
    while not all(hand.acknowledged or hand.failure for hand in hands):
        time.sleep(0.2)
    opened, waits = [], []
    logger.info("everyone has handed in; longest wait %.1f s", longest_wait(hands))
    for number in range(COUNT_KILLS):
        time.sleep(random.uniform(*_BETWEEN_KILLS))
        nodes.kill(number % 2)
        time.sleep(random.uniform(*_BETWEEN_KILLS))
        opened.append(nodes.begin_again(number % 2))
        waits.append(longest_wait(hands))
        logger.info(
            "kill %d: ready again after %.1f s; %d acknowledged, longest wait %.1f s",
            number + 1,
            opened[-1],
            sum(len(hand.acknowledged) for hand in hands),
            waits[-1],
        )
    time.sleep(_BETWEEN_KILLS[1])
    nodes.is_over = True
    for thread in threads:
        thread.join(120)
    nodes.stop()
    assert [hand.failure for hand in hands if hand.failure] == []
    assert all(hand.acknowledged for hand in hands)
    for hand in hands:
        with open_school(tmp_path / "node-1" / "schools" / hand.school) as school:
            assert verify_school(school).differences == ()
            assert lost(school, hand.acknowledged) == []
    longest = max(*waits, longest_wait(hands))
    record_property("hand-ins acknowledged", sum(len(h.acknowledged) for h in hands))
    record_property("longest wait for an answer, s", longest)
    record_property("longest start of a node until it is ready, s", max(opened))
    assert longest < _TAKEN_OVER_WITHIN


def longest_wait(hands):
    """Return the longest wait of all for an answer, and forget it."""
    longest = max(hand.longest_wait for hand in hands)
    for hand in hands:
        hand.longest_wait = 0.0
    return longest


def lost(school, acknowledged):
    """Return what was acknowledged and is not in the ledger."""
    with school.database.reading() as cursor:
        entries = set(
            cursor.execute(
                "select student_id, lesson_id, value from journal.entries"
            ).fetchall()
        )
    return [one for one in acknowledged if one not in entries]
