"""Rules of a lesson's marks: on the scale, with a work type, where marks are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.language import N_
from expectations.marks import FAILED, LATE, PASSED
from expectations.rule import (
    FILLED,
    IN_LESSON,
    IS_MARK,
    Rule,
    not_understood,
    once_a_lesson,
    only_where,
)

if TYPE_CHECKING:
    from expectations.parameters import Settings

_FINAL_CODE = r"(?i)^\s*([оo][сc][вb]|[нh]\s*[/\\]\s*[аa])\b"

_IS_FINAL_CODE = (
    only_where(not_understood(("mark",)), "value_text")
    .str.contains(_FINAL_CODE)
    .fill_null(value=False)
)


class MarkIsOnTheScale(Rule):
    """A cell holds a mark of the school's scale, a known code, or both."""

    id = "mark_is_on_the_scale"
    clause = "2.5"
    severity = "critical"
    description = N_("A mark is on the school's scale, a code is known.")
    what = N_("“{value}” is neither a mark nor an attendance code.")
    why = N_(
        "Averages and attendance are counted from the marks and codes of the scale; "
        "what is not certain is not guessed."
    )
    fix = N_(
        "Write one of {allowed}; two marks with a slash: 4/5; a mark with a code: 5н."
    )
    predicate = not_understood(("mark",)) & ~_IS_FINAL_CODE

    @classmethod
    def facts(cls, settings: Settings) -> tuple[pl.Expr, ...]:
        """Return the numbers that the sentences name."""
        return (pl.lit(settings.scale.described()).alias("allowed"),)


class FinalCodeStandsInTheFinalColumn(Rule):
    """ОСВ and Н/А are said of a period and not of one lesson (§2.8)."""

    id = "final_code_stands_in_the_final_column"
    clause = "2.8"
    severity = "critical"
    description = N_("ОСВ and Н/А stand in the column of final marks.")
    what = N_("“{value}” stands in the column of a lesson.")
    why = N_("ОСВ and Н/А are said of a whole period.")
    fix = N_(
        "Write it in the column of the final mark; in the lesson write н, б or у if "
        "the student was absent."
    )
    predicate = _IS_FINAL_CODE


class MarkIsWhereMarksAreGiven(Rule):
    """A page without marks holds attendance only."""

    id = "mark_is_where_marks_are_given"
    clause = "2.5"
    severity = "critical"
    description = N_("A page without marks holds no marks.")
    what = N_("“{value}” stands on a page that is taught without marks.")
    why = N_(
        "In this subject or grade no marks are given; attendance is kept as usual."
    )
    fix = N_(
        "Clear the mark and keep the attendance code. If marks are given here, ask the "
        "deputy head to change the subject's grading."
    )
    predicate = (
        pl.col("field").is_in(["mark", "final"])
        & (pl.col("mark_1").is_not_null() | pl.col("value").is_in([PASSED, FAILED]))
        & (pl.col("grading") == "none")
    )


class MarkHasAWorkType(Rule):
    """The work type is named for each mark (§2.6)."""

    id = "mark_has_a_work_type"
    clause = "2.6"
    severity = "warning"
    description = N_("A lesson with marks names the work type.")
    what = N_("“{value}”: the lesson has marks and no work type.")
    why = N_("The work type decides by when the mark is due and what it weighs.")
    fix = N_("Choose the work type of this lesson on the sheet “Lessons”.")
    predicate = once_a_lesson(
        IS_MARK
        & pl.col("mark_1").is_not_null()
        & pl.col("work_type").is_null()
        & IN_LESSON
    )


class MarkIsNotBesideAnAbsence(Rule):
    """Who was absent was not marked; real journals have it for work made up."""

    id = "mark_is_not_beside_an_absence"
    clause = "2.5"
    severity = "warning"
    description = N_("Who was absent has no mark for that lesson.")
    what = N_("“{value}” holds a mark and an absence together.")
    why = N_("A mark for work done later is right; otherwise one of the two is a slip.")
    fix = N_("Leave it if the work was made up later; else clear the mark or the code.")
    predicate = (
        IS_MARK
        & pl.col("mark_1").is_not_null()
        & (pl.col("attendance").is_not_null() & (pl.col("attendance") != LATE))
    )


class LetterIsUnambiguous(Rule):
    """A Latin y looks like «у» and lies on the key of «н»."""

    id = "letter_is_unambiguous"
    clause = "2.5"
    severity = "warning"
    description = N_("No code is written with a Latin letter “y”.")
    what = N_("“{value}” is a Latin letter and was read as “{read_as}”.")
    why = N_(
        "It looks like “у” (excused), but the same key types “н” (absent) in the "
        "Russian layout."
    )
    fix = N_("If “н” was meant, correct the cell.")
    predicate = only_where(
        IS_MARK & pl.col("attendance").is_not_null(), "value_text"
    ).str.contains("[yY]")
    shown_facts = (pl.col("value").alias("read_as"),)


class MarkIsNotInTheFuture(Rule):
    """Nobody has been marked in a lesson that has not been given."""

    id = "mark_is_not_in_the_future"
    clause = "2.5"
    severity = "critical"
    description = N_("No mark or attendance stands on a day to come.")
    what = N_("“{value}” stands on {lesson_on}, which is still to come.")
    why = N_("Marks and attendance are entered in the lesson or after it.")
    fix = N_("Move the entry to the lesson it belongs to.")
    predicate = pl.col("is_future") & (
        pl.col("field").is_in(["mark", "attendance_taken"]) & FILLED
        | (pl.col("field") == "status") & (pl.col("value") != "cancelled")
    )
    shown_facts = (pl.col("lesson_on"),)


class MarkIsOfALessonThatWasHeld(Rule):
    """A cancelled lesson has neither marks nor absences."""

    id = "mark_is_of_a_lesson_that_was_held"
    clause = "2.5"
    severity = "critical"
    description = N_("A cancelled lesson has no marks and no absences.")
    what = N_("“{value}” stands on {lesson_on}, and that lesson is cancelled.")
    why = N_("In a lesson that was not held nobody was marked or absent.")
    fix = N_(
        "If the lesson was held, correct its status on the sheet “Lessons”; if not, "
        "move the entry to the right lesson."
    )
    predicate = (
        pl.col("field").is_in(["mark", "attendance_taken"])
        & FILLED
        & (pl.col("status") == "cancelled")
    )
    shown_facts = (pl.col("lesson_on"),)
