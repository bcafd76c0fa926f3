"""What is owed to the archive: being made, waiting, or failed and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import moment
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from warehouse.archive.tables import Of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import polars as pl

    from dashboards.archive.keeper import Keeper

TITLE = N_("Owed to the archive")


def draw(found: pl.DataFrame, keeper: Keeper, zone: ZoneInfo, language: str) -> str:
    """Return a row per package that is not there yet."""
    heads = (N_("Class"), N_("Period"), N_("No."), N_("Journal closed"), N_("State"))
    kinds = ("name", "", "right", "", "")
    head = row(
        *(
            heading(say(words, language), kind)
            for words, kind in zip(heads, kinds, strict=True)
        )
    )
    body = [
        row(
            heading(one["class_id"], "name", scope="row"),
            cell(one["period_name"]),
            cell(str(one["number"]), "right"),
            cell(moment(one["closed_at"], zone, language)),
            cell(*state(one, keeper, language)),
        )
        for one in found.iter_rows(named=True)
    ]
    return table(say(TITLE, language), [head], body)


def state(one: dict[str, Any], keeper: Keeper, language: str) -> tuple[str, str]:
    """Return in words how far a package is, and the kind of the cell."""
    of = Of(one["year_id"], one["class_id"], one["period_id"])
    if keeper.progress().making == of:
        return say(N_("being made"), language), ""
    failure = keeper.failures().get(of)
    if failure is not None:
        return say(failure.sentence, language, **failure.facts), "bad"
    return say(N_("waits for its turn"), language), "quiet"
