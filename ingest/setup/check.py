"""All sheets of a set-up workbook checked together; nothing is created before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.setup.check_attestations import attestation_problems
from ingest.setup.check_bells import bell_problems
from ingest.setup.check_deadlines import deadline_problems
from ingest.setup.check_lessons import lesson_problems
from ingest.setup.check_replaced import replaced_problems
from ingest.setup.check_replacements import replacement_problems
from ingest.setup.check_rows import row_problems
from ingest.setup.check_school import school_problems
from ingest.setup.check_year import year_problems
from ingest.setup.placed import Checked

if TYPE_CHECKING:
    from datetime import date

    from ingest.setup.reader import SetupReading
    from ingest.setup.rules import SetupProblem


def check_setup(reading: SetupReading, since: date | None = None) -> list[SetupProblem]:
    """Return every problem of a set-up, those of reading first.

    With `since`, clashes of lessons before that day are none: a row of a student names
    the class of now, and the groups of the class of before have ended.

    Rules that compute with dates and codes skip rows whose values are missing: those
    rows have problems of their own.
    """
    checked = Checked(reading, since)
    return [
        *reading.problems,
        *row_problems(checked),
        *school_problems(checked),
        *year_problems(checked),
        *bell_problems(checked),
        *lesson_problems(checked),
        *replaced_problems(checked),
        *deadline_problems(checked),
        *attestation_problems(checked),
        *replacement_problems(checked),
    ]
