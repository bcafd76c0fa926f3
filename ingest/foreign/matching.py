"""Whom and what the facts of a foreign journal mean among ours; nobody is created.

Names are few and are looked up one by one; facts are many and are only ever joined.
What is not clear is a `Question`, what cannot be placed has its `trouble`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from expectations.language import N_
from ingest.foreign import answers as asked
from ingest.foreign.answers import LEFT_OUT, Question, key_of
from ingest.foreign.facts import FACTS
from ingest.foreign.known import known_to, subjects_named
from ingest.foreign.names import class_in, period_key
from ingest.foreign.placing import placed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    import duckdb

    from ingest.foreign.known import Known

# Why a fact has no place among ours; '' where it has one.
TROUBLES = {
    "figure": N_("an average: compared, never brought over"),
    "not_understood": N_("the cell is not understood"),
    "class_asked": N_("the class is not clear"),
    "subject_asked": N_("the subject is not clear"),
    "student_asked": N_("the student is not clear"),
    "period_asked": N_("the period is not clear"),
    "page_asked": N_("it is not clear which group’s topic it is"),
    "left_out": N_("left out, as was answered"),
    "no_page": N_("the class has no journal page of this subject"),
    "no_lesson": N_("our timetable has no such lesson on this day"),
    "cancelled": N_("the lesson is noted as cancelled"),
    "not_on_roll": N_("the student was not on the page’s roll on this day"),
    "no_period": N_("the page has no such period"),
    "future": N_("has not been yet"),
}
MATCHED = pl.Schema(
    {
        "fact": pl.UInt32(),  # its place in the file, from 0
        **FACTS,
        "class_id": pl.String(),
        "subject_id": pl.String(),
        "page_id": pl.String(),
        "lesson_id": pl.String(),
        "period_id": pl.String(),
        "student_id": pl.String(),
        "trouble": pl.String(),
    }
)


class Matching(NamedTuple):
    """Every fact with its place or its trouble, and what must be asked first."""

    facts: pl.DataFrame  # of MATCHED
    questions: tuple[Question, ...]


def match(
    cursor: duckdb.DuckDBPyConnection,
    facts: pl.DataFrame,
    now: datetime,
    file_name: str = "",
    class_name: str = "",
) -> Matching:
    """Find the place of each fact of a file; `now` is UTC without zone.

    A `class_name` that somebody gave goes before what the file says.
    """
    known, said = known_to(cursor), asked.known_answers(cursor)
    frame = facts.cast(FACTS).with_row_index("fact")
    questions: list[Question] = []
    look = _Looking(known, said, questions, file_name)
    frame = look.up_classes(frame, class_name)
    frame = look.up_subjects(frame)
    frame = look.up_students(frame)
    frame = look.up_periods(frame)
    frame = placed(cursor, frame, now, said, known.pages, questions)
    trouble = pl.coalesce(
        pl.when(pl.col("field").is_in(["average", "weighted_average"])).then(
            pl.lit("figure")
        ),
        pl.when(pl.col("value").is_null()).then(pl.lit("not_understood")),
        *[f"{kind}_trouble" for kind in ("class", "subject", "student", "period")],
        "place_trouble",
        pl.lit(""),
    )
    matched = frame.with_columns(trouble.alias("trouble")).select(
        [pl.col(name).cast(kind) for name, kind in MATCHED.items()]
    )
    return Matching(matched.sort("fact"), _still_asked(matched, questions))


def _still_asked(
    matched: pl.DataFrame, questions: list[Question]
) -> tuple[Question, ...]:
    """Return the questions on which something waits; averages alone ask nothing."""
    waiting = set(
        matched.filter(pl.col("trouble").str.ends_with("_asked"))["trouble"].unique()
    )
    return tuple(one for one in questions if f"{one.kind}_asked" in waiting)


class _Looking(NamedTuple):
    """Names looked up in turn, each distinct one once."""

    known: Known
    said: Mapping[tuple[str, str, str], str]
    questions: list[Question]
    file_name: str

    def up_classes(self, frame: pl.DataFrame, given: str) -> pl.DataFrame:
        """Add `class_id`: from the title, else the sheet, else the file's name."""

        def find(row: Mapping[str, object]) -> set[str]:
            for text in (given, row["class_name"], row["sheet"], self.file_name):
                if text and (code := class_in(str(text), self.known.classes)):
                    return {code}
            return set()

        choices = tuple((one, one) for one in self.known.classes)
        return self._up(
            frame, asked.CLASS, ["class_name", "sheet"], find, lambda _row: choices
        )

    def up_subjects(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Add `subject_id`: by name, short name or code."""
        choices = tuple(sorted(self.known.subjects.items(), key=lambda one: one[1]))
        return self._up(
            frame,
            asked.SUBJECT,
            ["subject_name"],
            lambda row: set(subjects_named(self.known, str(row["subject_name"]))),
            lambda _row: choices,
        )

    def up_students(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Add `student_id`: of who was in that class in the days of the facts."""

        def find(row: Mapping[str, object]) -> set[str]:
            days: tuple[date, date] = (row["first"], row["last"])  # type: ignore[assignment]
            name, class_id = str(row["student_name"]), str(row["class_id"])
            return self.known.meaning(class_id, name, days)

        named = frame.filter(
            pl.col("class_id").is_not_null(), pl.col("student_name") != ""
        )
        spans = named.group_by("class_id", "student_name").agg(
            pl.col("lesson_on").min().fill_null(pl.date(1, 1, 1)).alias("first"),
            pl.col("lesson_on").max().fill_null(pl.date(9999, 1, 1)).alias("last"),
        )
        frame = frame.join(
            spans, on=["class_id", "student_name"], how="left", maintain_order="left"
        )
        return self._up(
            frame,
            asked.STUDENT,
            ["class_id", "student_name"],
            find,
            lambda row: self.known.of_class(
                str(row["class_id"]), str(row["student_name"])
            ),
            of=["first", "last"],
            scope="class_id",
        ).drop("first", "last")

    def up_periods(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Add `period`: the lists of our names for it, joined by the page later."""

        def find(row: Mapping[str, object]) -> set[str]:
            key = period_key(str(row["period_name"]))
            names = self.known.periods.get(key, frozenset()) if key else frozenset()
            return {"\n".join(sorted(names))} if names else set()

        choices = tuple((name, name) for name in self.known.period_names)
        return self._up(
            frame, asked.PERIOD, ["period_name"], find, lambda _row: choices
        )

    def _up(
        self,
        frame: pl.DataFrame,
        kind: str,
        names: list[str],
        find: Callable[[Mapping[str, object]], set[str]],
        choices: Callable[[Mapping[str, object]], tuple[tuple[str, str], ...]],
        *,
        of: list[str] | None = None,
        scope: str = "",
    ) -> pl.DataFrame:
        """Add `<kind>_id` and `<kind>_trouble` by distinct names, and ask."""
        distinct = (
            frame.filter(
                _is_named(kind, names),
                ~pl.col("field").is_in(["average", "weighted_average"]),
            )
            .group_by([*names, *(of or [])], maintain_order=True)
            .agg(
                pl.len().alias("count_facts"),
                pl.col("sheet").first().alias("first_sheet"),
                pl.col("cell").first().alias("first_cell"),
            )
        )
        found: dict[str, list[str | None]] = {"id": [], "trouble": []}
        waiting: dict[tuple[str, str, str], Question] = {}
        for row in distinct.iter_rows(named=True):
            text = self._written(kind, names, row)
            key = key_of(kind, str(row[scope]) if scope else "", text)
            meant = {self.said[key]} if key in self.said else find(row)
            one = meant.pop() if len(meant) == 1 else None
            found["id"].append(one or None)
            if one == LEFT_OUT:
                found["trouble"].append("left_out")
            elif one is None:
                found["trouble"].append(f"{kind}_asked")
                before = waiting.get(key)
                waiting[key] = Question(
                    kind,
                    key[1],
                    before.written if before else text,
                    before.sheet if before else str(row["first_sheet"]),
                    before.cell if before else str(row["first_cell"]),
                    int(row["count_facts"]) + (before.count_facts if before else 0),
                    choices(row),
                )
            else:
                found["trouble"].append(None)
        self.questions.extend(waiting.values())
        table = distinct.select(names).with_columns(
            pl.Series(f"{kind}_id", found["id"], dtype=pl.String),
            pl.Series(f"{kind}_trouble", found["trouble"], dtype=pl.String),
        )
        return frame.join(table, on=names, how="left", maintain_order="left")

    def _written(self, kind: str, names: list[str], row: Mapping[str, object]) -> str:
        """Return the name that is asked about.

        A file that names no class is asked about by its own name: «Лист1» is the name
        of many sheets.
        """
        if kind == asked.CLASS:
            return str(row["class_name"]) or f"{self.file_name} {row['sheet']}".strip()
        return str(row[names[-1]])


def _is_named(kind: str, names: list[str]) -> pl.Expr:
    """Tell which facts have a name of this kind at all."""
    if kind == asked.CLASS:
        return pl.lit(value=True)
    if kind == asked.STUDENT:
        return pl.col("class_id").is_not_null() & (pl.col(names[-1]) != "")
    if kind == asked.SUBJECT:
        return pl.lit(value=True)
    return pl.col(names[-1]) != ""
