"""One section of the statement about a student, and the steps that all begin with."""

from __future__ import annotations

from typing import NamedTuple

# The student, if the viewer answers for them; the viewer's pages; names of the staff.
_SHARED = """
with allowed as (
    select
        student_id,
        $student_person_id::varchar as student_person_id
    from intermediate.int_student_data_access
    where person_id = $person_id and student_id = $student_id
),

pages as (
    select
        pages.page_id,
        pages.title as page_title
    from journal.pages as pages
    inner join intermediate.int_page_access as access
        on
            pages.page_id = access.page_id
            and access.person_id = $person_id
            and access.sees_all_students
    union all
    select
        sheets.page_id,
        sheets.unit_name as page_title
    from intermediate.int_message_places as sheets
    inner join intermediate.int_class_access as access
        on sheets.unit_id = access.class_id and access.person_id = $person_id
    where sheets.is_class_sheet
),

people as (
    select
        person_id,
        max_by(concat_ws(' ', surname, given_name, patronymic), valid_from)
            as person_name
    from setup.staff
    group by person_id
),

periods as (
    select
        period_id,
        max_by(name, valid_from) as period_name
    from setup.periods
    group by period_id
    union all
    select
        period_id,
        min(name) as period_name
    from journal.page_attestations
    group by period_id
)
"""


class Section(NamedTuple):
    """One sheet of the statement; its query goes on after the shared steps."""

    name: str
    tables: tuple[str, ...]
    query: str

    @property
    def whole_query(self) -> str:
        """The query with the shared steps in front."""
        return f"{_SHARED}{self.query}"
