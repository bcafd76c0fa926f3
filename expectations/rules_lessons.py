"""Rules of a lesson's row: status, topic, work types, homework, minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.language import N_
from expectations.rule import (
    FILLED,
    IN_LESSON,
    IS_MARK,
    Rule,
    not_understood,
    once_a_lesson,
    only_where,
    plain,
    written,
)

if TYPE_CHECKING:
    from expectations.parameters import Settings

_OF_A_LESSON = (
    "mark",
    "status",
    "attendance_taken",
    "topic",
    "work_type",
    "work_type_2",
    "homework",
    "minutes",
    "comment",
)
_SAYS_NOTHING = (
    r"(?i)^\W*$|^\W*(см\.?|смотри(те)?)\s+(выше|ранее|пред\S*|журнал)\W*$"
    r"|^\W*(то ?же( самое)?|там же|как (обычно|всегда|в прошлый раз))\W*$"
    r"|^\W*(дз|д/з|есть|да)\W*$"
    r"|^\W*(same|see above|as usual)\W*$"
)


# Equal texts and empty plans need no closer look, and they are nearly all.
_OFF_THE_PLAN = (
    written(("topic",))
    & (pl.col("planned_topic") != "")
    & (pl.col("value") != pl.col("planned_topic"))
)


def _held() -> pl.Expr:
    """Return true where the cell shows that its lesson was given."""
    said = pl.col("status").is_in(["held", "replaced"])
    marked = pl.col("status").is_null() & IS_MARK & FILLED
    return (said | marked) & IN_LESSON & ~pl.col("is_future").fill_null(value=False)


class LessonIsOnASchoolDay(Rule):
    """A lesson lies on a day of the calendar on which the timetable has it."""

    id = "lesson_is_on_a_school_day"
    clause = "2.5"
    severity = "critical"
    description = N_("No entry stands on a day off.")
    what = N_(
        "“{value}” stands on a day on which this page has no lesson: a day off, a "
        "holiday, or not in the timetable."
    )
    why = N_("Attendance and due times are counted by lessons and days.")
    fix = N_(
        "Move the entry to the day of the lesson. If the day was worked or the "
        "timetable changed, tell the deputy head."
    )
    predicate = pl.col("is_school_day").not_() & written(_OF_A_LESSON)


class LessonBelongsToThePage(Rule):
    """A lesson's key names its page; a key of another page was pasted in."""

    id = "lesson_belongs_to_the_page"
    clause = "2.3"
    severity = "critical"
    description = N_("An entry's lesson is a lesson of its page.")
    what = N_("“{value}” stands at a lesson that is not of this page.")
    why = N_("The lesson, not the date, is the key: one day can hold several lessons.")
    fix = N_(
        "Rows or columns were probably copied from another sheet: write the entry in a "
        "freshly downloaded workbook."
    )
    predicate = (
        written(_OF_A_LESSON)
        & (pl.col("page_id") != "")
        & ~(
            pl.col("lesson_id").str.starts_with(pl.col("page_id") + ":")
            & pl.col("lesson_on").is_not_null()
        )
        & ~pl.col("is_school_day").not_().fill_null(value=False)
    )


class LessonKeepsItsDate(Rule):
    """A lesson is moved in the timetable, not by typing another date over its own."""

    id = "lesson_keeps_its_date"
    clause = "2.5"
    severity = "critical"
    description = N_("A lesson has the date that the timetable gives it.")
    what = N_(
        "The date of the lesson on {lesson_on} was changed to {typed_on}; the lesson "
        "was not moved, and the rest of its row is recorded for {lesson_on}."
    )
    why = N_(
        "Lessons, their dates and their due times come from the timetable: a date "
        "typed into the workbook moves nothing."
    )
    fix = N_(
        "Write the date {lesson_on} again. If the lesson was given on another day, "
        "enter it in the row of that day, or ask the deputy head to change the "
        "timetable."
    )
    predicate = pl.col("field") == "lesson_on"
    shown_facts = (
        pl.col("value_text").str.to_date("%Y-%m-%d", strict=False).alias("typed_on"),
        pl.col("lesson_id")
        .str.extract(r":(\d{8}):\d+$")
        .str.to_date("%Y%m%d", strict=False)
        .alias("lesson_on"),
    )


class StatusIsKnown(Rule):
    """A lesson is held, replaced or cancelled."""

    id = "status_is_known"
    clause = "2.5"
    severity = "critical"
    description = N_("A lesson is held, replaced or cancelled.")
    what = N_("“{value}” is no status of a lesson.")
    why = N_("Whether a lesson was held decides hours given and lessons missed.")
    fix = N_("Choose one of: проведён, замена, отменён.")
    predicate = not_understood(("status",))


class AttendanceTakenIsKnown(Rule):
    """Attendance has three states: present, absent, not taken (§2.5)."""

    id = "attendance_taken_is_known"
    clause = "2.5"
    severity = "critical"
    description = N_("“Attendance taken” is yes or empty.")
    what = N_("“{value}” does not say whether attendance was taken.")
    why = N_("An empty column means “all present” only when attendance was taken.")
    fix = N_("Choose “да”, or leave the cell empty.")
    predicate = not_understood(("attendance_taken",))


