"""The export for analysis: CSV and Parquet in a ZIP, people under random pseudonyms.

Pseudonyms are drawn anew for each export and their key is kept nowhere, so two exports
cannot be joined. What remains is still personal data in the sense of 152-ФЗ: whoever
knows a student's marks may find them again, and the README says so.
"""

from __future__ import annotations

import io
import secrets
import zipfile
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_LENGTH = 8
_PREFIXES = {"pupil": "p", "unit": "u", "teacher": "t"}


def pseudonymised(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Replace pupils, units and teachers, and forget in which order they stood."""
    keys = {
        column: _key(tables.values(), column, prefix)
        for column, prefix in _PREFIXES.items()
    }
    return {name: _replaced(frame, keys) for name, frame in tables.items()}


def pack(
    tables: Mapping[str, pl.DataFrame],
    readme: str,
    to_csv: Callable[[pl.DataFrame], bytes],
) -> bytes:
    """Return the ZIP; its entries carry no date, so it tells nothing of its making."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "README.txt", readme.encode("utf-8-sig"))
        for name, frame in tables.items():
            parquet = io.BytesIO()
            frame.write_parquet(parquet, compression="uncompressed")
            _put(archive, f"csv/{name}.csv", to_csv(frame))
            _put(archive, f"parquet/{name}.parquet", parquet.getvalue())
    return made.getvalue()


def _key(frames: Iterable[pl.DataFrame], column: str, prefix: str) -> dict[str, str]:
    """Draw a pseudonym for everybody who occurs in a column of any table."""
    known: set[str] = set()
    for frame in frames:
        if column in frame.columns:
            known |= set(frame[column].drop_nulls().to_list())
    drawn: dict[str, None] = {}
    while len(drawn) < len(known):
        drawn[prefix + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))] = (
            None
        )
    return dict(zip(known, drawn, strict=True))


def _replaced(
    frame: pl.DataFrame, keys: Mapping[str, Mapping[str, str]]
) -> pl.DataFrame:
    named = [column for column in frame.columns if column in keys]
    replaced = frame.with_columns(
        pl.col(column).replace_strict(keys[column], return_dtype=pl.String)
        for column in named
    )
    return replaced.sort(replaced.columns, nulls_last=True)


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)
