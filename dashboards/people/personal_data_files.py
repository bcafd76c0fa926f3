"""The files of the page of personal data, made when somebody asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.csv_export import safe_csv
from dashboards.forms.pseudonymised_readme import readme
from dashboards.forms.statement_xlsx import StatementFacts, statement_xlsx
from warehouse.access.roles import person_name
from warehouse.clock import school_day, utc_naive
from warehouse.personal_data import about_student, analysis_tables, pseudonymised

if TYPE_CHECKING:
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer


def statement_file(
    school: School, viewer: Viewer, student_id: str, language: str
) -> bytes:
    """Return the statement about a student; refuses one who is not the viewer's."""
    database = school.database
    told = about_student.statement(database, viewer, student_id)
    facts = StatementFacts(
        school_name=school.name,
        made_at=utc_naive(school.clock.now()),
        made_by=person_name(database, viewer.person_id),
        count_closed=about_student.count_closed_entries(database, viewer, student_id),
        zone=school.timezone,
        language=language,
    )
    return statement_xlsx(told, facts)


def export_file(school: School, viewer: Viewer, language: str) -> bytes:
    """Return the export for analysis of the viewer's levels."""
    zone = school.timezone.key
    tables = analysis_tables.analysis_tables(school.database, viewer, zone)
    left_out = analysis_tables.count_left_out(school.database, viewer, zone)
    today = school_day(school.clock.now(), school.timezone)
    return pseudonymised.pack(
        pseudonymised.pseudonymised(tables),
        readme(today, analysis_tables.SMALLEST_GROUP, left_out, language),
        safe_csv,
    )
