"""Rules of period finals (§2.8): understood, in time, borne out by the lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.language import N_
from expectations.marks import FAILED, NOT_ATTESTED, PASSED
from expectations.rule import FILLED, IS_FINAL, FinalRule, not_understood, rounded_from

if TYPE_CHECKING:
    from expectations.parameters import Settings

_OF_A_PERIOD = IS_FINAL & (pl.col("final_kind") == "period")
_IS_PASS = pl.col("value").is_in([PASSED, FAILED])
_IS_ATTESTED = pl.col("mark_1").is_not_null() | _IS_PASS


def _needed(settings: Settings) -> pl.Expr:
    """Return how many marks a final mark needs, by lessons a week."""
    numbers = settings.parameters
    return (
        pl.when(pl.col("hours_per_week") <= 2)
        .then(numbers["minimum_marks_up_to_2_hours"])
        .otherwise(numbers["minimum_marks_over_2_hours"])
    )


class FinalIsOnTheScale(FinalRule):
    """A final mark is a mark, ОСВ, Н/А, зачёт or незачёт."""

    id = "final_is_on_the_scale"
    clause = "2.8"
    severity = "critical"
    description = N_("A final mark is a mark, ОСВ, Н/А or зачёт.")
    what = N_("“{value}” is not a final mark.")
    why = N_("The summary sheet is drawn from final marks.")
    fix = N_("Write one of {allowed}, ОСВ, Н/А, зачёт, незачёт.")
    predicate = not_understood(("final",))

    @classmethod
    def facts(cls, settings: Settings) -> tuple[pl.Expr, ...]:
        """Return the numbers that the sentences name."""
        return (pl.lit(", ".join(settings.scale.marks)).alias("allowed"),)


class FinalIsOfAPeriod(FinalRule):
    """A final mark belongs to a reporting period of its page."""

    id = "final_is_of_a_period"
    clause = "2.8"
    severity = "critical"
    description = N_("A final mark belongs to a period of its page.")
    what = N_("The final mark “{value}” belongs to no reporting period.")
    why = N_("Grades 1 to 9 have quarters, grades 10 and 11 half-years.")
    fix = N_("Write the final mark in a freshly downloaded workbook.")
    predicate = IS_FINAL & FILLED & pl.col("period_ends_on").is_null()


class FinalFitsTheGrading(FinalRule):
    """Subjects with marks end in a mark, subjects with зачёт in a зачёт."""

    id = "final_fits_the_grading"
    clause = "2.8"
    severity = "critical"
    description = N_("A final mark is of the kind the subject is graded by.")
    what = N_("The final mark “{value}” does not fit the grading of this page.")
    why = N_(
        "A mark in a subject with зачёт, or a зачёт in a subject with marks, cannot "
        "stand in a certificate."
    )
    fix = N_("Write a mark where marks are given, else зачёт or незачёт.")
    predicate = IS_FINAL & (
        (pl.col("grading") == "marks") & _IS_PASS
        | (pl.col("grading") == "pass") & pl.col("mark_1").is_not_null()
    )


class FinalHasEnoughMarks(FinalRule):
    """A final mark rests on enough marks."""

    id = "final_has_enough_marks"
    clause = "2.8"
    severity = "warning"
    description = N_("A final mark rests on enough marks.")
    what = N_("The final mark “{value}” rests on {count} marks; {needed} are needed.")
    why = N_("A final mark from too few marks can be disputed.")
    fix = N_("Enter the missing marks, or give Н/А if there are none.")

    @classmethod
    def breaks(cls, settings: Settings) -> pl.Expr:
        """Return where the rule is broken, by the school's numbers."""
        few = pl.col("count_marks").fill_null(0) < _needed(settings)
        is_marked = pl.col("hours_per_week").is_not_null()
        return _OF_A_PERIOD & pl.col("mark_1").is_not_null() & is_marked & few

    @classmethod
    def facts(cls, settings: Settings) -> tuple[pl.Expr, ...]:
        """Return the numbers that the sentences name."""
        count = pl.col("count_marks").fill_null(0)
        return (count.alias("count"), _needed(settings).alias("needed"))


