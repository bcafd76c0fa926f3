"""What the server did on its own, for who answers for the school or the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def last_runs(database: Database, viewer: Viewer, most: int) -> pl.DataFrame:
    """Return the last runs, the newest first, to the director and administrators.

    Columns: job, due_key, due_at, claimed_at, count_tries, finished_at, outcome,
    detail, next_try_at; naive UTC.
    """
    return ask(
        database,
        viewer,
        """
        select
            runs.job, runs.due_key, runs.due_at, runs.claimed_at, runs.count_tries,
            runs.finished_at, runs.outcome, runs.detail, runs.next_try_at
        from staging.stg_job_runs as runs
        where exists (
            select 1 from staging.stg_staff as staff
            where staff.person_id = $person_id
                and (
                    staff.role_list like '%,director,%'
                    or staff.role_list like '%,administrator,%'
                )
        )
        order by runs.claimed_at desc, runs.due_at desc, runs.job
        limit $most
        """,
        most=most,
    )
