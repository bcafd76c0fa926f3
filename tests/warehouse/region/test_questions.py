"""What the region's pages ask: figures for its people, none of a few students."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest

from tests.passing_school import passing_copy
from tests.warehouse.region.conftest import make_region
from warehouse.clock import SetClock
from warehouse.region import questions
from warehouse.region.asking import REGION
from warehouse.region.lake import Lake
from warehouse.region.publishing import publish
from warehouse.region.settings import settings_of
from warehouse.viewer import Viewer

OF_REGION = Viewer("sokolova", frozenset({REGION}))
DIRECTOR = Viewer("p-dir", frozenset({"director", "deputy", "administrator"}))
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
LATER = datetime(2027, 1, 1)  # noqa: DTZ001 - as the lake keeps it: naive UTC
Q1, Q2 = (questions.Asked("2026", f"2026-Q{number}") for number in (1, 2))
ASKED = {
    "periods": lambda c, who: questions.periods(c, who),
    "districts": lambda c, who: questions.districts(c, who, Q1),
    "schools": lambda c, who: questions.schools(c, who, Q1, "north"),
    "classes": lambda c, who: questions.classes(c, who, Q1, "school-17"),
    "subjects": lambda c, who: questions.subjects(c, who, Q1, "school-17"),
    "weeks": lambda c, who: questions.weeks(c, who, "2026", ""),
    "silent": lambda c, who: questions.silent(c, who, LATER),
}


@pytest.fixture(scope="module")
def published_folder(filled_folder, tmp_path_factory):
    """A region with one school that published; copy it, do not write in it."""
    place = tmp_path_factory.mktemp("published")
    lake = make_region(place / "region")
    with passing_copy(filled_folder, place / "school", SetClock(NOW)) as school:
        publish(school, lake)
    return place / "region"


@pytest.fixture
def published(published_folder, tmp_path):
    shutil.copytree(published_folder, tmp_path / "region")
    made = Lake(settings_of(tmp_path / "region"))
    yield made
    made.close()


@pytest.mark.parametrize("name", ASKED)
def test_only_the_regions_people_get_an_answer(published, name):
    with published.reading() as connection:
        assert len(ASKED[name](connection, OF_REGION)) > 0
        assert len(ASKED[name](connection, DIRECTOR)) == 0
        assert questions.school(connection, DIRECTOR, "school-17") is None


def test_no_answer_has_a_column_about_one_student(published):
    with published.reading() as connection:
        for ask in ASKED.values():
            columns = set(ask(connection, OF_REGION).columns)
            assert not columns & {"student", "student_id", "teacher", "page"}


def test_districts_say_how_many_schools_have_published(published):
    with published.reading() as connection:
        found = questions.districts(connection, OF_REGION, Q1)

    assert found.select("district_name", "count_schools", "count_published").rows() == [
        ("Северный район", 2, 1),
        ("Южный район", 1, 0),
    ]


def test_a_school_that_never_published_is_silent_first(published):
    with published.reading() as connection:
        found = questions.silent(connection, OF_REGION, LATER)

    assert set(found["school_id"].to_list()[:2]) == {"other", "silent"}
    assert found["published_at"].null_count() == 2


def size_classes(lake, **sizes):
    """Say how many students the classes of the school have."""
    with lake.opened(to_write=True) as connection:
        for class_id, count in sizes.items():
            connection.execute(
                "update lake.classes set count_students = ? where class_id = ?",
                [count, class_id],
            )


def withheld(lake):
    with lake.reading() as connection:
        found = questions.classes(connection, OF_REGION, Q2, "school-17")
    figures = [name for name in found.columns if name.startswith("count_")][1:]
    for row in found.filter("is_withheld").to_dicts():
        assert all(row[name] is None for name in figures)
    return found.filter("is_withheld")["class_id"].to_list()


def test_figures_of_fewer_than_five_students_are_withheld(published):
    size_classes(published, **{"5А": 4, "5Б": 4, "10А": 20})

    assert withheld(published) == ["5А", "5Б"]


def test_with_one_small_class_the_next_smallest_is_withheld_too(published):
    """Else the school's total less the other classes would tell it."""
    size_classes(published, **{"5А": 4, "5Б": 21, "10А": 20})

    assert withheld(published) == ["5А", "10А"]


def test_without_a_small_class_nothing_is_withheld(published):
    size_classes(published, **{"5А": 5, "5Б": 21, "10А": 20})

    assert withheld(published) == []