class NotAttestedMissedLessons(FinalRule):
    """Н/А is for who was not there, or was never marked."""

    id = "not_attested_missed_lessons"
    clause = "2.8"
    severity = "warning"
    description = N_("Who is not attested missed most of the lessons.")
    what = N_("“{value}” with {missed_share} of the lessons missed and {count} marks.")
    why = N_(
        "Who attended and was marked is to be attested; Н/А stops the certificate."
    )
    fix = N_("Give a mark, or check that absences are entered.")

    @classmethod
    def breaks(cls, settings: Settings) -> pl.Expr:
        """Return where the rule is broken, by the school's numbers."""
        limit = settings.parameters["missed_share_not_attested"]
        there = pl.col("missed_share").fill_null(0.0) <= limit
        marked = pl.col("count_marks") > 0
        return IS_FINAL & (pl.col("value") == NOT_ATTESTED) & there & marked

    shown_facts = (
        pl.col("missed_share").fill_null(0.0).alias("missed_share"),
        pl.col("count_marks").alias("count"),
    )


class AttestedWasThere(FinalRule):
    """Who missed more than the limit is hardly attested."""

    id = "attested_was_there"
    clause = "2.8"
    severity = "warning"
    description = N_("Who is attested was in enough lessons.")
    what = N_("The final mark “{value}” with {missed_share} of the lessons missed.")
    why = N_(
        "Above {limit_share} of lessons missed, the deputy head decides on attestation."
    )
    fix = N_("Check the absences; if they are right, agree on Н/А.")

    @classmethod
    def breaks(cls, settings: Settings) -> pl.Expr:
        """Return where the rule is broken, by the school's numbers."""
        limit = settings.parameters["missed_share_not_attested"]
        return IS_FINAL & _IS_ATTESTED & (pl.col("missed_share") > limit)

    @classmethod
    def facts(cls, settings: Settings) -> tuple[pl.Expr, ...]:
        """Return the numbers that the sentences name."""
        limit = settings.parameters["missed_share_not_attested"]
        return (pl.col("missed_share"), pl.lit(limit).alias("limit_share"))


class FinalIsTheRoundedAverage(FinalRule):
    """Objectivity: the final mark is the rounded average."""

    id = "final_is_the_rounded_average"
    clause = "2.8"
    severity = "warning"
    description = N_("The final mark is the rounded average.")
    what = N_("The final mark “{value}” with an average of {average}.")
    why = N_(
        "A final mark apart from the average is asked about by parents and inspectors."
    )
    fix = N_("Correct the final mark, or leave it if a written work decided.")
    predicate = (
        IS_FINAL
        & pl.col("average").is_not_null()
        & (pl.col("mark_1") != rounded_from("average"))
    )
    shown_facts = (pl.col("average").round(2).alias("average"),)


class FinalIsEnteredInTheLastWeek(FinalRule):
    """Not before the last seven days of the period, not after its last (§2.8)."""

    id = "final_is_entered_in_the_last_week"
    clause = "2.8"
    severity = "warning"
    description = N_("Final marks are entered in a period's last week.")
    what = N_(
        "The final mark “{value}” came on {received_on}; the period ends on {ends_on}."
    )
    why = N_(
        "Final marks are entered in the last week of the period, before the holidays."
    )
    fix = N_(
        "A mark that is too early can be corrected until the period ends; a late one "
        "is recorded with its date."
    )

    @classmethod
    def breaks(cls, settings: Settings) -> pl.Expr:
        """Return where the rule is broken, by the school's numbers."""
        window = pl.duration(days=int(settings.parameters["final_last_days"]) - 1)
        early = pl.col("received_on") < pl.col("period_ends_on") - window
        late = pl.col("received_on") > pl.col("period_ends_on")
        return _OF_A_PERIOD & FILLED & (early | late)

    shown_facts = (
        pl.col("received_on"),
        pl.col("period_ends_on").alias("ends_on"),
    )
