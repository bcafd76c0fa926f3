"""One school in a lake, opened by two nodes: one writes at a time, all see it."""

from __future__ import annotations

import contextlib
import shutil
import socket
import threading
import time

import psycopg
import pytest

from warehouse.build import build_models
from warehouse.installation.connections import NoCatalogueError
from warehouse.integrity.report import verify_school
from warehouse.school_folder import open_school, read_settings
from warehouse.storage.lake import ConflictError
from warehouse.storage.lake_place import lake_place_of, reach_s3

_HEARD_WITHIN = 30  # seconds; one is usual, without word they look after sixty


@pytest.fixture
def nodes(lakes, filled_folder, tmp_path, clock):
    """The filled school, open at two nodes."""
    with contextlib.ExitStack() as open_ones:
        copy = lakes.passing_copy(filled_folder, tmp_path / "one", clock)
        one = open_ones.enter_context(copy)
        shutil.copytree(one.folder, tmp_path / "two")
        two = open_ones.enter_context(open_school(tmp_path / "two", clock))
        yield one, two


def write(school, text):
    with school.database.writing() as cursor:
        cursor.execute("insert into models_built values (?)", [text])


def written(school):
    with school.database.reading() as cursor:
        found = cursor.execute("from models_built").fetchall()
    return {text for (text,) in found}


def test_what_one_node_commits_the_other_reads_and_hears_of(nodes):
    one, two = nodes
    heard = threading.Event()
    stop = two.database.listen(lambda _version: heard.set())
    time.sleep(1)  # the listener is connected
    heard.clear()
    before = one.database.changes.anything
    write(one, "by one")
    assert "by one" in written(two)
    assert heard.wait(_HEARD_WITHIN)
    assert two.database.version == one.database.version
    assert two.database.changes.anything == two.database.version > before
    stop()


def test_a_write_waits_for_another_nodes(nodes):
    one, two = nodes
    order = []

    def second():
        write(two, "second")
        order.append("second")

    with one.database.writing() as cursor:
        waiting = threading.Thread(target=second)
        waiting.start()
        time.sleep(0.5)
        cursor.execute("insert into models_built values ('first')")
        order.append("first")
    waiting.join(30)
    assert order == ["first", "second"]
    assert {"first", "second"} <= written(one)


def test_a_node_that_lost_its_lock_in_a_write_commits_nothing(nodes):
    one, two = nodes
    before = written(two)
    with pytest.raises(ConflictError), one.database.writing() as cursor:
        cursor.execute("insert into models_built values ('too late')")
        lose_lock(one)
        write(two, "quicker")
    assert written(one) == written(two) == before | {"quicker"}
    write(one, "again")  # the lock is taken anew
    assert "again" in written(two)


def lose_lock(school):
    """Let PostgreSQL end the connection that holds the school's lock."""
    place = lake_place_of(read_settings(school.folder))
    with psycopg.connect(place.installation.catalogue, autocommit=True) as connection:
        ended = connection.execute(
            "select pg_terminate_backend(pid) from pg_locks "
            "where locktype = 'advisory' and database = "
            "(select oid from pg_database where datname = current_database()) "
            "and pid in (select pid from pg_stat_activity "
            "where query like '%%pg_advisory_lock%%' and pid <> pg_backend_pid())"
        ).fetchall()
    assert ended


@pytest.fixture
def hanging():
    """The address of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_an_s3_that_hangs_is_given_up_and_keeps_no_other_node_waiting(
    nodes, hanging, monkeypatch
):
    one, two = nodes
    before = written(two)
    monkeypatch.setenv("AWS_ENDPOINT_URL", hanging)
    hurried = {"http_timeout": 1, "http_retries": 0}
    monkeypatch.setattr("warehouse.storage.lake_place._PATIENCE", hurried)
    with one.database.writing() as cursor:
        reach_s3(cursor)

    refused = pytest.raises(NoCatalogueError, match="does not answer at the moment")
    with refused, one.database.writing() as cursor:
        cursor.execute(
            "insert into models_built select range::varchar from range(5_000)"
        )

    write(two, "by two")
    assert written(one) == written(two) == before | {"by two"}


def test_a_write_that_raises_leaves_nothing_and_lets_the_next_one_in(nodes):
    one, two = nodes
    before = written(one)
    with pytest.raises(ZeroDivisionError), one.database.writing() as cursor:
        cursor.execute("insert into models_built values ('half')")
        raise ZeroDivisionError
    assert written(two) == before
    write(two, "whole")
    assert "whole" in written(one)


def test_a_reading_sees_one_moment(nodes):
    one, two = nodes
    with one.database.reading() as cursor:
        before = cursor.execute("from models_built").fetchall()
        write(two, "meanwhile")
        assert cursor.execute("from models_built").fetchall() == before
    assert "meanwhile" in written(one)


def test_tidied_up_a_lake_holds_the_same_and_verifies(nodes):
    one, two = nodes
    build_models(one.database)
    # The filled school's uploads have no workbooks, and it is told so.
    before, told = counted(one), verify_school(one).differences
    one.database.checkpoint()
    assert one.database.size() > 0
    assert counted(two) == before
    assert verify_school(two).differences == told


def counted(school):
    with school.database.reading() as cursor:
        return cursor.execute(
            "select count(*), sum(hash(entry_id, value)) from journal.entries"
        ).fetchall()


@contextlib.contextmanager
def catalogue_away(school):
    """PostgreSQL lets nobody into the catalogue, and throws out who is there."""
    place = lake_place_of(read_settings(school.folder))
    name = place.installation.catalogue.rpartition("dbname=")[2]
    elsewhere = place.installation.catalogue.replace(name, "postgres")
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        connection.execute(f"alter database {name} allow_connections false")
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s",
            [name],
        )
        try:
            yield
        finally:
            connection.execute(f"alter database {name} allow_connections true")


def test_a_catalogue_that_goes_in_the_middle_is_told_in_a_sentence(nodes):
    one, _two = nodes
    before = written(one)
    with pytest.raises(NoCatalogueError, match="Nothing was recorded"):
        read_while_it_goes(one)
    with pytest.raises(NoCatalogueError, match="Nothing was recorded"):
        write_while_it_goes(one)
    write(one, "found again")
    assert written(one) == before | {"found again"}


def read_while_it_goes(school):
    with school.database.reading() as cursor:
        cursor.execute("select count(*) from setup.students").fetchall()
        with catalogue_away(school):
            cursor.execute("select count(*) from setup.classes").fetchall()


def write_while_it_goes(school):
    with school.database.writing() as cursor:
        cursor.execute("select count(*) from setup.students").fetchall()
        with catalogue_away(school):
            cursor.execute("select count(*) from setup.classes").fetchall()


def test_a_catalogue_that_does_not_answer_is_told_in_a_sentence(nodes):
    one, _two = nodes
    with (
        catalogue_away(one),
        pytest.raises(NoCatalogueError, match="Nothing was recorded"),
    ):
        write(one, "lost")
    write(one, "found again")
    assert "found again" in written(one)
    assert "lost" not in written(one)
