"""Uploads, what was found in them, and what the suites said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

_IS_LEADER = """
    exists (
        select 1 from intermediate.int_leaders as leaders
        where leaders.person_id = $person_id
    )
"""


def control_totals(
    database: Database, viewer: Viewer, limit: int = 200
) -> pl.DataFrame:
    """Return the latest uploads with their control totals, latest first.

    Columns as described at `marts.control_totals`, then person_name, via, refusal,
    refusal_facts, count_critical, count_warnings, is_void of `marts.uploads`.
    """
    return ask(
        database,
        viewer,
        """
        select
            totals.*, uploads.person_name, uploads.via, uploads.refusal,
            uploads.refusal_facts, uploads.count_critical, uploads.count_warnings,
            uploads.is_void
        from marts.control_totals as totals
        inner join marts.uploads as uploads on totals.upload_id = uploads.upload_id
        inner join intermediate.int_upload_access as access
            on totals.upload_id = access.upload_id and access.person_id = $person_id
        order by totals.received_at desc, totals.upload_id desc
        limit $limit
        """,
        limit=limit,
    )


def open_findings(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return every open finding in own files and on readable pages, critical first.

    Columns as described at `marts.open_findings`. What could not be placed on a page is
    shown to who handed it in and to the leaders of their level.
    """
    return ask(
        database,
        viewer,
        """
        select findings.*
        from marts.open_findings as findings
        where
            findings.received_by = $person_id
            or exists (
                select 1 from intermediate.int_page_access as access
                where
                    access.page_id = findings.page_id
                    and access.person_id = $person_id
                    and access.sees_all_students
            )
            or (
                findings.page_id = ''
                and exists (
                    select 1
                    from intermediate.int_upload_access as access
                    inner join intermediate.int_leaders as leaders
                        on access.person_id = leaders.person_id
                    where
                        access.upload_id = findings.upload_id
                        and access.person_id = $person_id
                )
            )
        order by
            findings.severity, findings.found_at desc, findings.file_name,
            findings.sheet, length(findings.cell), findings.cell, findings.rule
        """,
    )


def suite_trend(database: Database, viewer: Viewer, limit: int = 500) -> pl.DataFrame:
    """Return the latest runs of the suites in order of time; leaders only.

    Columns as described at `marts.suite_trend`.
    """
    return ask(
        database,
        viewer,
        f"""
        with latest as (
            select runs.*
            from marts.suite_trend as runs
            where {_IS_LEADER}
            order by runs.started_at desc
            limit $limit
        )

        select * from latest order by started_at, run_id
        """,
        limit=limit,
    )


def suite_results(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return what each expectation of the latest runs said, unmet first; leaders only.

    Columns as described at `marts.suite_results`.
    """
    return ask(
        database,
        viewer,
        f"""
        select results.*
        from marts.suite_results as results
        where {_IS_LEADER}
        order by results.is_success, results.suite, results.expectation
        """,
    )


def descriptions(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return what each mart and each of its columns means; leaders only.

    Columns: mart, column_name ('' for the mart itself), description.
    """
    return ask(
        database,
        viewer,
        f"""
        select
            view_name as mart,
            '' as column_name,
            replace(comment, chr(10), ' ') as description,
            0 as place
        from duckdb_views()
        where
            schema_name = 'marts'
            and database_name = current_database()
            and {_IS_LEADER}
        union all
        select
            table_name, column_name, replace(comment, chr(10), ' '), column_index
        from duckdb_columns()
        where
            schema_name = 'marts'
            and database_name = current_database()
            and {_IS_LEADER}
        order by mart, place
        """,
    ).drop("place")
