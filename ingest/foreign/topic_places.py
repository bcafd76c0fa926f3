"""Where topics and homework belong: they name no student, so the sheet must tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ingest.foreign.answers import LEFT_OUT, PAGE, Question, key_of
from ingest.foreign.place_queries import LESSONS_OF_PAGES, joined_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb


class Said:
    """The page of a sheet as somebody said, or the question which it is."""

    def __init__(
        self,
        said: Mapping[tuple[str, str, str], str],
        titles: Mapping[str, str],
        questions: list[Question],
    ) -> None:
        self._said, self._titles, self._questions = said, titles, questions

    def one_of(self, row: Mapping[str, object]) -> tuple[str | None, str | None]:
        """Return the page and the trouble of one sheet, class and subject."""
        pages, on_sheet = _listed(row["pages"]), _listed(row["on_sheet"])
        for some in (pages, on_sheet):
            if len(some) == 1:
                return some[0], None
        if not pages:
            return None, "no_page"
        scope = f"{row['class_id']} {row['subject_id']}"
        key = key_of(PAGE, scope, str(row["sheet"]))
        meaning = self._said.get(key)
        if meaning == LEFT_OUT:
            return None, "left_out"
        if meaning in pages:
            return meaning, None
        choices = tuple((page, self._titles.get(page, page)) for page in pages)
        self._questions.append(
            Question(
                *(PAGE, scope, str(row["sheet"]), str(row["sheet"])),
                *(str(row["cell"]), int(str(row["count_facts"])), choices),
            )
        )
        return None, "page_asked"


def _listed(value: object) -> list[str]:
    return sorted(one for one in (value or []) if one)  # type: ignore[attr-defined]


def placed_topics(
    cursor: duckdb.DuckDBPyConnection,
    frame: pl.DataFrame,
    pages: pl.DataFrame,
    of_sheets: pl.DataFrame,
    said: Said,
) -> pl.DataFrame:
    """Place what is said of lessons; `of_sheets` are pages of a sheet's students."""
    keys = ["sheet", "class_id", "subject_id"]
    asked = (
        frame.filter(
            pl.col("class_id").is_not_null(), pl.col("subject_id").is_not_null()
        )
        .group_by(keys, maintain_order=True)
        .agg(pl.col("cell").first(), pl.len().alias("count_facts"))
        .join(
            pages.group_by("class_id", "subject_id").agg(pl.col("page_id").unique()),
            on=["class_id", "subject_id"],
            how="left",
        )
        .rename({"page_id": "pages"})
        .join(
            of_sheets.group_by(keys).agg(pl.col("page_id").unique().alias("on_sheet")),
            on=keys,
            how="left",
        )
    )
    told = [said.one_of(row) for row in asked.iter_rows(named=True)]
    found = asked.select(keys).with_columns(
        pl.Series("page_id", [page for page, _ in told], dtype=pl.String),
        pl.Series("page_trouble", [trouble for _, trouble in told], dtype=pl.String),
    )
    lessons = joined_with(
        cursor, LESSONS_OF_PAGES, wanted_pages=found.select("page_id").drop_nulls()
    )
    return (
        frame.join(found, on=keys, how="left")
        .join(lessons, on=["page_id", "lesson_on", "nth"], how="left")
        .with_columns(
            pl.coalesce(
                "page_trouble",
                pl.when(pl.col("lesson_id").is_null()).then(pl.lit("no_lesson")),
            ).alias("place_trouble")
        )
        .drop("page_trouble")
    )
