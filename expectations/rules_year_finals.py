"""Rules of finals of the year, of exams and overall (§2.8): borne out by the others."""

from __future__ import annotations

import polars as pl

from expectations.language import N_
from expectations.marks import FAILED, NOT_ATTESTED, PASSED
from expectations.rule import FILLED, IS_FINAL, FinalRule, rounded_from

_IS_YEAR = IS_FINAL & (pl.col("final_kind") == "year")
_IS_OVERALL = IS_FINAL & (pl.col("final_kind") == "overall")
_LOWEST_POSITIVE = 3
_IS_POSITIVE = (pl.col("mark_1") >= _LOWEST_POSITIVE) | (pl.col("value") == PASSED)
_IS_GIVEN = pl.col("mark_1").is_not_null() | pl.col("value").is_in(
    [PASSED, FAILED, NOT_ATTESTED]
)


def _overall() -> pl.Expr:
    """Return the mean of year and exam, a half up; the year's mark without an exam."""
    both = (pl.col("year_mark") + pl.col("exam_mark") + 1) // 2
    return pl.coalesce(both, pl.col("year_mark"))


class AttestationIsEnteredInItsDays(FinalRule):
    """Finals of the year, of exams and overall have days of their own (§2.8)."""

    id = "attestation_is_entered_in_its_days"
    clause = "2.8"
    severity = "warning"
    description = N_("Finals of the year, of exams and overall come in their days.")
    what = N_(
        "The mark “{value}” came on {received_on}; its days are {starts_on} to "
        "{ends_on}."
    )
    why = N_("The school's order names the days in which these marks are entered.")
    fix = N_(
        "A mark that is too early can be corrected until its last day; a late one is "
        "recorded with its date."
    )
    predicate = (
        IS_FINAL
        & FILLED
        & pl.col("final_kind").is_in(["year", "exam", "overall"])
        & ~pl.col("received_on").is_between("period_starts_on", "period_ends_on")
    )
    shown_facts = (
        pl.col("received_on"),
        pl.col("period_starts_on").alias("starts_on"),
        pl.col("period_ends_on").alias("ends_on"),
    )


class YearRestsOnItsPeriods(FinalRule):
    """The final of the year rests on a final in every period."""

    id = "year_rests_on_its_periods"
    clause = "2.8"
    severity = "warning"
    description = N_("The final of the year rests on a final in each period.")
    what = N_(
        "The final of the year “{value}” rests on {count} period finals; "
        "{needed} are needed."
    )
    why = N_("Each student has a final, ОСВ or Н/А in each period.")
    fix = N_("Enter the finals of the periods that lack one.")
    predicate = (
        _IS_YEAR & _IS_GIVEN & (pl.col("count_finals") < pl.col("count_periods"))
    )
    shown_facts = (
        pl.col("count_finals").alias("count"),
        pl.col("count_periods").alias("needed"),
    )


class YearIsTheRoundedMean(FinalRule):
    """Objectivity: the final of the year is the rounded mean of the period finals."""

    id = "year_is_the_rounded_mean"
    clause = "2.8"
    severity = "warning"
    description = N_("The final of the year is the rounded mean of the period finals.")
    what = N_(
        "The final of the year “{value}” with period finals of {mean} on average."
    )
    why = N_(
        "A final of the year apart from its periods is asked about by parents and "
        "inspectors."
    )
    fix = N_("Correct the final of the year, or leave it if the council decided so.")
    predicate = (
        _IS_YEAR
        & pl.col("finals_average").is_not_null()
        & (pl.col("mark_1") != rounded_from("finals_average"))
    )
    shown_facts = (pl.col("finals_average").round(2).alias("mean"),)


class FailedFinalIsNotFollowedByAPositive(FinalRule):
    """No positive mark of the year after a «2» or Н/А, none overall either."""

    id = "failed_final_is_not_followed_by_a_positive"
    clause = "2.8"
    severity = "warning"
    description = N_("A «2», незачёт or Н/А is made good before a positive final.")
    what = N_("The positive final “{value}” stands beside {failed}.")
    why = N_(
        "Who failed a period or an exam has an academic debt until it is made good by "
        "order."
    )
    fix = N_("Check both marks; if the debt was made good, correct the failed one.")
    predicate = (
        (_IS_YEAR | _IS_OVERALL) & _IS_POSITIVE & pl.col("failed_finals").is_not_null()
    )
    shown_facts = (pl.col("failed_finals").alias("failed"),)


class OverallRestsOnTheYear(FinalRule):
    """The overall final rests on a final of the year."""

    id = "overall_rests_on_the_year"
    clause = "2.8"
    severity = "warning"
    description = N_("The overall final rests on a final of the year.")
    what = N_("The overall final “{value}” without a final of the year.")
    why = N_("The certificate takes the overall final from year and exam.")
    fix = N_("Enter the final of the year.")
    predicate = _IS_OVERALL & _IS_GIVEN & ~pl.col("has_year")


class OverallFollowsYearAndExam(FinalRule):
    """Objectivity: overall is the mean of year and exam, a half rounded up."""

    id = "overall_follows_year_and_exam"
    clause = "2.8"
    severity = "warning"
    description = N_("The overall final is the rounded mean of year and exam.")
    what = N_("The overall final “{value}”; year and exam make {expected}.")
    why = N_("A certificate with another mark is not issued, or is recalled.")
    fix = N_("Correct the overall final, the year or the exam.")
    predicate = (
        _IS_OVERALL
        & pl.col("year_mark").is_not_null()
        & (pl.col("mark_1") != _overall())
    )
    shown_facts = (_overall().alias("expected"),)
