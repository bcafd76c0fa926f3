"""Which period a region's page is about: of those that schools have published."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from warehouse.region import questions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import duckdb
    import polars as pl

    from warehouse.viewer import Viewer

_BETWEEN = "/"


class Option(NamedTuple):
    """A period to choose."""

    key: str  # year and period, as the form sends them
    name: str
    is_chosen: bool


class Choice(NamedTuple):
    """What a page is about, and what else it could be about."""

    path: str
    asked: questions.Asked
    options: tuple[Option, ...]

    def file(self, ending: str) -> str:
        """Return the address of this page as a file."""
        chosen = urlencode({"year": self.asked.year_id, "period": self.asked.period_id})
        return f"/region/files/{ending}{self.path.removeprefix('/region')}?{chosen}"


def choice_of(
    connection: duckdb.DuckDBPyConnection,
    viewer: Viewer,
    path: str,
    query: Mapping[str, str],
    today: date,
) -> Choice:
    """Return the period of an address; without one, the latest that has begun."""
    known = questions.periods(connection, viewer)
    asked = _asked(known, query) or _latest(known, today)
    options = tuple(
        Option(
            f"{row['year_id']}{_BETWEEN}{row['period_id']}",
            f"{row['period_name']}, {row['year_id']}/{int(row['year_id']) + 1}"
            if str(row["year_id"]).isdigit()
            else f"{row['period_name']}, {row['year_id']}",
            is_chosen=(row["year_id"], row["period_id"]) == tuple(asked),
        )
        for row in known.to_dicts()
    )
    return Choice(path, asked, options)


def _asked(known: pl.DataFrame, query: Mapping[str, str]) -> questions.Asked | None:
    """Return what an address asks for, if schools have such a period."""
    year, _, period = query.get("of", "").partition(_BETWEEN)
    wanted = (query.get("year", year), query.get("period", period))
    pairs = known.select("year_id", "period_id").iter_rows()
    return questions.Asked(*wanted) if wanted in set(pairs) else None


def _latest(known: pl.DataFrame, today: date) -> questions.Asked:
    begun = [
        row
        for row in known.to_dicts()
        if row["period_kind"] == "period" and row["starts_on"] <= today
    ]
    if not begun:
        return questions.Asked("", "")
    last = max(begun, key=lambda row: (row["starts_on"], row["ends_on"]))
    return questions.Asked(last["year_id"], last["period_id"])
