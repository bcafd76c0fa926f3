"""Teaching and the rules of the journal: load, timetable, plans, marks, parameters."""

from __future__ import annotations

from expectations.hint_numbers import HINT_NUMBERS, NORMS
from expectations.language import N_
from ingest.setup.columns import Column, Sheet
from ingest.setup.sheets_year import WEEKDAYS

MARK_KINDS = {
    "mark": N_("mark"),
    "attendance": N_("attendance code"),
    "final": N_("final result"),
    "pass": N_("pass result"),
}
PARAMETER_NAMES = {
    "sou_weight_5": N_("Degree of learning: weight of 5"),
    "sou_weight_4": N_("Degree of learning: weight of 4"),
    "sou_weight_3": N_("Degree of learning: weight of 3"),
    "sou_weight_2": N_("Degree of learning: weight of 2"),
    "sou_weight_not_attested": N_("Degree of learning: weight of not attested"),
    "minimum_marks_up_to_2_hours": N_("Marks needed for a final: 1–2 hours a week"),
    "minimum_marks_over_2_hours": N_("Marks needed for a final: over 2 hours a week"),
    "rounding_threshold": N_("Rounding of an average: threshold"),
    "missed_share_not_attested": N_("Not attested: share of lessons missed"),
    "correction_lessons": N_("A “2” is corrected within lessons"),
    "programme_lag_hours": N_("Programme: lag in hours that is reported"),
    "access_log_days": N_("Log of access: days for which it is kept"),
    "archive_journal_years": N_("Archive: years for which a journal is kept"),
    "archive_summary_years": N_("Archive: years for which summary sheets are kept"),
    **{name: number.meaning for name, number in {**HINT_NUMBERS, **NORMS}.items()},
}
UNITS = {
    "days": N_("days"),
    "percent": N_("percent"),
    "marks": N_("marks (number)"),
    "share": N_("share from 0 to 1"),
    "lessons": N_("lessons"),
    "hours": N_("hours"),
    "weeks": N_("weeks"),
    "years": N_("years"),
    "points": N_("points of a mark"),
    "subjects": N_("subjects"),
    "minutes": N_("minutes"),
}

_UNIT = Column(
    "unit_id",
    N_("Class or group"),
    "code",
    16,
    N_("A class or a group code."),
    is_required=True,
    refers_to=("classes", "groups"),
)
_SUBJECT = Column(
    "subject_id",
    N_("Subject (code)"),
    "code",
    14,
    N_("A code of the sheet “Subjects”."),
    is_required=True,
    refers_to=("subjects",),
)
_STARTS_ON = Column(
    "starts_on",
    N_("Since (day)"),
    "date",
    14,
    N_("Empty means from the first day of the year."),
)
_ENDS_ON = Column(
    "ends_on",
    N_("Until (day)"),
    "date",
    14,
    N_("The last day; empty means to the end of the year."),
)

LOAD = Sheet(
    table="load",
    title=N_("Teaching load"),
    help=N_("Who teaches what to whom: each row gives a teacher a journal page."),
    key=("unit_id", "subject_id", "person_id", "starts_on"),
    columns=(
        _UNIT,
        _SUBJECT,
        Column(
            "person_id",
            N_("Teacher (code)"),
            "code",
            14,
            N_("A staff code."),
            is_required=True,
            refers_to=("staff",),
        ),
        Column(
            "hours_per_week",
            N_("Hours a week"),
            "number",
            10,
            N_("As in the curriculum: 5 or 0,5."),
            is_required=True,
            lowest=0.1,
            highest=40,
        ),
        _STARTS_ON,
        _ENDS_ON,
    ),
)

TIMETABLE = Sheet(
    table="timetable",
    title=N_("Timetable"),
    help=N_("One row per lesson of the week; the teacher follows from the load."),
    key=("unit_id", "subject_id", "weekday", "slot", "starts_on", "is_instead"),
    columns=(
        _UNIT,
        _SUBJECT,
        Column(
            "weekday",
            N_("Weekday"),
            "number_choice",
            16,
            N_("Choose from the list, or write 1 for Monday."),
            is_required=True,
            choices=WEEKDAYS,
        ),
        Column(
            "slot",
            N_("Lesson no."),
            "integer",
            10,
            N_("A number of the sheet “Bells”."),
            is_required=True,
            lowest=0,
            highest=14,
        ),
        Column("room", N_("Room"), "code", 10, N_("May be empty.")),
        _STARTS_ON,
        _ENDS_ON,
        Column(
            "is_instead",
            N_("Instead of the ordinary timetable"),
            "yes_no",
            26,
            N_(
                "Yes: on these weekdays between both dates, the class or group has its "
                "rows with “yes” only."
            ),
        ),
    ),
)

