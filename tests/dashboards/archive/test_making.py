"""From closing to register: whatever fails leaves the closing and the debt."""

from __future__ import annotations

import os
import threading
from datetime import timedelta

import polars as pl
import pytest

from dashboards import gate
from dashboards.archive import making
from dashboards.archive.keeper import Keeper
from dashboards.archive.making import make
from tests.dashboards.archive.conftest import (
    ADDRESS,
    DEPUTY,
    DIRECTOR,
    NOW,
    PATH,
    Q2,
)
from warehouse import ledger
from warehouse.archive import packages
from warehouse.archive.checking import check_archive, checked
from warehouse.archive.checking import unregistered as among
from warehouse.archive.owing import further, owed
from warehouse.archive.packages import registered
from warehouse.archive.tables import Of
from warehouse.closing import permit
from warehouse.errors import VedomostError
from warehouse.filing import lying_in

pytestmark = pytest.mark.by_turns

OF = Of("2026", "5А", Q2)


def debts(school):
    with school.database.reading() as cursor:
        return owed(cursor, school.clock.now())


def unregistered(school):
    with school.database.reading() as cursor:
        return among(cursor, lying_in(school.files))


def lying(school):
    with school.database.reading() as cursor:
        return [one.path for one in registered(cursor)]


def in_the_archive(school):
    root = school.folder / "archive"
    return sorted(one.name for one in root.iterdir()) if root.exists() else []


def enter(school, value, by="p-mat"):
    """Change a final mark of the closed quarter through the ledger itself."""
    row = dict.fromkeys(ledger.NEW_ENTRIES, "") | {
        "page_id": "2026:5А:МАТ",
        "period_id": Q2,
        "student_id": "К-0001",
        "field": "final",
        "value_text": value,
        "value": value,
        "mark_1": int(value),
        "mark_2": None,
        "attendance": None,
    }
    author = ledger.Author("school-17", "2026", by, school.clock.now(), f"late {value}")
    with school.database.writing() as cursor:
        ledger.append(cursor, pl.DataFrame([row], schema=ledger.NEW_ENTRIES), author)


def test_a_closing_owes_a_package_until_it_lies_in_its_place(closed):
    (one,) = debts(closed)
    assert (one.of, one.number, one.why, one.path) == (OF, 1, "closing", PATH)

    package_id = make(closed, one, ADDRESS)

    assert debts(closed) == []
    assert lying(closed) == [PATH]
    assert (closed.folder / PATH / "bagit.txt").exists()
    with closed.database.reading() as cursor:
        assert cursor.execute(
            "select package_id, made_by, why, refers_to from journal.archive_packages"
        ).fetchall() == [(package_id, "p-ooo", "closing", "")]
    assert [one.unlike for one in checked(closed)] == [[]]
    with pytest.raises(VedomostError, match="made already"):
        make(closed, one, ADDRESS)


def test_a_full_disk_leaves_the_debt_and_nothing_half_done(closed, monkeypatch):
    (one,) = debts(closed)
    synced = iter(range(9))
    real = os.fsync

    def full(number):
        if next(synced, None) is None:
            raise OSError(28, "No space left on device")
        real(number)

    monkeypatch.setattr("warehouse.archive.bag.os.fsync", full)
    with pytest.raises(VedomostError, match="No space left"):
        make(closed, one, ADDRESS)
    monkeypatch.undo()

    assert debts(closed) == [one]
    assert lying(closed) == []
    assert in_the_archive(closed) == []
    make(closed, one, ADDRESS)
    assert lying(closed) == [PATH]


def test_a_crash_between_name_and_register_is_mended_by_the_next_try(closed):
    """What a killed server left, aside and in the place, gives way."""
    (one,) = debts(closed)
    place = closed.folder / PATH
    place.mkdir(parents=True)
    (place / "bagit.txt").write_text("half")
    aside = closed.folder / "archive" / f".abc{packages.ASIDE}"
    aside.mkdir()
    (aside / "data").mkdir()
    assert unregistered(closed) == [PATH]

    make(closed, one, ADDRESS)

    assert unregistered(closed) == []
    assert [one.unlike for one in checked(closed)] == [[]]
    assert in_the_archive(closed) == ["2026-2027"]


def test_a_register_that_cannot_be_written_leaves_no_package(closed, monkeypatch):
    (one,) = debts(closed)

    def no_name(_folder):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(packages, "sync_folder", no_name)
    with pytest.raises(VedomostError, match="Read-only"):
        make(closed, one, ADDRESS)
    monkeypatch.undo()

    assert lying(closed) == []
    assert debts(closed) == [one]
    make(closed, one, ADDRESS)
    assert lying(closed) == [PATH]


