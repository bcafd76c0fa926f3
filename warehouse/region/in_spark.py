"""The region's models through Spark Connect: on Apache Spark, or on Sail.

For a region that has outgrown one large reading node. The SQL is the one of `models/`,
transpiled by sqlglot; the data are the Parquet files that the lake has now, read where
they lie. Needs the packages of the dependency group `spark`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from warehouse.errors import VedomostError
from warehouse.region.lake import MODELS, MODELS_FOLDER, build_models

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb
    from pyspark.sql import SparkSession

    from warehouse.region.lake import Lake

_LAKE = "lake"
_TABLES = "select table_name from duckdb_tables() where database_name = 'lake'"
_FILES = "select data_file, delete_file from ducklake_list_files('lake', ?)"
_SPARK_TYPES = {
    "VARCHAR": "string",
    "BIGINT": "bigint",
    "INTEGER": "int",
    "SMALLINT": "smallint",
    "TINYINT": "tinyint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp_ntz",
}


class Compared(NamedTuple):
    """A model made by both engines."""

    model: str
    count_rows: int
    is_equal: bool


def session_at(address: str) -> SparkSession:
    """Return a session of the Spark Connect server at `sc://host:port`."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise VedomostError(
            "Spark Connect needs more packages: pip install pyspark-client sqlglot."
        ) from error
    return SparkSession.builder.remote(address).getOrCreate()


def compare(lake: Lake, session: SparkSession) -> Iterator[Compared]:
    """Make every model by DuckDB and by Spark, at one moment of the lake."""
    with lake.opened() as connection:
        connection.begin()
        build_models(connection)
        build_in_spark(connection, session)
        for model in MODELS:
            name = model.removesuffix(".sql")
            own = connection.execute(f"select * from {name}").pl()
            theirs = pl.from_arrow(session.table(name).toArrow())
            yield Compared(name, len(own), _are_equal(own, theirs))


def build_in_spark(
    connection: duckdb.DuckDBPyConnection, session: SparkSession
) -> None:
    """Make temporary views in a Spark session: the lake's tables, then the models."""
    for (table,) in connection.execute(_TABLES).fetchall():
        _table(connection, session, table)
    for model in MODELS:
        text = (MODELS_FOLDER / model).read_text(encoding="utf-8")
        name, query = for_spark(text)
        session.sql(query).createOrReplaceTempView(name)


def for_spark(text: str) -> tuple[str, str]:
    """Return a model's name and its query in Spark's SQL; `lake.x` becomes `lake_x`."""
    import sqlglot
    from sqlglot import exp

    created = sqlglot.parse(text, read="duckdb")[0]
    if not isinstance(created, exp.Create):
        raise TypeError(text)
    query = created.expression
    for table in query.find_all(exp.Table):
        if table.db == _LAKE:
            table.replace(exp.to_table(f"{_LAKE}_{table.name}", alias=table.alias))
    return created.this.name, query.sql(dialect="spark")


def _table(
    connection: duckdb.DuckDBPyConnection, session: SparkSession, table: str
) -> None:
    """Show Spark a table of the lake; it must not see rows that were taken back."""
    found = connection.execute(_FILES, [table]).fetchall()
    if any(deleted is not None for _, deleted in found):
        raise VedomostError(
            "The lake has rows that were taken back and still lie in its files. Run "
            "“vedomost region tidy” first."
        )
    frame: Any
    if found:
        frame = session.read.parquet(*(path for path, _ in found))
    else:
        described = connection.execute(f"describe lake.{table}").fetchall()
        columns = ", ".join(
            f"{name} {_SPARK_TYPES[kind]}" for name, kind, *_ in described
        )
        frame = session.createDataFrame([], columns)
    frame.createOrReplaceTempView(f"{_LAKE}_{table}")


def _are_equal(own: pl.DataFrame, theirs: Any) -> bool:
    """Tell whether both are the same rows, whatever their order."""
    if theirs.columns != own.columns:
        return False
    cast = theirs.cast(dict(own.schema))
    return bool(own.sort(own.columns).equals(cast.sort(own.columns)))
