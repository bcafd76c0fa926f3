"""Notes of uploads on their way: whose they are, and who may finish them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from dashboards import current
from dashboards.node import duties
from dashboards.site import open_site
from ingest import pending
from ingest.load import finish_left, hand_in, take_in
from ingest.upload_row import RecordedError
from tests.dashboards.node.test_schools import Duty
from tests.ingest.desk import desk_in
from warehouse import ledger


def filled(desk, mark="4"):
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = mark
    return teacher.save()


def received(desk, content):
    return pending.receive(desk.school, content, "журнал.xlsx", desk.person, "page")


def uploads(school):
    with school.database.reading() as cursor:
        return cursor.execute(
            "select upload_id, status from journal.uploads order by received_at"
        ).fetchall()


def test_a_hand_in_at_one_node_is_read_at_the_other_and_leaves_no_note(school_at):
    first, second = desk_in(school_at("first")), school_at("second")
    content = filled(first)

    receipt = first.hand_in(content)

    assert receipt.status == "recorded"
    assert second.kept(receipt.file_sha256) == content
    assert first.school.files.notes.left() == []
    first.school.files.close()
    assert second.files.notes.left() == []


def test_what_a_living_node_is_committing_no_other_finishes(school_at):
    first, second = desk_in(school_at("first")), school_at("second")
    upload = received(first, filled(first))

    assert finish_left(second) == []
    assert finish_left(first.school) == [], "nor it itself a second time"
    assert uploads(second) == []
    take_in(first.school, upload, first.school.kept(upload.file_sha256))
    assert uploads(second) == [(upload.upload_id, "recorded")]


def test_what_a_dead_node_left_another_finishes_with_its_first_time(school_at, clock):
    first, second = desk_in(school_at("first")), school_at("second")
    upload = received(first, filled(first))
    first.school.files.close()

    (receipt,) = finish_left(second)

    assert receipt.upload_id == upload.upload_id
    assert uploads(second) == [(upload.upload_id, "recorded")]
    assert first.values() == {first.students[0]: "4"}
    with second.database.reading() as cursor:
        assert ledger.replay(cursor) == []
    assert finish_left(second) == []


def test_of_nodes_that_take_over_at_once_each_note_is_one_ones(school_at):
    first = desk_in(school_at("first"))
    notes = {received(first, filled(first, mark)).upload_id for mark in "2345"}
    others = [school_at(f"node {number}") for number in range(3)]
    first.school.files.close()

    with ThreadPoolExecutor(len(others)) as threads:
        taken = list(threads.map(lambda one: list(pending.unfinished(one)), others))

    found = [upload.upload_id for some in taken for upload in some]
    assert sorted(found) == sorted(notes)


def test_a_node_that_lost_postgresql_for_a_moment_cannot_record_twice(
    school_at, installation
):
    first, second = desk_in(school_at("first")), school_at("second")
    content = filled(first)
    upload = received(first, content)
    with psycopg.connect(installation.catalogue) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where application_name = 'vedomost'"
        )

    (receipt,) = finish_left(second)
    with pytest.raises(RecordedError, match="another node"):
        take_in(first.school, upload, content)

    assert receipt.status == "recorded"
    assert uploads(second) == [(upload.upload_id, "recorded")]
    assert received(first, filled(first, "5")), "and it goes on, in another name"


def test_an_upload_on_which_the_program_fails_is_put_aside_once(school_at):
    first, second = desk_in(school_at("first")), school_at("second")
    upload = received(first, filled(first))
    first.school.files.remove("received")  # as if the content were lost
    for place in (first.school.folder / "received").rglob("*.xlsx"):
        place.unlink()
    first.school.files.close()

    assert finish_left(second) == []
    assert finish_left(school_at("third")) == []

    assert second.files.bring_all() == []
    aside = second.folder / "received" / "unfinished" / f"{upload.upload_id}.failed"
    assert aside.exists()


def test_who_has_the_duty_finishes_what_a_node_without_it_left(school_at, monkeypatch):
    monkeypatch.setattr(duties, "LOOKS_EVERY", 0.05)
    first, second = desk_in(school_at("first")), school_at("second")
    upload = received(first, filled(first))
    site = open_site(second)

    async def serve():
        on_duty = duties.Duties(site, Duty(is_ours=True))
        with current.serving(site):
            await on_duty.begin()
            try:
                before = uploads(second)
                first.school.files.close()  # as if it were killed
                async with asyncio.timeout(60):
                    while not uploads(second):
                        await asyncio.sleep(0.05)
            finally:
                await on_duty.end()
        return before

    assert asyncio.run(serve()) == []
    assert uploads(second) == [(upload.upload_id, "recorded")]


def test_an_embedded_school_asks_no_postgresql(desk):
    content = filled(desk)

    receipt = hand_in(desk.school, content, "журнал.xlsx", desk.person, "page")

    assert receipt.status == "recorded"
    assert not desk.school.files.is_shared
    assert desk.school.files.notes.left() == []
