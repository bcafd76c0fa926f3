"""The registry of an installation, in a real PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import psycopg
import pytest

from warehouse.errors import VedomostError
from warehouse.installation.registry import Registry
from warehouse.installation.settings import Installation, installation_of

AT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


@pytest.fixture
def registry(catalogue):
    registry = Registry(Installation(catalogue, "/data"))
    yield registry
    registry.close()


def test_a_school_is_found_by_its_id_and_by_its_host_name(registry):
    registry.add("s-17", "Школа № 17", "name = 1", AT, "s17.example")
    registry.add("s-18", "Школа № 18", "name = 2", AT)

    assert [one.school_id for one in registry.schools()] == ["s-17", "s-18"]
    assert registry.school("s-17").settings == "name = 1"
    assert registry.school("s-17").added_at == datetime(2026, 11, 23, 10, 30)  # noqa: DTZ001
    assert registry.school_of_host("s17.example").school_id == "s-17"
    assert registry.school_of_host("") is None
    assert registry.school("s-19") is None


def test_a_taken_id_or_host_name_is_refused(registry):
    registry.add("s-17", "Школа № 17", "", AT, "s17.example")
    registry.add("s-18", "Школа № 18", "", AT)

    with pytest.raises(VedomostError, match="already"):
        registry.add("s-17", "Another", "", AT)
    with pytest.raises(VedomostError, match="already"):
        registry.give_host_name("s-18", "s17.example")
    assert registry.school("s-17").name == "Школа № 17"
    assert registry.school("s-18").host_name == ""


def test_a_forgotten_school_is_gone_and_the_others_stay(registry):
    registry.add("s-17", "Школа № 17", "", AT, "s17.example")
    registry.add("s-18", "Школа № 18", "", AT, "s18.example")

    registry.remove("s-17")

    assert [one.school_id for one in registry.schools()] == ["s-18"]


def test_nodes_that_begin_at_once_make_the_schema_once(catalogue):
    def begin(_):
        registry = Registry(Installation(catalogue, "/data"))
        registry.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(begin, range(8)))

    with psycopg.connect(catalogue) as connection:
        found = connection.execute("select name from vedomost.versions").fetchall()
    assert found == [("0001_registry.sql",)]


def test_a_registry_of_a_newer_program_is_refused(registry, catalogue):
    with psycopg.connect(catalogue) as connection:
        connection.execute("insert into vedomost.versions values ('0999_later.sql')")

    with pytest.raises(VedomostError, match="newer Vedomost"):
        Registry(registry.installation)


def test_connections_that_postgresql_gave_up_are_made_anew(registry, catalogue):
    registry.add("s-17", "Школа № 17", "", AT)
    with psycopg.connect(catalogue) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where application_name = 'vedomost'"
        )

    assert [one.school_id for one in registry.schools()] == ["s-17"]


def test_a_postgresql_that_does_not_answer_is_told_in_a_sentence():
    with pytest.raises(VedomostError, match="does not answer"):
        Registry(Installation("host=127.0.0.1 port=9 dbname=none", "/data"))


def test_a_school_without_the_line_warehouse_is_of_no_installation():
    assert installation_of({"school_id": "s-17"}) is None


def test_the_two_lines_name_an_installation():
    found = installation_of(
        {
            "warehouse": "ducklake:postgres:host=10.0.0.5 dbname=vedomost",
            "data": "s3://vedomost/schools/",
        }
    )

    assert found == Installation(
        "host=10.0.0.5 dbname=vedomost", "s3://vedomost/schools"
    )
    assert found.is_in_s3


@pytest.mark.parametrize(
    ("warehouse", "data", "told"),
    [
        ("school.duckdb", "/data", "Write “ducklake:postgres:”"),
        ("ducklake:postgres:what", "/data", "does not say where PostgreSQL is"),
        ("ducklake:postgres:password=x dbname=v", "/data", "holds a password"),
        ("ducklake:postgres:dbname=v", "", "Write where the contents"),
        ("ducklake:postgres:dbname=v", "data", "Write where the contents"),
        ("ducklake:postgres:dbname=v", "s3://", "Write where the contents"),
        ("ducklake:postgres:dbname=v", 7, "Write where the contents"),
    ],
)
def test_lines_that_make_no_sense_are_told(warehouse, data, told):
    with pytest.raises(VedomostError, match=told):
        installation_of({"warehouse": warehouse, "data": data})
