"""Monthly exports for who answers for a level, and that they were made (§2.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def levels(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the levels whose exports the viewer sees, lowest first.

    A leader's own; an administrator sees that exports of every level are made, and
    none of their files. Columns: school_level, is_led, answered_by (a name).
    """
    return ask(
        database,
        viewer,
        """
        with known as (
            select school_level, min(grade) as grade
            from staging.stg_classes
            group by school_level
        ),

        led as (
            select school_level from intermediate.int_leaders
            where person_id = $person_id
        ),

        administrators as (
            select person_id from staging.stg_staff
            where person_id = $person_id and role_list like '%,administrator,%'
        ),

        answering as (
            select leaders.school_level, names.person_name
            from intermediate.int_leaders as leaders
            inner join staging.stg_staff as names
                on leaders.person_id = names.person_id
            qualify row_number() over (
                partition by leaders.school_level
                order by leaders.is_director, leaders.person_id
            ) = 1
        )

        select
            known.school_level,
            led.school_level is not null as is_led,
            coalesce(answering.person_name, '') as answered_by
        from known
        left join led on known.school_level = led.school_level
        left join answering on known.school_level = answering.school_level
        where led.school_level is not null or exists (select 1 from administrators)
        order by known.grade
        """,
    )


def made(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return every export of the levels that `levels` names, the newest first.

    Columns: export_id, month, number, school_level, due_at, made_at (naive UTC),
    made_by (a name; as kept where it is no person), answered_by, ledger_block_id,
    count_sheets, count_files, act_sha256, is_void, is_led.
    """
    return ask(
        database,
        viewer,
        """
        with led as (
            select school_level from intermediate.int_leaders
            where person_id = $person_id
        ),

        administrators as (
            select person_id from staging.stg_staff
            where person_id = $person_id and role_list like '%,administrator,%'
        )

        select
            exports.export_id, exports.month, exports.number, exports.school_level,
            exports.due_at, exports.made_at,
            coalesce(makers.person_name, exports.made_by) as made_by,
            coalesce(names.person_name, exports.answered_by) as answered_by,
            exports.ledger_block_id, exports.count_sheets, exports.count_files,
            exports.act_sha256, exports.is_void,
            led.school_level is not null as is_led
        from staging.stg_exports as exports
        left join led on exports.school_level = led.school_level
        left join intermediate.int_person_names as makers
            on exports.made_by = makers.person_id
        left join intermediate.int_person_names as names
            on exports.answered_by = names.person_id
        where led.school_level is not null or exists (select 1 from administrators)
        order by exports.made_at desc, exports.export_id, exports.school_level
        """,
    )


def due(
    database: Database, viewer: Viewer, months: Sequence[tuple[str, date, date]]
) -> pl.DataFrame:
    """Return how many sheets the export of each month has, by level.

    `months` are (key, after_on, due_on) as `sheets_due` takes them; to whom `levels`
    names the level. Columns: month, school_level, count_sheets.
    """
    return ask(
        database,
        viewer,
        """
        with led as (
            select school_level from intermediate.int_leaders
            where person_id = $person_id
        ),

        administrators as (
            select person_id from staging.stg_staff
            where person_id = $person_id and role_list like '%,administrator,%'
        ),

        months as (
            select
                unnest($keys::varchar[]) as month,
                unnest($after::date[]) as after_on,
                unnest($due::date[]) as due_on
        )

        select months.month, periods.school_level, count(*) as count_sheets
        from intermediate.int_class_periods as periods
        inner join months
            on
                periods.starts_on <= months.due_on
                and periods.ends_on > months.after_on
        left join led on periods.school_level = led.school_level
        where led.school_level is not null or exists (select 1 from administrators)
        group by months.month, periods.school_level
        order by months.month, periods.school_level
        """,
        keys=[key for key, _, _ in months],
        after=[after_on for _, after_on, _ in months],
        due=[due_on for _, _, due_on in months],
    )


def files(database: Database, viewer: Viewer, export_id: str) -> pl.DataFrame:
    """Return the files of an export that are of a level the viewer answers for.

    Acts first, then by class and period. Columns: kind (act, sheet), school_level,
    class_id, period_name, path, sha256, size_bytes, code.
    """
    return ask(
        database,
        viewer,
        """
        select
            files.kind, files.school_level, files.class_id,
            coalesce(periods.period_name, files.period_id) as period_name,
            files.path, files.sha256, files.size_bytes, files.code
        from staging.stg_exported_files as files
        inner join intermediate.int_leaders as leaders
            on
                files.school_level = leaders.school_level
                and leaders.person_id = $person_id
        left join intermediate.int_class_periods as periods
            on
                files.class_id = periods.class_id
                and files.period_id = periods.period_id
        where files.export_id = $export_id
        order by
            files.kind, periods.grade, files.class_id, periods.starts_on, files.path
        """,
        export_id=export_id,
    )
