"""The school, its year and its days: about, periods, calendar, bells."""

from __future__ import annotations

from expectations.language import N_
from ingest.setup.columns import Column, Sheet

SETTINGS = {
    "school_id": N_("School code (Latin letters)"),
    "name": N_("Full name of the school"),
    "short_name": N_("Short name of the school"),
    "timezone": N_("Time zone"),
    "language": N_("Language of the workbooks"),
    "week_days": N_("School days a week (5 or 6)"),
    "year_id": N_("School year code"),
    "year_name": N_("School year"),
    "year_starts_on": N_("First day of the year"),
    "year_ends_on": N_("Last day of the year"),
    "rounding": N_("Rounding of figures: half_up (2.5 → 3) or half_even (2.5 → 2)"),
}
SETTING_KINDS = {
    "week_days": "integer",
    "year_starts_on": "date",
    "year_ends_on": "date",
}
WEEKDAYS = {
    "1": N_("Monday"),
    "2": N_("Tuesday"),
    "3": N_("Wednesday"),
    "4": N_("Thursday"),
    "5": N_("Friday"),
    "6": N_("Saturday"),
    "7": N_("Sunday"),
}
PERIOD_KINDS = {
    "quarter": N_("quarter"),
    "half_year": N_("half-year"),
    "trimester": N_("trimester"),
}
DAY_KINDS = {
    "vacation": N_("vacation"),
    "holiday": N_("public holiday"),
    "day_off": N_("day off by order"),
    "working_day": N_("transferred working day"),
    "shortened": N_("shortened day"),
    "distance": N_("distance learning day"),
}

ABOUT = Sheet(
    table="about",
    title=N_("School"),
    help=N_("What the school is called and when its year begins and ends."),
    key=("setting",),
    columns=(
        Column(
            "setting",
            N_("Setting"),
            "choice",
            34,
            N_("Leave this column as it is."),
            is_required=True,
            choices=SETTINGS,
        ),
        Column(
            "value",
            N_("Setting value"),
            "setting",
            60,
            N_(
                "Write the school's own value, for example Asia/Yekaterinburg. "
                "Rounding left empty is half_up."
            ),
        ),
    ),
)

PERIODS = Sheet(
    table="periods",
    title=N_("Periods"),
    help=N_("Reporting periods: quarters, half-years or trimesters of each grade."),
    key=("period_id",),
    columns=(
        Column(
            "period_id",
            N_("Period code"),
            "code",
            14,
            N_("Any short code, for example 2026-Q1; it stays the same all year."),
            is_required=True,
        ),
        Column(
            "year_id",
            N_("Year code of the period"),
            "code",
            12,
            N_("The code of the school year, as on the sheet “School”."),
            is_required=True,
        ),
        Column(
            "name",
            N_("Period name"),
            "text",
            20,
            N_("As it is printed: 1st quarter."),
            is_required=True,
        ),
        Column(
            "kind",
            N_("Kind of period"),
            "choice",
            14,
            N_("Choose from the list."),
            is_required=True,
            choices=PERIOD_KINDS,
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
            "starts_on",
            N_("First day of the period"),
            "date",
            14,
            N_("A date, for example 01.09.2026."),
            is_required=True,
        ),
        Column(
            "ends_on",
            N_("Last day of the period"),
            "date",
            14,
            N_("The last day of lessons, it belongs to the period."),
            is_required=True,
        ),
    ),
)

CALENDAR = Sheet(
    table="calendar",
    title=N_("Calendar"),
    help=N_("Vacations, holidays, days off, transferred, shortened and distance days."),
    key=("starts_on", "classes", "kind"),
    is_required=False,
    columns=(
        Column(
            "starts_on",
            N_("From (day)"),
            "date",
            14,
            N_("The first day, for example 24.10.2026."),
            is_required=True,
        ),
        Column(
            "ends_on",
            N_("To (day)"),
            "date",
            14,
            N_("The last day; the same date if it is one day."),
            is_required=True,
        ),
        Column(
            "kind",
            N_("Kind of day"),
            "choice",
            24,
            N_("Choose from the list."),
            is_required=True,
            choices=DAY_KINDS,
        ),
        Column(
            "classes",
            N_("For classes"),
            "codes",
            16,
            N_("Empty for all; or classes 1А,1Б; or grades 1 or 1-4."),
            refers_to=("classes",),
        ),
        Column(
            "as_weekday",
            N_("By the timetable of"),
            "number_choice",
            18,
            N_("For a transferred working day: whose timetable is followed."),
            choices=WEEKDAYS,
        ),
        Column("note", N_("Note"), "text", 52, N_("The reason or the order.")),
    ),
)

BELLS = Sheet(
    table="bells",
    title=N_("Bells"),
    help=N_("When each lesson begins and ends, by shift and day."),
    key=("shift", "day", "slot", "classes"),
    columns=(
        Column(
            "shift",
            N_("Shift of the bells"),
            "integer",
            10,
            N_("1 or 2."),
            is_required=True,
            lowest=1,
            highest=3,
        ),
        Column(
            "day",
            N_("Day of the bells"),
            "choice",
            20,
            N_("Every day, or a day whose bells differ."),
            is_required=True,
            choices={
                "*": N_("every day"),
                **WEEKDAYS,
                "shortened": N_("shortened days"),
            },
        ),
        Column(
            "slot",
            N_("Lesson number"),
            "integer",
            10,
            N_("The lesson's number in the day."),
            is_required=True,
            lowest=0,
            highest=14,
        ),
        Column(
            "starts_time",
            N_("Lesson begins"),
            "time",
            12,
            N_("A time, for example 08:30."),
            is_required=True,
        ),
        Column(
            "ends_time",
            N_("Lesson ends"),
            "time",
            12,
            N_("A time, for example 09:10."),
            is_required=True,
        ),
        Column(
            "classes",
            N_("For classes"),
            "codes",
            26,
            N_(
                "Empty for all; or grades 1-4, or classes and groups. A class goes "
                "before its grade, a grade before all."
            ),
            refers_to=("classes", "groups"),
        ),
    ),
)
