"""The same lake with a real PostgreSQL as its catalogue and its data in S3."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.warehouse.region.conftest import make_region
from warehouse.region.lake import Lake, build_models
from warehouse.region.publishing import publish
from warehouse.region.settings import settings_of
from warehouse.region.tidying import tidy

COUNTS = "select school_id, count(*) from lake.entries group by all order by all"


@pytest.fixture
def lake(tmp_path, catalogue, bucket):
    place = f"ducklake:postgres:{catalogue}"
    made = make_region(tmp_path / "region", place, f"s3://{bucket}/region/")
    yield made
    made.close()


def test_what_one_server_publishes_another_one_sees(filled_school, lake, tmp_path):
    with lake.reading() as connection:
        before = connection.execute(COUNTS).fetchall()
    elsewhere = Lake(settings_of(tmp_path / "region"))

    done = publish(filled_school, elsewhere)
    again = publish(filled_school, elsewhere)

    with lake.reading() as connection:
        after = connection.execute(COUNTS).fetchall()
    assert (before, after) == ([], [("school-17", done.count_entries)])
    assert again.count_entries == 0


def test_schools_that_publish_at_the_same_moment_all_come_through(
    filled_school, lake, tmp_path
):
    """The catalogue lets one commit through at a time; the other ones try again."""
    names = ("school-17", "other", "silent")
    schools = [dataclasses.replace(filled_school, school_id=name) for name in names]

    def publish_one(school):
        own = Lake(settings_of(tmp_path / "region"))
        return publish(school, own).count_entries

    with ThreadPoolExecutor(len(names)) as together:
        counts = list(together.map(publish_one, schools))

    with lake.reading() as connection:
        found = dict(connection.execute(COUNTS).fetchall())
    assert found == dict(zip(names, counts, strict=True))


def test_tidying_changes_no_figure(filled_school, lake):
    for name in ("school-17", "other"):
        publish(dataclasses.replace(filled_school, school_id=name), lake)

    def figures():
        with lake.opened() as connection:
            build_models(connection)
            asked = "select * from lake.kept_results order by all"
            return connection.execute(asked).fetchall(), connection.execute(
                COUNTS
            ).fetchall()

    before = figures()
    with lake.opened(to_write=True) as connection:
        tidy(connection, kept_for="0 seconds")

    assert figures() == before
    with lake.opened() as connection:
        deleted = connection.execute(
            "select count(delete_file) from ducklake_list_files('lake', 'publications')"
        ).fetchone()
    assert deleted == (0,)
