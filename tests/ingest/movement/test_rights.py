"""Who enters movement of whom, under which account, and what is sealed (§2.13)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ingest.movement.entering import enter, take_back
from tests.ingest.movement.conftest import DEPUTY, DIRECTOR, SECRETARY
from tests.ingest.movement.test_deeds import newcomer, transfer
from warehouse import sealed_records
from warehouse.access import breaches
from warehouse.access.opening import open_missing
from warehouse.build import build_models
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError
from warehouse.queries import movement
from warehouse.viewer import Viewer

HOMEROOM = Viewer("С-05", frozenset({"teacher", "homeroom"}))


def lead_only(school, levels):
    with school.database.writing() as cursor:
        cursor.execute(
            "update setup.staff set levels = ? where person_id = 'С-02'", [levels]
        )


@pytest.mark.parametrize("viewer", [SECRETARY, DEPUTY, DIRECTOR])
def test_secretary_deputy_and_director_keep_movement(school, viewer):
    assert enter(school, viewer, transfer()) == 1
    assert enter(school, viewer, newcomer()) == 2


def test_others_and_deputies_of_other_levels_do_not(school, entered):
    set_id = entered(transfer())
    lead_only(school, "soo")

    for viewer in (HOMEROOM, DEPUTY, Viewer("student:К-0203", frozenset())):
        for request in (transfer("К-0201"), newcomer()):
            with pytest.raises(VedomostError, match="a deputy of the class’s level"):
                enter(school, viewer, request)
        with pytest.raises(VedomostError, match="a deputy of the class’s level"):
            take_back(school, viewer, set_id, "просто так")
    assert len(movement.book(school.database, SECRETARY)) == 1


def breach_of_the_secretary(school, reported_at):
    open_missing(school.database, at=school.clock.now(), by="")
    with school.database.reading() as cursor:
        ((account_id,),) = cursor.execute(
            "select account_id from access.accounts where person_id = 'С-03'"
        ).fetchall()
    return breaches.register(
        school.database,
        account_id=account_id,
        learned_at=reported_at,
        reported_to_head_at=reported_at,
        reported_to_support_at=None,
        reported_by="С-03",
        what_happened="Пароль висел на доске.",
        registered_by="С-01",
        at=school.clock.now(),
        zone=school.timezone,
    )


def test_under_a_breach_nothing_is_entered_and_what_was_is_marked(school, clock):
    told_at = clock.now()
    clock.set(told_at + timedelta(minutes=5))
    enter(school, SECRETARY, transfer())
    clock.set(told_at + timedelta(minutes=10))
    breach_of_the_secretary(school, told_at)

    with pytest.raises(VedomostError, match="nothing done under this account counts"):
        enter(school, SECRETARY, newcomer())

    (row,) = movement.book(school.database, DIRECTOR).iter_rows(named=True)
    assert row["is_void"]
    take_back(school, DIRECTOR, row["set_id"], "внесено не секретарём")
    (row,) = movement.book(school.database, DIRECTOR).iter_rows(named=True)
    assert row["why_taken_back"] == "внесено не секретарём"


def test_a_movement_and_its_changes_are_sealed_in_one_block(school, entered):
    set_id = entered(transfer())

    with school.database.reading() as cursor:
        blocks = cursor.execute(
            "select distinct block_id from ("
            "select block_id from journal.movements where set_id = $set_id union all "
            "select block_id from journal.setup_change_sets where set_id = $set_id "
            "union all select block_id from setup.setup_changes "
            "where change_id >= $set_id)",
            {"set_id": set_id},
        ).fetchall()
        columns = cursor.execute("describe journal.movements").fetchall()
    assert len(blocks) == 1
    sealed = sealed_records.SEALED["journal.movements"]
    assert [name for name, *_ in columns] == [*sealed, "block_id"]


def test_a_taken_back_movement_says_why_and_is_taken_back_once(school, entered, clock):
    set_id = entered(transfer())
    with pytest.raises(VedomostError, match="Say why"):
        take_back(school, SECRETARY, set_id, "  ")
    with pytest.raises(VedomostError, match="no such movement"):
        take_back(school, SECRETARY, 1, "ошибка")

    take_back(school, DIRECTOR, set_id, "не тот ученик")

    (row,) = movement.book(school.database, SECRETARY).iter_rows(named=True)
    assert row["why_taken_back"] == "не тот ученик"
    assert row["taken_back_at"] == utc_naive(clock.now())
    with pytest.raises(VedomostError, match="taken back already"):
        take_back(school, SECRETARY, set_id, "ещё раз")


def test_the_log_of_access_names_the_student(school, entered, taken_back):
    build_models(school.database)
    taken_back(entered(transfer()))

    with school.database.reading() as cursor:
        noted = cursor.execute(
            "select action, scope, about_person_id from access.log "
            "where place = 'movement'"
        ).fetchall()
    assert noted == [
        ("movement_entered", "5Б", "student:К-0203"),
        ("movement_taken_back", "5Б", "student:К-0203"),
    ]
