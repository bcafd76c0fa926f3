"""Reads a table of a package as its README tells a stranger to."""

from __future__ import annotations

import polars as pl


def read_csv(content: bytes, schema: pl.Schema) -> pl.DataFrame:
    """Return the exact table: one apostrophe in front of a text is taken away."""
    assert content.startswith(b"\xef\xbb\xbf")
    read = pl.read_csv(content, separator=";", infer_schema=False)
    assert read.columns == list(schema)
    return read.with_columns(_typed(name, kind) for name, kind in schema.items())


def _typed(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind == pl.String:
        return column.str.replace("^'", "")
    if kind == pl.Boolean:
        return column.eq("true")
    if isinstance(kind, pl.Datetime):
        return column.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit=kind.time_unit)
    if kind == pl.Date:
        return column.str.to_date()
    return column.cast(kind)
