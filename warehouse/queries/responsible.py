"""Who answered for which page and class from when until when, and by which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


class Asked(NamedTuple):
    """Of a class or group, of a person, on a day; '' and None are any."""

    unit_id: str = ""
    person_id: str = ""
    on: date | None = None


def history(database: Database, viewer: Viewer, asked: Asked) -> pl.DataFrame:
    """Return the stays that are asked for, of the viewer's levels.

    A class's are those of its own pages, of the pages of groups that its students are
    on, and of its homeroom. Columns: what (`page`, `homeroom`), unit_id, unit_name,
    subject_name, person_id ('' for nobody), person_name, starts_on, ends_on (null while
    it lasts), kind (of the deed by which they came, '' for the set-up), order_number,
    order_on.
    """
    return ask(
        database,
        viewer,
        """
        with units as (
            select $unit_id as unit_id
            union
            select pages.unit_id
            from staging.stg_roster as roster
            inner join staging.stg_pages as pages on roster.page_id = pages.page_id
            where roster.class_id = $unit_id
        )

        select
            stays.what, stays.unit_id,
            coalesce(groups.group_name, stays.unit_id) as unit_name,
            coalesce(names.subject_name, '') as subject_name, stays.person_id,
            coalesce(people.person_name, stays.person_id) as person_name,
            stays.starts_on, nullif(stays.ends_on, date '9999-12-31') as ends_on,
            stays.kind, stays.order_number, stays.order_on
        from intermediate.int_responsible as stays
        inner join intermediate.int_staff_change_access as access
            on stays.unit_id = access.unit_id and access.person_id = $person_id
        left join staging.stg_known_groups as groups on stays.unit_id = groups.group_id
        left join staging.stg_known_classes as classes
            on stays.unit_id = classes.class_id
        left join intermediate.int_page_names as names on stays.page_id = names.page_id
        left join intermediate.int_person_names as people
            on stays.person_id = people.person_id
        where
            ($unit_id = '' or stays.unit_id in (select units.unit_id from units))
            and ($of_person = '' or stays.person_id = $of_person)
            and (
                $on_day is null
                or $on_day between stays.starts_on and stays.ends_on
            )
        order by
            coalesce(classes.grade, groups.grade), stays.what, unit_name,
            names.subject_name, stays.starts_on, person_name
        """,
        unit_id=asked.unit_id,
        of_person=asked.person_id,
        on_day=asked.on,
    )