def test_corrections_by_permission_owe_a_further_package_when_it_ends(
    packed, set_clock
):
    permit(packed, DEPUTY, "5А", Q2, NOW.date(), "Пересдача")
    set_clock.set(NOW + timedelta(minutes=1))
    enter(packed, "5")
    assert debts(packed) == []  # the permission still runs
    set_clock.set(NOW + timedelta(days=1))

    (one,) = debts(packed)
    make(packed, one, ADDRESS)

    assert (one.number, one.why) == (2, "changes")
    assert lying(packed) == [PATH, PATH.replace("001", "002")]
    with packed.database.reading() as cursor:
        rows = cursor.execute(
            "select package_id, refers_to from journal.archive_packages order by number"
        ).fetchall()
    assert rows[1][1] == rows[0][0]
    readme = (packed.folder / one.path / "ПРОЧТИ.txt").read_text(encoding="utf-8-sig")
    assert "Дополняет пакет № 001" in readme
    assert [one.unlike for one in checked(packed)] == [[], []]
    assert debts(packed) == []


def test_a_permission_that_changed_nothing_owes_nothing(packed, set_clock):
    permit(packed, DEPUTY, "5А", Q2, NOW.date(), "Пересдача")
    set_clock.set(NOW + timedelta(days=1))

    assert debts(packed) == []


def test_entries_that_become_void_later_owe_a_further_package(packed):
    decision = ledger.Decision("school-17", "b-1", "p-mat", "p-dir", NOW)
    with packed.database.writing() as cursor:
        ledger.void_from(cursor, decision, NOW - timedelta(days=60))

    (one,) = debts(packed)
    assert (one.number, one.why) == (2, "changes")


def test_a_further_package_is_asked_for_with_a_reason_by_who_leads(packed):
    now = packed.clock.now()
    with packed.database.reading() as cursor:
        with pytest.raises(VedomostError, match="Say why"):
            further(cursor, now, OF, "  ", "p-dir")
        for stranger in ("p-soo", "p-mat", ""):
            with pytest.raises(VedomostError, match="not closed"):
                further(cursor, now, OF, "Просит архив", stranger)
        one = further(cursor, now, OF, "Просит архив", DIRECTOR.person_id)

    make(packed, one, ADDRESS, DIRECTOR.person_id)

    assert (one.number, one.why, one.reason) == (2, "asked", "Просит архив")
    with packed.database.reading() as cursor:
        assert cursor.execute(
            "select made_by from journal.archive_packages where number = 2"
        ).fetchall() == [("p-dir",)]


def test_the_date_of_the_last_good_check_is_kept(packed, set_clock):
    check_archive(packed)
    set_clock.set(NOW + timedelta(days=7))
    path = packed.folder / PATH / "ПРОЧТИ.txt"
    path.chmod(0o644)
    path.write_text("!")
    check_archive(packed)

    with packed.database.reading() as cursor:
        assert cursor.execute(
            "select good_at, count_unlike, unlike_file, unlike_what "
            "from intermediate.int_archive_packages"
        ).fetchall() == [(NOW.replace(tzinfo=None), 1, "ПРОЧТИ.txt", "changed")]


def test_the_keeper_answers_at_once_and_makes_what_is_owed(closed, monkeypatch):
    may_go_on = threading.Event()

    def waits(*asked):
        may_go_on.wait(20)
        return make(*asked)

    monkeypatch.setattr("dashboards.archive.keeper.make", waits)
    keeper = Keeper(closed, ADDRESS)

    keeper.wake(checks=True)

    assert keeper.is_busy()
    may_go_on.set()
    assert keeper.wait(60)
    assert lying(closed) == [PATH]
    assert keeper.failures() == {}
    with closed.database.reading() as cursor:
        assert cursor.execute(
            "select count_unlike from journal.archive_checks"
        ).fetchall() == [(0,)]


def test_what_fails_is_told_and_tried_again(closed, monkeypatch):
    def refuses(*_asked):
        raise VedomostError("The disk is {state}.", state="full")

    monkeypatch.setattr("dashboards.archive.keeper.make", refuses)
    keeper = Keeper(closed, ADDRESS)
    keeper.wake()
    assert keeper.wait(60)
    assert keeper.failures()[OF].facts == {"state": "full"}
    assert len(debts(closed)) == 1

    monkeypatch.setattr("dashboards.archive.keeper.make", make)
    keeper.wake()
    assert keeper.wait(60)
    assert keeper.failures() == {}
    assert lying(closed) == [PATH]


def test_a_stopped_keeper_begins_nothing(closed):
    keeper = Keeper(closed, ADDRESS)
    keeper.stop()

    keeper.wake()

    assert keeper.wait(1)
    assert lying(closed) == []


def test_schools_look_for_what_is_owed_one_after_the_other(closed):
    keeper = Keeper(closed, ADDRESS)

    with gate.by_itself(lambda: False):  # another school's keeper is looking
        keeper.wake()
        assert not keeper.wait(0.3)
        assert lying(closed) == []

    assert keeper.wait(60)
    assert lying(closed) == [PATH]


def test_a_stopped_keeper_does_not_wait_for_its_turn(closed, caplog):
    keeper = Keeper(closed, ADDRESS)

    with gate.by_itself(lambda: False):
        keeper.wake()
        assert not keeper.wait(0.3)
        keeper.stop()
        assert keeper.wait(10)

    assert lying(closed) == []
    assert caplog.records == []


def test_a_school_without_anybody_for_the_level_is_told_so(closed):
    (one,) = debts(closed)

    with pytest.raises(VedomostError, match="Nobody answers for the level"):
        making.make(closed, one._replace(school_level="nowhere"), ADDRESS)
