"""What the server did on its own, as a table for who answers for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import NONE, moment
from dashboards.scheduling.jobs import JOBS
from dashboards.scheduling.telling import spoken
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import polars as pl

TITLE = N_("What the server did on its own")
_OUTCOMES = {
    "running": N_("under way"),
    "done": N_("carried out"),
    "failed": N_("went wrong"),
    "cut_off": N_("cut off, it begins anew"),
}
_KINDS = {"running": "quiet", "done": "good", "failed": "bad", "cut_off": "warn"}


def draw(found: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return runs (rows of `job_runs.last_runs`), the newest first."""
    titles = {job.name: job.title for job in JOBS}
    head = row(
        heading(say(N_("Job"), language), "name"),
        heading(say(N_("Due"), language), "nowrap"),
        heading(say(N_("Begun"), language), "nowrap"),
        heading(say(N_("Outcome"), language)),
        heading(say(N_("In detail"), language), "wide"),
    )
    body = [
        row(
            heading(
                say(titles.get(one["job"], one["job"]), language), "name", scope="row"
            ),
            cell(moment(one["due_at"], zone, language), "nowrap"),
            cell(moment(one["claimed_at"], zone, language), "nowrap"),
            cell(say(_OUTCOMES[one["outcome"]], language), _KINDS[one["outcome"]]),
            cell(_detail(one, zone, language), "wide"),
        )
        for one in found.iter_rows(named=True)
    ]
    return table(say(TITLE, language), [head], body)


def _detail(one: dict[str, Any], zone: ZoneInfo, language: str) -> str:
    said = spoken(one["detail"], language) or NONE
    if one["outcome"] != "failed":
        return said
    again = say(
        N_("It is tried again at {moment} (tries so far: {count})."),
        language,
        moment=moment(one["next_try_at"], zone, language),
        count=one["count_tries"],
    )
    return f"{said} {again}"
