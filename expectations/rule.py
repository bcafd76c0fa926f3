"""What a rule is: a named class that says what, why, how to fix, and judges cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import polars as pl

if TYPE_CHECKING:
    from expectations.parameters import Settings

Severity = Literal["critical", "warning"]

FILLED = pl.col("value_text") != ""
IN_LESSON = pl.col("lesson_id") != ""
IS_MARK = pl.col("field") == "mark"
IS_FINAL = pl.col("field") == "final"
IS_JUDGED = pl.col("field").is_in(["mark", "final"])
# Kinds of cells that have a rule of their own, whatever the field.
_ODD_KINDS = ("error", "formula", "merged")
IS_DATE = pl.col("kind").is_in(["date", "time"])


class Rule:
    """One expectation of a changed cell.

    A critical rule keeps the cell out of the ledger; a warning is recorded and shown.
    All sentences are message ids; `{value}` is the cell as written and further facts
    are named in `shown_facts`. `description` says what holds when all is well.
    A rule with numbers of the school overrides `breaks` and `facts`.
    """

    id: ClassVar[str]
    clause: ClassVar[str]  # of the regulation, '' where it is the workbook's own
    severity: ClassVar[Severity]
    description: ClassVar[str]
    what: ClassVar[str]
    why: ClassVar[str]
    fix: ClassVar[str]
    predicate: ClassVar[pl.Expr]
    shown_facts: ClassVar[tuple[pl.Expr, ...]] = ()

    @classmethod
    def breaks(cls, settings: Settings) -> pl.Expr:  # noqa: ARG003 - for overriding
        """Return true where a cell of a CHECKED_CELLS frame breaks the rule.

        Null counts as false: what is not known is not held against the teacher.
        """
        return cls.predicate

    @classmethod
    def facts(cls, settings: Settings) -> tuple[pl.Expr, ...]:  # noqa: ARG003
        """Return what fills the sentences besides `{value}` and the hint."""
        return cls.shown_facts


class FinalRule(Rule):
    """A rule that nothing but a final mark can break: without one it is not asked."""


def written(fields: tuple[str, ...]) -> pl.Expr:
    """Return true where a cell of these fields was filled in."""
    return pl.col("field").is_in(fields) & FILLED


def not_understood(fields: tuple[str, ...]) -> pl.Expr:
    """Return true where something stands that its field's grammar does not know."""
    has_own_rule = pl.col("kind").is_in(_ODD_KINDS) | (IS_JUDGED & IS_DATE)
    return written(fields) & pl.col("value").is_null() & ~has_own_rule


def once_a_lesson(condition: pl.Expr) -> pl.Expr:
    """Keep one cell of each lesson: one finding a lesson, not one a mark.

    A cell of the lesson's own row is chosen if there is one: there it is mended.
    """
    is_own = pl.col("student_id") == ""
    has_own = (condition & is_own).any().over("lesson_id")
    chosen = condition & (is_own | ~has_own)
    lesson = pl.when(chosen).then(pl.col("lesson_id"))
    return chosen & lesson.is_first_distinct()


def rounded_from(average: str) -> pl.Expr:
    """Return an average rounded up from the subject's threshold on, §: objectivity."""
    whole = pl.col(average).floor()
    # Averages such as 4.5 must not fall below the threshold by binary rounding.
    rest = (pl.col(average) - whole + 1e-9) >= pl.col("rounding_threshold")
    return (whole + rest.cast(pl.Float64)).cast(pl.Int64)


def only_where(condition: pl.Expr, text: str) -> pl.Expr:
    """Return a text column with null elsewhere: text kernels skip nulls."""
    return pl.when(condition).then(pl.col(text))


def plain(text: pl.Expr) -> pl.Expr:
    """Return text without case, punctuation and repeated blanks, for comparison."""
    lowered = text.str.to_lowercase().str.replace_all("ё", "е", literal=True)
    return lowered.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
