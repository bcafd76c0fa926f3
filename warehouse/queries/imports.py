"""Imports of journals made elsewhere, for whoever leads the school or a level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def pages(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the pages into which the viewer brings past data. Columns: page_id."""
    return ask(
        database,
        viewer,
        """
        select page_id
        from intermediate.int_import_access
        where person_id = $person_id
        order by page_id
        """,
    )


def register(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the imports that touched pages of the viewer, and the own ones.

    Columns: import_id, file_name, layout, import_state, is_void, begun_at, begun_by,
    person_name, count_entries, may_take_back. Latest first.
    """
    return ask(
        database,
        viewer,
        """
        with touched as (
            select
                entries.upload_id as import_id,
                entries.page_id,
                allowed.person_id is not null as is_allowed
            from (
                select distinct told.upload_id, told.page_id
                from staging.stg_entries as told
                semi join staging.stg_imports as imports
                    on told.upload_id = imports.import_id
            ) as entries
            left join intermediate.int_import_access as allowed
                on entries.page_id = allowed.page_id
                and allowed.person_id = $person_id
        ),

        judged as (
            select
                import_id,
                bool_or(is_allowed) as sees,
                bool_and(is_allowed) as leads
            from touched
            group by import_id
        )

        select
            imports.import_id,
            imports.file_name,
            imports.layout,
            imports.import_state,
            imports.is_void,
            imports.begun_at,
            imports.begun_by,
            coalesce(people.person_name, imports.begun_by) as person_name,
            imports.count_entries,
            coalesce(judged.leads, imports.begun_by = $person_id)
            and not imports.is_void as may_take_back
        from staging.stg_imports as imports
        left join judged on imports.import_id = judged.import_id
        left join intermediate.int_person_names as people
            on imports.begun_by = people.person_id
        where
            coalesce(judged.sees, imports.begun_by = $person_id)
            and exists (
                select 1
                from intermediate.int_import_access
                where person_id = $person_id
            )
        order by imports.begun_at desc, imports.import_id desc
        """,
    )
