"""Who computes first: people, then pages that follow the ledger by themselves."""

from __future__ import annotations

import threading

import pytest

from dashboards import current, gate
from tests.dashboards.serving import wait_until

_SOON = 10  # seconds
_STILL = 0.3


class Script(threading.Thread):
    """A page's script that computes until the test lets it end."""

    def __init__(self, site, *, follows=False, is_about_all=False):
        super().__init__(daemon=True)
        self._site = site
        self._follows = follows
        self._is_about_all = is_about_all
        self.computes = threading.Event()
        self.may_end = threading.Event()
        self.start()

    def run(self):
        with current.serving(self._site):
            if self._follows:
                gate.nobody_asked()
            with gate.script_body(is_about_all=self._is_about_all):
                self.computes.set()
                self.may_end.wait(_SOON)


@pytest.fixture
def script(site):
    """Begin scripts; they end with the test."""
    scripts = []

    def begun(**what):
        scripts.append(Script(site, **what))
        return scripts[-1]

    yield begun
    for one in scripts:
        one.may_end.set()
    for one in scripts:
        one.join()


def _one_computes(scripts):
    return any(one.computes.is_set() for one in scripts)


def test_of_pages_that_follow_one_is_drawn_at_a_time(script):
    first = script(follows=True)
    assert first.computes.wait(_SOON)
    second = script(follows=True)

    assert not second.computes.wait(_STILL)
    first.may_end.set()
    assert second.computes.wait(_SOON)


def test_who_asked_does_not_wait_for_pages_that_follow(script):
    following = [script(follows=True) for _ in range(4)]
    person = script()

    assert person.computes.wait(_SOON)
    wait_until(lambda: _one_computes(following), _SOON)
    assert sum(one.computes.wait(_STILL) for one in following) == 1


def test_pages_about_the_whole_school_keep_no_class_waiting(script):
    whole = [script(follows=True, is_about_all=True) for _ in range(3)]
    wait_until(lambda: _one_computes(whole), _SOON)

    assert script(follows=True).computes.wait(_SOON)


def test_three_people_compute_at_once(script):
    people = [script() for _ in range(3)]
    assert all(one.computes.wait(_SOON) for one in people)
    fourth = script()

    assert not fourth.computes.wait(_STILL)
    people[0].may_end.set()
    assert fourth.computes.wait(_SOON)
