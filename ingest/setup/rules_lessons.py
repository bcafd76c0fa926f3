"""Rules about bells, teaching, timetable, people, terms and plans."""

from __future__ import annotations

from expectations.language import N_
from ingest.setup.rule import CRITICAL, FORMED, WARNING, SetupRule

RULES: tuple[SetupRule, ...] = (
    SetupRule(
        "setup_bells_in_order",
        CRITICAL,
        FORMED,
        N_("Lesson {value} begins at {starts} before lesson {other} ends at {ends}."),
        N_("Lessons of a day follow one another."),
        N_("Terms of marks and homework are counted from the bells."),
        N_("Correct the times of one of the two lessons."),
    ),
    SetupRule(
        "setup_bells_shortened",
        WARNING,
        FORMED,
        N_("“{value}” have bells of their own, but none for shortened days."),
        N_("Classes with bells of their own have them for shortened days too."),
        N_("Their own bells go before the common ones, on shortened days too."),
        N_("Add rows of the shortened day for these classes."),
    ),
    SetupRule(
        "setup_slot_has_bell",
        CRITICAL,
        FORMED,
        N_("Lesson {value} of shift {shift} has no bell."),
        N_("Every lesson of the timetable has its bell."),
        N_("Without a time the lesson cannot be in the journal."),
        N_("Add the lesson to the sheet “Bells”, or correct its number."),
    ),
    SetupRule(
        "setup_weekday_in_week",
        WARNING,
        FORMED,
        N_("{value} is not a school day of {unit}."),
        N_("Lessons are set for school days."),
        N_("Such a lesson never comes about."),
        N_("Move the lesson, or give the class a 6-day week."),
    ),
    SetupRule(
        "setup_instead_has_days",
        CRITICAL,
        FORMED,
        N_("{unit}: a replaced timetable needs its first and its last day."),
        N_("A row that stands instead of the ordinary timetable has both dates."),
        N_("Without them it would do away with the ordinary timetable for good."),
        N_("Write both days, the same one twice for a single day."),
    ),
    SetupRule(
        "setup_instead_on_a_day",
        WARNING,
        FORMED,
        N_("{unit} has no school day on {weekday} from {first} to {last}."),
        N_("A replaced timetable has a row for a weekday of its days."),
        N_("Such a lesson never comes about."),
        N_("Correct the weekday or the dates."),
    ),
    SetupRule(
        "setup_load_in_timetable",
        WARNING,
        FORMED,
        N_("{unit}, {subject}: there is a load but no lesson in the timetable."),
        N_("What is taught stands in the timetable."),
        N_("The journal page would have no lessons."),
        N_("Add the lessons to the timetable, or remove the row of the load."),
    ),
    SetupRule(
        "setup_timetable_in_load",
        WARNING,
        FORMED,
        N_("{unit}, {subject}: there are lessons in the timetable but no teacher."),
        N_("Every lesson of the timetable has a teacher in the load."),
        N_("Nobody would get the journal page."),
        N_("Add a row with the teacher to the sheet “Teaching load”."),
    ),
    SetupRule(
        "setup_hours_as_timetable",
        WARNING,
        FORMED,
        N_(
            "{unit}, {subject}: {value} hours a week, {slots} lessons in the timetable."
        ),
        N_("Hours a week are as many as lessons in the timetable."),
        N_("The programme would be late or ahead from the first week."),
        N_("Correct the hours, or the timetable."),
    ),
    SetupRule(
        "setup_unit_clash",
        CRITICAL,
        FORMED,
        N_("{unit} has two lessons at once on {weekday}, lesson {slot}: see {first}."),
        N_("A class or group has one lesson at a time."),
        N_("Nobody can be in two lessons."),
        N_("Move one of the two lessons."),
    ),
    SetupRule(
        "setup_student_clash",
        CRITICAL,
        FORMED,
        N_(
            "{student} would be with {unit} and with {other} on {weekday}, "
            "lesson {slot}; in all {count} such students: see {first}."
        ),
        N_("A student has one lesson at a time; groups in parallel share nobody."),
        N_("Nobody can be in two lessons."),
        N_("Move one of the lessons, or correct the members of the groups."),
    ),
    SetupRule(
        "setup_teacher_clash",
        CRITICAL,
        FORMED,
        N_(
            "{teacher} would be with {unit} and with {other} on {weekday}, "
            "lesson {slot}: see {first}."
        ),
        N_("A teacher gives one lesson at a time."),
        N_("Nobody can be in two lessons."),
        N_("Move one of the lessons, or change the teacher in the load."),
    ),
    SetupRule(
        "setup_room_clash",
        WARNING,
        FORMED,
        N_(
            "Room {value} is taken twice on {weekday}, lesson {slot}: "
            "{unit} and {other}, see {first}."
        ),
        N_("A room holds one lesson at a time."),
        N_("Usually a slip; a gym or a hall may be shared."),
        N_("Change one of the rooms if it is a slip."),
    ),
    SetupRule(
        "setup_director_there",
        CRITICAL,
        "§2.1",
        N_("Nobody has the role of director."),
        N_("The school has a director."),
        N_("The director answers for the journal as a whole."),
        N_("Give one member of staff the role “director”."),
    ),
    SetupRule(
        "setup_homeroom_there",
        WARNING,
        "§2.4",
        N_("Class {value} has no homeroom teacher."),
        N_("Every class has a homeroom teacher."),
        N_("The homeroom teacher sees all subjects of the class."),
        N_("Write the staff code of the homeroom teacher."),
    ),
    SetupRule(
        "setup_parent_same_person",
        CRITICAL,
        "§4.1",
        N_("“{value}” is the staff code of {staff}, here it is given to {parent}."),
        N_("A parent who works at the school keeps the staff code, nobody else does."),
        N_("Whoever has a person's code reads what that person reads."),
        N_(
            "Write the name as on the sheet “Staff”, or give the parent a code of "
            "their own."
        ),
    ),
    SetupRule(
        "setup_scale_has_marks",
        CRITICAL,
        "§2.5",
        N_("The mark scale has no marks with a number."),
        N_("The mark scale has marks."),
        N_("Without marks nothing could be entered."),
        N_("Add rows of the kind “mark” with their number, for example 5, 4, 3, 2."),
    ),
    SetupRule(
        "setup_deadline_counted_so",
        CRITICAL,
        FORMED,
        N_("The term of “{deadline}” cannot be counted from “{counted}”."),
        N_("Each term is counted from something that its entries have."),
        N_("Nobody could say when such an entry is due."),
        N_("Choose from the list: {choices}."),
    ),
    SetupRule(
        "setup_deadline_in_unit",
        CRITICAL,
        FORMED,
        N_("“{deadline}”, counted from “{counted}”, has no term in “{unit}”."),
        N_("A term from a lesson's end is in minutes, from its day in days."),
        N_("Nobody could say when such an entry is due."),
        N_("Choose from the list: {choices}."),
    ),
    SetupRule(
        "setup_plan_long_enough",
        WARNING,
        "§2.6",
        N_("The plan “{value}” has {topics} topics, {unit} has {lessons} lessons."),
        N_("A lesson plan has a topic for every lesson of the year."),
        N_("The last lessons would have no planned topic."),
        N_("Add topics to the plan."),
    ),
)
