"""What must be formed (§2.2): each check with its clause and who answers for it."""

from __future__ import annotations

from typing import NamedTuple

from expectations.language import N_


class Check(NamedTuple):
    """One check of the readiness; `check_id` as in `intermediate.int_readiness`."""

    check_id: str
    name: str
    rule: str
    clause: str
    who: str  # a key of WHO


WHO = {
    "deputy": N_("deputy directors"),
    "secretary": N_("secretary"),
    "administrator": N_("system administrator"),
    "homeroom": N_("homeroom teachers"),
    "teacher": N_("teachers"),
}
CHECKS = (
    Check(
        "calendar",
        N_("Calendar of the year"),
        N_("Vacations and public holidays stand in the calendar."),
        "2.2",
        "deputy",
    ),
    Check(
        "periods",
        N_("Reporting periods of each grade"),
        N_("Every lesson of a grade lies in one of its periods."),
        "2.2",
        "deputy",
    ),
    Check(
        "bells",
        N_("Bells of each shift"),
        N_("Every shift in which a class or group learns has its bells."),
        "2.2",
        "deputy",
    ),
    Check(
        "unit_bells",
        N_("A bell for each lesson of the timetable"),
        N_("Every lesson of the timetable has a bell, so that it takes place."),
        "2.2",
        "deputy",
    ),
    Check(
        "homeroom",
        N_("Homeroom teachers"),
        N_("Every class has a homeroom teacher who works at the school."),
        "2.4",
        "deputy",
    ),
    Check(
        "class_roster",
        N_("Rosters of classes"),
        N_("Every class has students."),
        "2.13",
        "secretary",
    ),
    Check(
        "group_members",
        N_("Members of groups"),
        N_("Every study group and individual plan has students."),
        "2.3",
        "deputy",
    ),
    Check(
        "divided",
        N_("Everybody in one group of a divided subject"),
        N_(
            "If most of a class learns a subject in groups, everybody is in one of "
            "them: nobody in none, nobody in two."
        ),
        "2.3",
        "deputy",
    ),
    Check(
        "teacher",
        N_("A teacher on every day of the year"),
        N_("Every lesson of a journal page has a teacher on its day."),
        "2.3",
        "deputy",
    ),
    Check(
        "hours",
        N_("Load as in the timetable"),
        N_("Hours a week of the load and of the timetable differ by less than one."),
        "2.2",
        "deputy",
    ),
    Check(
        "clashes",
        N_("Timetable without clashes"),
        N_("No teacher and no student has two lessons at the same time."),
        "2.2",
        "deputy",
    ),
    Check(
        "lesson_plan",
        N_("Lesson plans for the whole year"),
        N_("Every lesson of the year has a topic of the plan."),
        "2.6",
        "teacher",
    ),
    Check(
        "work_types",
        N_("Work types"),
        N_("There are work types, and written works among them."),
        "2.6",
        "deputy",
    ),
    Check(
        "mark_scale",
        N_("Mark scale"),
        N_("There are marks to enter."),
        "2.2",
        "deputy",
    ),
    Check(
        "deadlines",
        N_("Deadlines"),
        N_("Every kind of entry has its deadline."),
        "2.2",
        "deputy",
    ),
    Check(
        "parameters",
        N_("Parameters of the regulation"),
        N_("Every number that the program reads is set."),
        "2.2",
        "deputy",
    ),
    Check(
        "accounts",
        N_("Accounts of teachers"),
        N_("Every teacher has an account that is open."),
        "4.1",
        "administrator",
    ),
    Check(
        "student_accounts",
        N_("Accounts of students"),
        N_("Every student of the class has an account."),
        "2.14",
        "homeroom",
    ),
    Check(
        "logged_in",
        N_("Teachers have logged in"),
        N_("Every teacher has logged in at least once."),
        "2.2",
        "teacher",
    ),
    Check(
        "workbooks",
        N_("Workbooks were taken"),
        N_("Every teacher has taken a workbook of this year at least once."),
        "2.2",
        "teacher",
    ),
)
