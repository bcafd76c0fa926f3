"""Subjects, people and where they belong: staff, classes, students, groups."""

from __future__ import annotations

from expectations.language import N_
from ingest.setup.columns import Column, Sheet

ROLES = {
    "director": N_("director"),
    "deputy": N_("deputy head"),
    "secretary": N_("secretary"),
    "administrator": N_("system administrator"),
    "teacher": N_("teacher"),
}
LEVELS = {
    "noo": N_("primary (1–4)"),
    "ooo": N_("basic (5–9)"),
    "soo": N_("upper secondary (10–11)"),
}
GRADINGS = {
    "marks": N_("marks"),
    "pass": N_("pass or fail"),
    "none": N_("without marks"),
}
GROUP_KINDS = {
    "group": N_("study group"),
    "individual": N_("individual plan"),
}
WEEK_LENGTHS = {"5": N_("5 days"), "6": N_("6 days")}

_SURNAME = Column(
    "surname", N_("Surname"), "text", 18, N_("As in the passport."), is_required=True
)
_GIVEN_NAME = Column(
    "given_name", N_("Given name"), "text", 16, N_("In full."), is_required=True
)
_PATRONYMIC = Column(
    "patronymic", N_("Patronymic"), "text", 18, N_("Empty if there is none.")
)

SUBJECTS = Sheet(
    table="subjects",
    title=N_("Subjects"),
    help=N_("Subjects as they are called in the journal."),
    key=("subject_id",),
    columns=(
        Column(
            "subject_id",
            N_("Subject code"),
            "code",
            14,
            N_("Short and lasting: МАТ, РУС."),
            is_required=True,
        ),
        Column(
            "name",
            N_("Subject name"),
            "text",
            36,
            N_("In full, as in the curriculum."),
            is_required=True,
        ),
        Column(
            "short_name",
            N_("Short subject name"),
            "text",
            16,
            N_("For narrow columns of summary sheets."),
        ),
        Column(
            "grading",
            N_("Grading"),
            "choice",
            20,
            N_("Marks, pass or fail, or no marks at all."),
            is_required=True,
            choices=GRADINGS,
        ),
        Column(
            "grades_without_marks",
            N_("Grades without marks"),
            "grades",
            16,
            N_("Usually 1; empty if there are none."),
        ),
        Column(
            "rounding_threshold",
            N_("Rounding threshold"),
            "number",
            14,
            N_("From which fraction an average is rounded up; empty means 0.5."),
            lowest=0.1,
            highest=0.99,
        ),
    ),
)

STAFF = Sheet(
    table="staff",
    title=N_("Staff"),
    help=N_("Everyone who opens the journal, with the roles of each."),
    key=("person_id",),
    columns=(
        Column(
            "person_id",
            N_("Staff code"),
            "code",
            12,
            N_("Lasting, for example the payroll number."),
            is_required=True,
        ),
        _SURNAME,
        _GIVEN_NAME,
        _PATRONYMIC,
        Column(
            "roles",
            N_("Roles"),
            "choices",
            26,
            N_("One or several with commas: director, teacher."),
            is_required=True,
            choices=ROLES,
        ),
        Column(
            "levels",
            N_("Levels of the deputy"),
            "choices",
            30,
            N_("For a deputy head: which levels he answers for."),
            choices=LEVELS,
        ),
        Column(
            "login",
            N_("Login"),
            "code",
            18,
            N_("Latin letters and digits; empty if the person has no account."),
            is_unique=True,
        ),
    ),
)

CLASSES = Sheet(
    table="classes",
    title=N_("Classes"),
    help=N_("Classes with their grade, shift and homeroom teacher."),
    key=("class_id",),
    columns=(
        Column(
            "class_id",
            N_("Class"),
            "code",
            10,
            N_("The grade and the letter: 5А."),
            is_required=True,
        ),
        Column(
            "grade",
            N_("Grade"),
            "integer",
            10,
            N_("A number from 1 to 11."),
            is_required=True,
            lowest=1,
            highest=12,
        ),
        Column(
            "shift",
            N_("Shift of the class"),
            "integer",
            10,
            N_("1 or 2."),
            is_required=True,
            lowest=1,
            highest=3,
        ),
        Column(
            "week_days",
            N_("School week"),
            "number_choice",
            14,
            N_("5 or 6 school days a week."),
            is_required=True,
            choices=WEEK_LENGTHS,
        ),
        Column(
            "homeroom_person_id",
            N_("Homeroom teacher (code)"),
            "code",
            18,
            N_("A staff code."),
            refers_to=("staff",),
        ),
    ),
)

