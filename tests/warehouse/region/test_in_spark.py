"""The region's models, made by Spark Connect, are DuckDB's, row by row."""

from __future__ import annotations

import dataclasses
import warnings

import pytest

from warehouse.errors import VedomostError
from warehouse.region.in_spark import compare, for_spark, session_at
from warehouse.region.lake import MODELS, MODELS_FOLDER
from warehouse.region.publishing import publish
from warehouse.region.tidying import tidy

pytest.importorskip("sqlglot", reason="the dependency group “spark” is not installed")


@pytest.fixture(scope="module")
def session():
    """Sail in this process, as a Spark Connect server."""
    spark = pytest.importorskip(
        "pysail.spark", reason="the dependency group “spark” is not installed"
    )
    server = spark.SparkConnectServer()
    server.start(background=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pyspark's own
        made = session_at(f"sc://localhost:{server.listening_address[1]}")
    yield made
    made.stop()
    server.stop()


@pytest.fixture
def published(filled_school, lake):
    for name in ("school-17", "other"):
        publish(dataclasses.replace(filled_school, school_id=name), lake)
    return lake


@pytest.mark.filterwarnings("ignore")
def test_every_model_is_the_same_by_both_engines(published, session):
    with published.opened(to_write=True) as connection:
        tidy(connection)

    found = list(compare(published, session))

    assert [one.model for one in found] == [m.removesuffix(".sql") for m in MODELS]
    assert all(one.count_rows > 0 for one in found)
    assert [one.model for one in found if not one.is_equal] == []


@pytest.mark.filterwarnings("ignore")
def test_a_lake_that_is_not_tidied_is_refused_and_never_read_wrongly(
    published, filled_school, session
):
    with published.opened(to_write=True) as connection:
        tidy(connection)
    publish(filled_school, published)  # takes its row of publications out of a file

    with pytest.raises(VedomostError, match="tidy"):
        list(compare(published, session))


@pytest.mark.parametrize("model", MODELS)
def test_a_model_reads_in_sparks_sql(model):
    text = (MODELS_FOLDER / model).read_text(encoding="utf-8")

    name, query = for_spark(text)

    assert f"{name}.sql" == model
    assert "lake." not in query
    assert "QUALIFY" not in query
