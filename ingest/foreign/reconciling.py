"""Two journals set against each other, entry by entry; nothing is written anywhere.

Entries of one student, subject and day are paired whatever columns they stand in:
first those that are equal, then the rest in their order. So a mark that only stands in
another column of the same day is no difference.
"""

from __future__ import annotations

import polars as pl

from expectations.language import N_

EQUAL, ONLY_HERE, ONLY_THERE = "equal", "only_here", "only_there"
DIFFERENT = "different"
STATES = {
    DIFFERENT: N_("different"),
    ONLY_HERE: N_("only with us"),
    ONLY_THERE: N_("only there"),
    EQUAL: N_("equal"),
}
_KEY = ["student_id", "subject_id", "lesson_on", "period_id", "field"]
# What both sides are given as; `place` orders the entries of one key.
ENTRIES = pl.Schema(
    {
        "student_id": pl.String(),
        "subject_id": pl.String(),
        "lesson_on": pl.Date(),  # null for final marks
        "period_id": pl.String(),  # '' for lessons
        "field": pl.String(),  # mark, final
        "place": pl.Int64(),
        "value": pl.String(),  # null: not understood, equal to nothing
        "value_text": pl.String(),
    }
)
_BOTH = ["value", "value_text"]


def compare(ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """Return both sides joined, with `state`; columns of a side end in here or there.

    Each frame has the columns of ENTRIES and others of its own, which stay. Every entry
    of each side is in exactly one row.
    """
    here = _numbered(ours, "here")
    there = _numbered(theirs, "there")
    same = [*_KEY, "value_here", "nth_same"]
    equal = here.join(
        there.with_columns(pl.col("value_there").alias("value_here")),
        on=same,
        how="inner",
        nulls_equal=True,
    ).filter(pl.col("value_there").is_not_null())
    rest_here = _in_order(here.join(equal, on="row_here", how="anti"), "here")
    rest_there = _in_order(there.join(equal, on="row_there", how="anti"), "there")
    rest = rest_here.join(
        rest_there, on=[*_KEY, "rank"], how="full", coalesce=True, nulls_equal=True
    ).with_columns(
        pl.when(pl.col("row_there").is_null())
        .then(pl.lit(ONLY_HERE))
        .when(pl.col("row_here").is_null())
        .then(pl.lit(ONLY_THERE))
        .otherwise(pl.lit(DIFFERENT))
        .alias("state")
    )
    joined = pl.concat(
        [equal.with_columns(pl.lit(EQUAL).alias("state")), rest], how="diagonal"
    )
    return joined.drop("nth_same", "rank", strict=False).sort(
        *_KEY, "row_there", "row_here", nulls_last=True
    )


def counts(compared: pl.DataFrame) -> dict[str, int]:
    """Return how many rows are in each state, all four of them."""
    found = dict(compared.group_by("state").len().iter_rows())
    return {state: found.get(state, 0) for state in STATES}


def _numbered(side: pl.DataFrame, name: str) -> pl.DataFrame:
    """Give each entry its number, and which of the equal ones of its key it is."""
    typed = side.cast(dict(ENTRIES))  # type: ignore[arg-type]
    ordered = typed.sort(*_KEY, "place", maintain_order=True)
    return (
        ordered.with_row_index(f"row_{name}")
        .with_columns(
            pl.int_range(pl.len()).over([*_KEY, "value"]).alias("nth_same"),
        )
        .rename({column: f"{column}_{name}" for column in [*_BOTH, "place"]})
    )


def _in_order(rest: pl.DataFrame, name: str) -> pl.DataFrame:
    """Number what is not equal within its key, in the order of its side."""
    return (
        rest.sort(f"row_{name}")
        .with_columns(pl.int_range(pl.len()).over(_KEY).alias("rank"))
        .drop("nth_same")
    )
