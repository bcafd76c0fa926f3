"""What a printed form showed, and whose values changed since, for who may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def readable_form(database: Database, viewer: Viewer, code: str) -> pl.DataFrame:
    """Return the registered form if its figures are the viewer's to read, else no row.

    Columns as of `staging.stg_printed_forms`, then student_name.
    """
    return ask(
        database,
        viewer,
        """
        select forms.*, known.full_name as student_name
        from staging.stg_printed_forms as forms
        inner join intermediate.int_form_access as access
            on forms.code = access.code and access.person_id = $person_id
        left join staging.stg_known_students as known
            on forms.student_id = known.student_id
        where forms.code = $code
        """,
        code=code,
    )


def names_of_pages(database: Database, viewer: Viewer, code: str) -> pl.DataFrame:
    """Return the pages of a form that the viewer may read the figures of.

    Columns: page_id, unit_name, subject_name.
    """
    return ask(
        database,
        viewer,
        """
        with asked as (
            select unnest(forms.page_ids) as page_id
            from staging.stg_printed_forms as forms
            inner join intermediate.int_form_access as access
                on forms.code = access.code and access.person_id = $person_id
            where forms.code = $code
        )

        select names.page_id, names.unit_name, names.subject_name
        from intermediate.int_page_names as names
        inner join asked on names.page_id = asked.page_id
        order by names.unit_name, names.subject_name, names.page_id
        """,
        code=code,
    )


def names_of_students(database: Database, viewer: Viewer, code: str) -> pl.DataFrame:
    """Return the students whom a form may show; none to who may not read it.

    Of a report about one student that one, of a form of a class those of the class.
    Columns: student_id, student_name.
    """
    return ask(
        database,
        viewer,
        """
        with asked as (
            select
                unnest(forms.page_ids) as page_id, forms.class_id, forms.student_id
            from staging.stg_printed_forms as forms
            inner join intermediate.int_form_access as access
                on forms.code = access.code and access.person_id = $person_id
            where forms.code = $code
        )

        select distinct known.student_id, known.full_name as student_name
        from staging.stg_known_students as known
        inner join staging.stg_roster as roster on known.student_id = roster.student_id
        inner join asked
            on
                roster.page_id = asked.page_id
                and asked.class_id in ('', roster.class_id)
                and asked.student_id in ('', roster.student_id)
        order by known.student_id
        """,
        code=code,
    )
