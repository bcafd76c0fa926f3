"""Rules about final marks of the year, of exams and overall."""

from __future__ import annotations

from expectations.language import N_
from ingest.setup.rule import CRITICAL, SetupRule

RULES: tuple[SetupRule, ...] = (
    SetupRule(
        "setup_attestation_in_year",
        CRITICAL,
        "§2.8",
        N_(
            "“{value}” lies before the school year or more than a year after its "
            "beginning."
        ),
        N_("Final marks of a year are entered in or soon after it."),
        N_("They would belong to another school year."),
        N_("Correct the day."),
    ),
    SetupRule(
        "setup_attestation_once",
        CRITICAL,
        "§2.8",
        N_("The mark “{value}” is set twice for grade {grade} and subject {subject}."),
        N_("A final mark is set once for a grade and subject."),
        N_("Nobody could say in which days it is entered."),
        N_("Delete one of the two rows, or give them different grades or subjects."),
    ),
    SetupRule(
        "setup_attestation_named",
        CRITICAL,
        "§2.8",
        N_("“{value}” stands above another column already."),
        N_("Each final mark of a grade has a name of its own."),
        N_("The teacher would not know which column is which."),
        N_("Give the mark another name."),
    ),
)
