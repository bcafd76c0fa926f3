"""Lessons that go otherwise than the timetable says: the sheet “Replacements”."""

from __future__ import annotations

from expectations.language import N_
from ingest.setup.columns import Column, Sheet

REPLACEMENT_KINDS = {
    "substitute": N_("another teacher"),
    "cancelled": N_("cancelled"),
    "moved": N_("moved"),
    "merged": N_("groups merged"),
    "distance": N_("at a distance"),
}

REPLACEMENTS = Sheet(
    table="replacements",
    title=N_("Replacements"),
    help=N_(
        "One row per lesson that goes otherwise than the timetable says: who gives it, "
        "or where it goes. A row that is left out still holds: it is taken back on the "
        "page “Replacements”."
    ),
    key=("unit_id", "subject_id", "lesson_on", "slot"),
    is_required=False,
    keeps_left_out=True,
    columns=(
        Column(
            "unit_id",
            N_("Class or group"),
            "code",
            16,
            N_("A class or a group code."),
            is_required=True,
            refers_to=("classes", "groups"),
        ),
        Column(
            "subject_id",
            N_("Subject (code)"),
            "code",
            14,
            N_("A code of the sheet “Subjects”."),
            is_required=True,
            refers_to=("subjects",),
        ),
        Column(
            "lesson_on",
            N_("Day by the timetable"),
            "date",
            14,
            N_("The day on which the timetable has the lesson."),
            is_required=True,
        ),
        Column(
            "slot",
            N_("Lesson no."),
            "integer",
            10,
            N_("Its number by the timetable."),
            is_required=True,
            lowest=0,
            highest=14,
        ),
        Column(
            "kind",
            N_("What happens"),
            "choice",
            18,
            N_("Choose from the list."),
            is_required=True,
            choices=REPLACEMENT_KINDS,
        ),
        Column(
            "person_id",
            N_("Who gives it (code)"),
            "code",
            14,
            N_(
                "A staff code: of the other teacher, or of who takes the groups "
                "together. Of a moved lesson it may be empty."
            ),
            refers_to=("staff",),
        ),
        Column(
            "to_on",
            N_("To the day"),
            "date",
            14,
            N_("Of a moved lesson; empty if it stays on its day."),
        ),
        Column(
            "to_slot",
            N_("To the lesson no."),
            "integer",
            10,
            N_("Of a moved lesson; empty if it keeps its number."),
            lowest=0,
            highest=14,
        ),
        Column("room", N_("Other room"), "code", 10, N_("Empty if it keeps its own.")),
        Column("reason", N_("Reason"), "text", 36, N_("Illness, a trip, quarantine.")),
        Column(
            "document_number",
            N_("Order no."),
            "text",
            14,
            N_("The order's number; may be empty."),
        ),
    ),
)
