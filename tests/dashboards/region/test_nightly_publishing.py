"""A school that names its region publishes every night, by the server's own clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dashboards.publishing import PUBLISH
from dashboards.scheduling.scheduler import Scheduler
from dashboards.scheduling.telling import spoken
from warehouse.region.office import create_region, open_region, set_schools
from warehouse.school_folder import read_settings, write_settings

NIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 5:00 in Moscow


@pytest.fixture
def region(tmp_path, clock):
    """A region's folder beside the school's, whose list names that school."""
    place = tmp_path / "region"
    create_region(place, "Комитет", "ducklake:lake.ducklake", "data")
    name_schools(place, clock, "small")
    return place


def name_schools(region, clock, *schools):
    """Give the region its list, all schools in one district."""
    lines = [f"{school};Школа;north;Северный район\n" for school in schools]
    heads = "school_id;school_name;district_id;district_name\n"
    with open_region(region, clock) as office:
        set_schools(office, "".join([heads, *lines]).encode())


def told(site):
    """Return what each night's job said, in Russian."""
    with site.school.database.reading() as cursor:
        rows = cursor.execute(
            "select outcome, detail from journal.job_runs "
            "where job = 'publish' order by due_at"
        ).fetchall()
    return [(outcome, spoken(detail, "ru")) for outcome, detail in rows]


def name_region(site, line):
    folder = site.school.folder
    write_settings(folder, {**read_settings(folder), "publish_to": line})


def count_published(region, clock):
    with open_region(region, clock) as office, office.lake.reading() as cursor:
        return cursor.execute("select count(*) from lake.entries").fetchall()[0][0]


def test_each_night_what_is_new_goes_to_the_region(site, region, clock):
    name_region(site, "../region")
    scheduler = Scheduler(site, (PUBLISH,))

    clock.set(NIGHT)
    scheduler.look()
    scheduler.look()  # once for the night

    [(outcome, sentence)] = told(site)
    assert outcome == "done", sentence
    assert "Комитет" in sentence
    with site.school.database.reading() as cursor:
        ((count,),) = cursor.execute("select count(*) from journal.entries").fetchall()
    assert count_published(region, clock) == count


def test_a_school_without_a_region_publishes_nothing(site, clock):
    clock.set(NIGHT)

    Scheduler(site, (PUBLISH,)).look()

    assert told(site) == []


def test_a_school_that_the_region_does_not_know_is_told_what_to_do(site, region, clock):
    name_schools(region, clock, "another")
    name_region(site, "../region")
    clock.set(NIGHT)

    Scheduler(site, (PUBLISH,)).look()

    [(outcome, sentence)] = told(site)
    assert outcome == "failed"
    assert "нет в списке региона" in sentence


def test_a_region_that_is_not_there_is_said(site, clock):
    name_region(site, "../nowhere")
    clock.set(NIGHT)

    Scheduler(site, (PUBLISH,)).look()

    [(outcome, sentence)] = told(site)
    assert outcome == "failed"
    assert "nowhere" in sentence
