"""The models: listed once, described, rebuilt at every start."""

from __future__ import annotations

import pytest

from warehouse.build import MODELS, MODELS_FOLDER, build_models


def rows(school, question):
    with school.database.reading() as cursor:
        return cursor.execute(question).fetchall()


def test_every_model_is_built_once_and_no_file_is_forgotten():
    files = {
        path.relative_to(MODELS_FOLDER).as_posix()
        for path in MODELS_FOLDER.rglob("*.sql")
    }

    assert set(MODELS) == files
    assert len(MODELS) == len(set(MODELS))


@pytest.mark.parametrize("model", MODELS)
def test_a_model_says_its_grain_first_and_makes_the_view_it_is_named_for(model):
    text = (MODELS_FOLDER / model).read_text(encoding="utf-8")
    view = model.removesuffix(".sql").replace("/", ".")

    assert text.startswith("-- One row per ")
    assert f"create or replace view {view} as" in text


def test_every_view_is_described(filled_school):
    undescribed = rows(
        filled_school,
        """
        select schema_name || '.' || view_name from duckdb_views()
        where schema_name in ('staging', 'intermediate', 'marts') and comment is null
        """,
    )

    assert undescribed == []


@pytest.mark.embedded
def test_every_mart_column_is_described(filled_school):
    undescribed = rows(
        filled_school,
        """
        select table_name || '.' || column_name from duckdb_columns()
        where schema_name = 'marts' and comment is null
        """,
    )

    assert undescribed == []


def test_building_again_leaves_the_same_views_and_removes_strangers(filled_school):
    question = "select view_name from duckdb_views() where schema_name = 'marts'"
    before = sorted(rows(filled_school, question))
    with filled_school.database.writing() as cursor:
        cursor.execute("create view marts.of_last_year as select 1 as one")

    build_models(filled_school.database)

    assert sorted(rows(filled_school, question)) == before
    assert len(before) == sum(model.startswith("marts/") for model in MODELS)


def test_a_model_that_fails_leaves_the_old_views(filled_school, monkeypatch):
    monkeypatch.setattr("warehouse.build.MODELS", ("marts/absent.sql",))

    with pytest.raises(FileNotFoundError):
        build_models(filled_school.database)

    assert rows(filled_school, "select count(*) > 0 from marts.class_summary") == [
        (True,)
    ]


def test_nothing_is_committed_where_the_models_are_those_that_were_built(filled_school):
    before = filled_school.database.version

    build_models(filled_school.database)

    assert filled_school.database.version == before


def test_models_of_another_program_are_built_anew(filled_school):
    with filled_school.database.writing() as cursor:
        cursor.execute("create or replace view marts.class_summary as select 1 as one")
        cursor.execute("update models_built set digest = 'of another program'")

    build_models(filled_school.database)

    columns = rows(filled_school, "select * from marts.class_summary limit 1")
    assert len(columns[0]) > 1
