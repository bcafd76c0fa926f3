"""Opening, failing, taking a duty over and closing, without a server around it."""

from __future__ import annotations

import asyncio
import dataclasses
import shutil
import threading

import httpx
import pytest

from dashboards import current, server
from dashboards.node import duties, schools, served
from dashboards.node.own_doors import own_doors
from dashboards.node.places import Place, place_of
from dashboards.node.schools import NotOpenedError, Schools
from dashboards.server import our_routes
from warehouse.clock import SetClock
from warehouse.errors import VedomostError
from warehouse.school_folder import open_school, read_settings, write_settings

HOST = "school-a.example.org"


class Duty:
    """A duty that tests give and take away."""

    def __init__(self, *, is_ours):
        self.is_ours = is_ours
        self.is_released = False

    def acquire(self):
        return self.is_ours

    def holds(self):
        return self.is_ours

    def release(self):
        self.is_released = True


@pytest.fixture
def place(tmp_path, small_school_folder):
    folder = tmp_path / "school-a"
    shutil.copytree(small_school_folder, folder)
    write_settings(folder, {**read_settings(folder), "host": HOST})
    return place_of(folder)


@pytest.fixture
def run(clock):
    """Run something with the schools of these places, and close them."""

    def ran(use, *places: Place):
        async def whole():
            found = Schools(places, our_routes, SetClock(clock.now()))
            try:
                return await use(found)
            finally:
                await found.close()

        return asyncio.run(whole())

    return ran


def test_a_school_is_opened_once_however_many_ask(run, place):
    async def ask(found):
        answers = await asyncio.gather(*(found.at(HOST) for _ in range(20)))
        return {id(one) for one in answers}, await found.at("b.example.org")

    opened, unknown = run(ask, place)

    assert len(opened) == 1
    assert unknown is None
    with open_school(place.folder):  # it is let go of
        pass


def test_who_leaves_while_a_school_is_opened_spoils_it_for_nobody(run, place):
    async def leave(found):
        impatient = asyncio.create_task(found.at(HOST))
        patient = asyncio.create_task(found.at(HOST))
        await asyncio.sleep(0)
        impatient.cancel()
        return await patient

    assert run(leave, place).place is place


def test_a_school_in_use_is_tried_again_a_little_later(run, place, monkeypatch):
    async def ask(found):
        with open_school(place.folder) as school:
            school.database.checkpoint()
            (place.folder / "vedomost.toml").rename(place.folder / "aside")
            with pytest.raises(NotOpenedError):
                await found.at(HOST)
        (place.folder / "aside").rename(place.folder / "vedomost.toml")
        with pytest.raises(NotOpenedError):  # too early
            await found.at(HOST)
        monkeypatch.setattr(schools, "AGAIN_AFTER", 0.0)
        return await found.at(HOST)

    assert run(ask, place).site.school.school_id == "small"


@pytest.fixture
def held_open(monkeypatch):
    """Opening a school waits until the test lets it."""
    may_open = threading.Event()
    open_served = schools.open_served

    def opened(*told):
        assert may_open.wait(20)
        return open_served(*told)

    monkeypatch.setattr(schools, "open_served", opened)
    return may_open


async def ready_within(node, seconds):
    """Tell whether a node says so while it opens its schools."""
    opening = asyncio.create_task(server._keep_opening(node))
    try:
        async with asyncio.timeout(seconds):
            while not node.is_ready:
                await asyncio.sleep(0.01)
    except TimeoutError:
        return False
    finally:
        opening.cancel()
        await asyncio.wait([opening])
    return True


def test_a_node_is_ready_when_its_schools_are_open(run, place, held_open):
    async def ask(found):
        before = await ready_within(server.Node(found), 0.2)
        held_open.set()
        return before, await ready_within(server.Node(found), 20)

    assert run(ask, place) == (False, True)


def test_a_node_is_ready_when_opening_takes_too_long(
    run, place, held_open, monkeypatch
):
    monkeypatch.setattr(server, "_READY_AFTER", 0.1)

    async def ask(found):
        try:
            return await ready_within(server.Node(found), 20), found.opened()
        finally:
            held_open.set()

    assert run(ask, place) == (True, [])


def test_nothing_is_opened_by_a_node_that_stops(run, place):
    async def ask(found):
        found.let_go()
        with pytest.raises(NotOpenedError):
            await found.at(HOST)

    run(ask, place)


def test_a_school_is_let_go_of_although_its_stop_fails(run, place):
    async def ask(found):
        served = await found.at(HOST)

        def full_disk():
            raise OSError

        served.site.trail.write = full_disk
        return served.site

    run(ask, place)

    with open_school(place.folder) as again:  # nobody holds its file
        assert again.school_id == "small"


def test_a_closed_school_is_nobodys_work_any_more(run, place):
    async def ask(found):
        served = await found.at(HOST)
        with current.serving(served.site):
            assert current.running() is served.site
        return served.site

    site = run(ask, place)

    with current.serving(site):
        assert current.running() is None


def test_what_a_school_does_by_itself_goes_on_only_at_the_node_with_its_duty(
    run, place, monkeypatch
):
    monkeypatch.setattr(duties, "LOOKS_EVERY", 0.02)
    duty = Duty(is_ours=False)
    monkeypatch.setattr(served, "duty_of", lambda _settings: duty)

    async def until(told, wanted):
        async with asyncio.timeout(20):
            while told() is not wanted:
                await asyncio.sleep(0.01)

    async def watch(found):
        at_work = (await found.at(HOST))._duties.is_at_work
        seen = [at_work()]
        for is_ours in (True, False, True):
            duty.is_ours = is_ours
            await until(at_work, is_ours)
            seen.append(at_work())
        return seen

    assert run(watch, place) == [False, True, False, True]
    assert duty.is_released


def test_a_school_that_went_or_changed_its_name_is_closed(run, place):
    renamed = dataclasses.replace(
        place, host="b.example.org", hosts=frozenset({"b.example.org"})
    )

    async def follow(found):
        await found.open_all()
        before = await found.at(HOST)
        await found.follow([place])
        assert await found.at(HOST) is before  # nothing changed
        await found.follow([renamed])
        assert await found.at(HOST) is None
        after = await found.at("b.example.org")
        await found.follow([])
        assert (await found.at("b.example.org"), found.opened()) == (None, [])
        with open_school(place.folder):  # it is let go of
            pass
        return before, after

    before, after = run(follow, place)

    assert before is not after
    assert before.site.intake.is_closed


def test_a_node_that_can_open_no_school_is_not_well(run, place, monkeypatch):
    def refuses(*_told):
        raise VedomostError("It is damaged.")

    async def ask(found):
        doors = own_doors("node-1", found, lambda: True, "")
        told = []
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(doors), base_url="http://127.0.0.1"
        ) as client:
            told.append((await client.get("/healthz")).status_code)
            await found.open_all()
            told.append((await client.get("/healthz")).status_code)
            await found.follow([])
            told.append((await client.get("/healthz")).status_code)
        return told

    assert run(ask, place) == [503, 200, 200]
    monkeypatch.setattr(schools, "open_served", refuses)
    assert run(ask, place) == [503, 503, 200]