LESSON_PLANS = Sheet(
    table="lesson_plans",
    title=N_("Lesson plans"),
    help=N_("Calendar-thematic plans: topics in the order of the lessons (§2.6)."),
    key=("plan_id", "position"),
    is_required=False,
    columns=(
        Column(
            "plan_id",
            N_("Plan code"),
            "code",
            14,
            N_("Any short code; one plan serves several classes."),
            is_required=True,
        ),
        _SUBJECT,
        Column(
            "units",
            N_("For classes or groups"),
            "codes",
            18,
            N_("5А,5Б or a grade 5; empty for all classes of the subject."),
            refers_to=("classes", "groups"),
        ),
        Column(
            "position",
            N_("Lesson in the plan"),
            "integer",
            10,
            N_("The number of the lesson from the beginning of the year."),
            is_required=True,
            lowest=1,
            highest=400,
        ),
        Column(
            "topic",
            N_("Topic of the lesson"),
            "text",
            60,
            N_("As it goes into the journal."),
            is_required=True,
        ),
        Column(
            "homework",
            N_("Planned homework"),
            "text",
            40,
            N_("Is offered to the teacher; may be empty."),
        ),
    ),
)

WORK_TYPES = Sheet(
    table="work_types",
    title=N_("Work types"),
    help=N_("What a mark is given for; decides its term and weight (§2.5, §2.6)."),
    key=("work_type_id",),
    columns=(
        Column(
            "work_type_id",
            N_("Work type code"),
            "code",
            18,
            N_("Short Latin word, lasting."),
            is_required=True,
        ),
        Column(
            "name",
            N_("Work type name"),
            "text",
            36,
            N_("As teachers choose it."),
            is_required=True,
        ),
        Column(
            "weight",
            N_("Weight"),
            "number",
            10,
            N_("1 if all marks weigh the same."),
            is_required=True,
            lowest=0,
            highest=100,
        ),
        Column(
            "is_written",
            N_("Written work"),
            "yes_no",
            14,
            N_("Yes gives the mark the term of written works (§2.5)."),
            is_required=True,
        ),
    ),
)

MARK_SCALE = Sheet(
    table="mark_scale",
    title=N_("Mark scale"),
    help=N_("Marks and codes that may stand in a journal cell."),
    key=("code",),
    columns=(
        Column(
            "code",
            N_("Mark or code"),
            "code",
            16,
            N_("As it is written in the journal."),
            is_required=True,
        ),
        Column(
            "kind",
            N_("Kind of mark"),
            "choice",
            20,
            N_("Choose from the list."),
            is_required=True,
            choices=MARK_KINDS,
        ),
        Column(
            "name",
            N_("What it means"),
            "text",
            34,
            N_("In words."),
            is_required=True,
        ),
        Column(
            "value",
            N_("Number of the mark"),
            "integer",
            12,
            N_("For marks that count in averages."),
            lowest=0,
            highest=100,
        ),
        Column(
            "aliases",
            N_("Also written as"),
            "text",
            36,
            N_("Other spellings with commas, case does not matter."),
        ),
    ),
)

PARAMETERS = Sheet(
    table="parameters",
    title=N_("Parameters"),
    help=N_("Weights and thresholds of the school's regulation, with the clause."),
    key=("parameter_id",),
    columns=(
        Column(
            "parameter_id",
            N_("Parameter"),
            "choice",
            60,
            N_("Leave this column as it is."),
            is_required=True,
            choices=PARAMETER_NAMES,
        ),
        Column(
            "value",
            N_("Parameter value"),
            "number",
            12,
            N_("The school's own number."),
            is_required=True,
        ),
        Column(
            "unit",
            N_("Unit of measure"),
            "choice",
            20,
            N_("In what it is counted."),
            choices=UNITS,
        ),
        Column("clause", N_("Clause"), "text", 14, N_("Of the regulation: §2.5.")),
    ),
)