STUDENTS = Sheet(
    table="students",
    title=N_("Students"),
    help=N_("Students with their class and the dates of enrolment and leaving."),
    key=("student_id",),
    columns=(
        Column(
            "student_id",
            N_("Personal file"),
            "code",
            14,
            N_("The number of the personal file: К-0231."),
            is_required=True,
        ),
        _SURNAME,
        _GIVEN_NAME,
        _PATRONYMIC,
        Column(
            "class_id",
            N_("Student's class"),
            "code",
            10,
            N_("A class of the sheet “Classes”."),
            is_required=True,
            refers_to=("classes",),
        ),
        Column(
            "enrolled_on",
            N_("Enrolled on"),
            "date",
            14,
            N_("The first day in the school."),
            is_required=True,
        ),
        Column(
            "left_on",
            N_("Left on"),
            "date",
            14,
            N_("The last day in the school; empty while the student is here."),
        ),
        Column(
            "order_number",
            N_("Order number"),
            "text",
            18,
            N_("The order of enrolment or leaving (§2.13)."),
        ),
    ),
)

PARENTS = Sheet(
    table="parents",
    title=N_("Parents"),
    help=N_("Parents and guardians: each reads the diaries of the own children."),
    key=("person_id",),
    is_required=False,
    columns=(
        Column(
            "person_id",
            N_("Parent code"),
            "code",
            12,
            N_("Lasting: Р-0231. Who works at the school keeps the staff code."),
            is_required=True,
        ),
        _SURNAME,
        _GIVEN_NAME,
        _PATRONYMIC,
        Column(
            "students",
            N_("Children (personal files)"),
            "codes",
            24,
            N_("Numbers of the sheet “Students”, with commas: К-0231, К-0232."),
            is_required=True,
            refers_to=("students",),
        ),
    ),
)

GROUPS = Sheet(
    table="groups",
    title=N_("Groups"),
    help=N_("Study groups and individual plans: each has journal pages of its own."),
    key=("group_id",),
    is_required=False,
    columns=(
        Column(
            "group_id",
            N_("Group code"),
            "code",
            16,
            N_("Short and lasting: 5А-англ1."),
            is_required=True,
        ),
        Column(
            "name",
            N_("Group name"),
            "text",
            30,
            N_("As teachers call it."),
            is_required=True,
        ),
        Column(
            "kind",
            N_("Kind of group"),
            "choice",
            20,
            N_("A study group, or one student's individual plan."),
            is_required=True,
            choices=GROUP_KINDS,
        ),
        Column(
            "grade",
            N_("Grade of the group"),
            "integer",
            12,
            N_("A number from 1 to 11."),
            is_required=True,
            lowest=1,
            highest=12,
        ),
        Column(
            "shift",
            N_("Shift of the group"),
            "integer",
            12,
            N_("1 or 2."),
            is_required=True,
            lowest=1,
            highest=3,
        ),
    ),
)

GROUP_MEMBERS = Sheet(
    table="group_members",
    title=N_("Group members"),
    help=N_("Who is in which group, and since when."),
    key=("group_id", "student_id", "joined_on"),
    is_required=False,
    columns=(
        Column(
            "group_id",
            N_("Group"),
            "code",
            16,
            N_("A group of the sheet “Groups”."),
            is_required=True,
            refers_to=("groups",),
        ),
        Column(
            "student_id",
            N_("Member's personal file"),
            "code",
            16,
            N_("A number of the sheet “Students”."),
            is_required=True,
            refers_to=("students",),
        ),
        Column(
            "joined_on",
            N_("In the group since"),
            "date",
            16,
            N_("Empty means from the first day of the year."),
        ),
        Column(
            "left_on",
            N_("In the group until"),
            "date",
            16,
            N_("The last day in the group; empty while it lasts."),
        ),
    ),
)
