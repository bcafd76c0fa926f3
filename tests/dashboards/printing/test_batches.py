"""Many forms at once: progress, one ZIP, for nobody else and for nobody who lost it."""

from __future__ import annotations

import io
import threading
import time
import zipfile
from datetime import UTC, datetime, timedelta

from dashboards.printing.batches import KEPT, Batches, Part

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


def finished(batches, person_id="p-1", now=NOW):
    for _ in range(6000):
        progress = batches.progress(person_id, now)
        if progress.content is not None or progress.is_stopped:
            return progress
        time.sleep(0.01)
    raise AssertionError("the batch does not end")


def yes():
    return True


def part(name, content=b"x"):
    return Part(name, lambda: {"pdf": content})


def test_all_forms_come_as_one_zip():
    batches = Batches()
    batches.start("p-1", [part("5А/one", b"1"), part("5Б/two", b"2")], NOW, yes, yes)

    progress = finished(batches)

    with zipfile.ZipFile(io.BytesIO(progress.content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "5А/one.pdf": b"1",
            "5Б/two.pdf": b"2",
        }
    assert (progress.done, progress.total, progress.failed) == (2, 2, ())


def test_one_form_that_cannot_be_made_costs_no_other():
    def breaks():
        raise RuntimeError("no")

    batches = Batches()
    batches.start("p-1", [Part("bad", breaks), part("good")], NOW, yes, yes)

    progress = finished(batches)

    assert progress.failed == ("bad",)
    with zipfile.ZipFile(io.BytesIO(progress.content)) as archive:
        assert archive.namelist() == ["good.pdf"]


def test_the_right_to_the_forms_is_asked_before_each_of_them():
    answers = iter([True, False])
    batches = Batches()
    batches.start("p-1", [part("a"), part("b")], NOW, lambda: next(answers), yes)

    progress = finished(batches)

    assert progress.is_stopped
    assert progress.content is None


def test_a_person_has_one_batch_at_a_time_and_sees_nobody_elses():
    gate = threading.Event()

    def waits():
        gate.wait(5)
        return {"pdf": b""}

    batches = Batches()
    assert batches.start("p-1", [Part("slow", waits)], NOW, yes, yes)

    assert not batches.start("p-1", [part("more")], NOW, yes, yes)
    assert batches.progress("p-2", NOW) is None
    gate.set()
    finished(batches)
    assert batches.start("p-1", [part("more")], NOW, yes, yes)


def test_a_zip_is_kept_for_half_an_hour():
    batches = Batches()
    batches.start("p-1", [part("a")], NOW, yes, yes)
    finished(batches)

    assert batches.progress("p-1", NOW + KEPT) is not None
    assert batches.progress("p-1", NOW + KEPT + timedelta(seconds=1)) is None


def test_what_nobody_takes_does_not_stay_in_memory():
    batches = Batches()
    batches.start("p-1", [part("a")], NOW, yes, yes)
    finished(batches)

    batches.forget_old(NOW + KEPT + timedelta(seconds=1))

    # An hour that never passed for the question: it is gone, not only hidden.
    assert batches.progress("p-1", NOW) is None


def test_whoever_lost_a_class_gets_neither_the_next_form_nor_the_zip():
    theirs = [True]
    batches = Batches()
    batches.start("p-1", [part("a")], NOW, yes, lambda: theirs[0])
    finished(batches)
    assert batches.content("p-1", NOW) is not None
    theirs[0] = False

    assert batches.content("p-1", NOW) is None
    assert batches.start("p-1", [part("b")], NOW, yes, lambda: theirs[0])
    assert finished(batches).is_stopped


def test_a_school_that_closes_meanwhile_stops_the_batch():
    def closed():
        raise RuntimeError("the database is closed")

    batches = Batches()
    batches.start("p-1", [part("a")], NOW, closed, yes)

    assert finished(batches).is_stopped
