"""Final marks beside those of periods: which there are, and when they are entered."""

from __future__ import annotations

from expectations.language import N_
from ingest.setup.columns import Column, Sheet

ATTESTATION_KINDS = {
    "year": N_("of the year"),
    "exam": N_("of an exam"),
    "overall": N_("overall, for the certificate"),
}

ATTESTATIONS = Sheet(
    table="attestations",
    title=N_("Attestations"),
    help=N_(
        "Final marks beside those of periods: of the year, of exams, overall. Without "
        "a row the year is entered in the last days of the last period."
    ),
    key=("kind", "grades", "subjects"),
    is_required=False,
    columns=(
        Column(
            "kind",
            N_("Which final mark"),
            "choice",
            28,
            N_("The year's, an exam's or the overall one."),
            is_required=True,
            choices=ATTESTATION_KINDS,
        ),
        Column(
            "grades",
            N_("Grades"),
            "grades",
            12,
            N_("For which grades: 1-9 or 1,2,5-7."),
            is_required=True,
        ),
        Column(
            "subjects",
            N_("Only these subjects"),
            "codes",
            24,
            N_("Empty for all subjects with marks; or a list of subject codes."),
            refers_to=("subjects",),
        ),
        Column(
            "name",
            N_("Name of the mark"),
            "text",
            20,
            N_("As it stands above the column: Year, Exam, Overall."),
            is_required=True,
        ),
        Column(
            "starts_on",
            N_("Entered from"),
            "date",
            16,
            N_("The first day on which it is entered."),
            is_required=True,
        ),
        Column(
            "ends_on",
            N_("Entered until"),
            "date",
            16,
            N_("The last day on which it is entered, it may lie after the lessons."),
            is_required=True,
        ),
    ),
)
