"""Places that schools share: in turns of schools, in order within one."""

from __future__ import annotations

import threading
import time

import pytest

from ingest.turns import CalledOffError, Turns, whose, work_of


class Crowd:
    """Threads that ask for a place; who had one is written down in order."""

    def __init__(self, turns):
        self.turns = turns
        self.had = []
        self.threads = []

    def comes(self, school, number):
        def work():
            with work_of(school), self.turns.one():
                self.had.append((school, number))

        before = self._count_waiting()
        self.threads.append(threading.Thread(target=work))
        self.threads[-1].start()
        while self._count_waiting() == before:
            time.sleep(0.001)

    def _count_waiting(self):
        return sum(map(len, self.turns._waiting.values()))

    def ends(self):
        for thread in self.threads:
            thread.join(10)
        return self.had


def test_a_school_with_a_crowd_keeps_another_waiting_for_one_turn_only():
    crowd = Crowd(Turns(1))
    with crowd.turns.one():
        for number in range(5):
            crowd.comes("big", number)
        for number in range(2):
            crowd.comes("small", number)

    assert crowd.ends() == [
        ("big", 0), ("small", 0), ("big", 1), ("small", 1),
        ("big", 2), ("big", 3), ("big", 4),
    ]  # fmt: skip


def test_no_more_have_a_place_than_there_are():
    turns, lock = Turns(3), threading.Lock()
    now, most = 0, 0

    def work(school):
        nonlocal now, most
        for _ in range(20):
            with work_of(school), turns.one():
                with lock:
                    now += 1
                    most = max(most, now)
                time.sleep(0.0005)
                with lock:
                    now -= 1

    threads = [threading.Thread(target=work, args=[f"{n % 4}"]) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert most == 3
    with turns.one(), turns.one(), turns.one():  # all places are back
        assert not turns._waiting


def test_who_is_called_off_leaves_and_takes_nobodys_place():
    turns = Turns(1)
    with turns.one(), pytest.raises(CalledOffError), turns.one(lambda: True):
        pytest.fail("there was no place")

    with turns.one():
        assert not turns._waiting


def test_the_command_line_is_no_school():
    assert whose() == ""
    with work_of("a"):
        with work_of("b"):
            assert whose() == "b"
        assert whose() == "a"
    assert whose() == ""
