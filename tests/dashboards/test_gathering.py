"""Pages about the whole school see hand-ins that follow each other closely gathered."""

from __future__ import annotations

import asyncio

import pytest

from dashboards import events, gathering
from dashboards.gathering import Gathering


class Watched:
    """A school's pages, a clock that the test moves, and writers."""

    def __init__(self, database):
        self.database = database
        self.now = 100.0
        self._gathering = Gathering(database, lambda: self.now)
        database.listen(lambda _version: self._gathering.committed())

    def hand_in(self):
        with self.database.writing():
            self.database.changes.only(["page"])

    def write_something_else(self):
        with self.database.writing():
            pass

    @property
    def is_up_to_date(self):
        return self._gathering.version() == self.database.version

    @property
    def seconds_left(self):
        return self._gathering.seconds_left()


@pytest.fixture
def pages(school):
    return Watched(school.database)


def test_hand_ins_now_and_then_are_seen_one_by_one(pages):
    for _ in range(10):
        pages.hand_in()
        assert pages.is_up_to_date
        pages.now += 4


def test_hand_ins_in_a_row_are_seen_once_in_ten_seconds(pages):
    seen = []
    for second in range(30):
        pages.hand_in()
        if pages.is_up_to_date:
            seen.append(second)
        pages.now += 1
    assert seen == [0, 1, 2, 12, 22]


def test_what_was_handed_in_last_is_seen_when_the_time_is_over(pages):
    for _ in range(8):
        pages.hand_in()
        _ = pages.is_up_to_date
    assert not pages.is_up_to_date
    pages.now += pages.seconds_left
    assert pages.is_up_to_date


def test_anything_else_is_seen_at_once(pages):
    for _ in range(8):
        pages.hand_in()
        _ = pages.is_up_to_date
    assert not pages.is_up_to_date
    pages.write_something_else()
    assert pages.is_up_to_date


def version_in(line):
    return int(line.removeprefix("event: version\ndata: "))


def test_an_open_page_hears_of_the_last_hand_in_of_a_row(site, token_of, monkeypatch):
    monkeypatch.setattr(gathering, "_SECONDS", 1.0)
    monkeypatch.setattr(events, "_SPREAD", 0.2)
    database, versions = site.school.database, site.versions
    session = site.sessions.for_token(token_of("director"))

    def hand_in():
        with database.writing():
            database.changes.only(["page"])

    async def listened():
        versions.bind(asyncio.get_running_loop())
        lines = events._lines(versions, site.sessions, session, None)
        told = [version_in(await anext(lines))]
        for _ in range(12):
            await asyncio.to_thread(hand_in)
        async with asyncio.timeout(20):
            while told[-1] != database.version:
                told.append(version_in(await anext(lines)))
        await lines.aclose()
        return told

    before = database.version
    told = asyncio.run(listened())

    assert told[0] == before
    assert told[-1] == before + 12
    assert len(told) <= 4  # not one by one