class WorkTypeIsKnown(Rule):
    """A work type is one of the school's list (§2.6)."""

    id = "work_type_is_known"
    clause = "2.6"
    severity = "critical"
    description = N_("A work type is one of the school's list.")
    what = N_("“{value}” is not a work type of the school.")
    why = N_("The work type decides by when the mark is due and what it weighs.")
    fix = N_("Choose the work type from the list in the cell.")
    predicate = not_understood(("work_type", "work_type_2"))


class TopicFollowsThePlan(Rule):
    """Topics follow the lesson plan (§2.6)."""

    id = "topic_follows_the_plan"
    clause = "2.6"
    severity = "warning"
    description = N_("The topic is the one of the lesson plan.")
    what = N_("The topic “{value}” differs from the plan: “{planned}”.")
    why = N_("The programme is given by the lesson plan.")
    fix = N_("Correct the topic, or leave it if the plan was departed from on purpose.")
    predicate = plain(only_where(_OFF_THE_PLAN, "value")) != plain(
        only_where(_OFF_THE_PLAN, "planned_topic")
    )
    shown_facts = (pl.col("planned_topic").alias("planned"),)


class HeldLessonHasATopic(Rule):
    """A lesson that was held has a topic (§2.6)."""

    id = "held_lesson_has_a_topic"
    clause = "2.6"
    severity = "warning"
    description = N_("A lesson that was held has a topic.")
    what = N_("The lesson on {lesson_on} was held and has no topic.")
    why = N_(
        "Plan and fact are compared by topics, and the diary shows what was taught."
    )
    fix = N_("Write the topic of this lesson on the sheet “Lessons”.")
    predicate = once_a_lesson(
        _held() & (pl.col("topic").fill_null("").str.strip_chars() == "")
    )
    shown_facts = (pl.col("lesson_on"),)


class HeldLessonHasHomework(Rule):
    """Homework is entered, or said not to be set (§2.7)."""

    id = "held_lesson_has_homework"
    clause = "2.7"
    severity = "warning"
    description = N_("A lesson that was held says what the homework is.")
    what = N_("The lesson on {lesson_on} was held and says nothing about homework.")
    why = N_(
        "Homework is due soon after the class's last lesson; an empty cell cannot be "
        "told from a forgotten one."
    )
    fix = N_(
        "Write the homework on the sheet “Lessons”, or “not set” if there is none."
    )
    predicate = once_a_lesson(_held() & pl.col("homework").is_null())
    shown_facts = (pl.col("lesson_on"),)


class HomeworkSaysWhatToDo(Rule):
    """Homework names content, pages, numbers (§2.7)."""

    id = "homework_says_what_to_do"
    clause = "2.7"
    severity = "warning"
    description = N_("Homework names its content, pages and numbers.")
    what = N_("The homework “{value}” does not say what to do.")
    why = N_("Parents see it in the diary by itself, without the lines above it.")
    fix = N_("Name paragraph, pages and numbers, or write “not set” if there is none.")
    predicate = only_where(written(("homework",)), "value").str.contains(_SAYS_NOTHING)


class TextIsText(Rule):
    """A topic, task, comment or message that Excel turned into a date says nothing."""

    id = "text_is_text"
    clause = "2.7"
    severity = "critical"
    description = N_("Topics, homework, comments and messages are text.")
    what = N_("“{value}” is not text.")
    why = N_("Excel turns a text such as “5.4” into a date; what was typed is gone.")
    fix = N_("Set the format of the cell to “Text” and type it again.")
    predicate = not_understood(("topic", "homework", "comment", "message"))


class MinutesAreANumber(Rule):
    """The homework's expected time is a whole number of minutes."""

    id = "minutes_are_a_number"
    clause = "2.7"
    severity = "critical"
    description = N_("Minutes of homework are a whole number.")
    what = N_("“{value}” is not a number of minutes.")
    why = N_("The day's homework is added up in minutes.")
    fix = N_("Write a whole number such as 20, or leave the cell empty.")
    predicate = (
        written(("minutes",))
        & ~pl.col("kind").is_in(["error", "formula", "merged"])
        & (
            pl.col("value").cast(pl.Int64, strict=False).is_null()
            | (pl.col("value").cast(pl.Int64, strict=False) < 0)
        )
    )


class MinutesArePlausible(Rule):
    """Homework of one lesson has a limit."""

    id = "minutes_are_plausible"
    clause = "2.7"
    severity = "warning"
    description = N_("Homework takes a plausible time.")
    what = N_("“{value}” minutes of homework are more than {limit} for one lesson.")
    why = N_("The time for homework of all subjects of a day is limited.")
    fix = N_("Correct the number if it was mistyped.")

    @classmethod
    def breaks(cls, settings: Settings) -> pl.Expr:
        """Return where the rule is broken, by the school's numbers."""
        number = pl.col("value").cast(pl.Int64, strict=False)
        limit = settings.parameters["homework_minutes_limit"]
        return written(("minutes",)) & (number > limit)

    @classmethod
    def facts(cls, settings: Settings) -> tuple[pl.Expr, ...]:
        """Return the numbers that the sentences name."""
        return (pl.lit(settings.parameters["homework_minutes_limit"]).alias("limit"),)
