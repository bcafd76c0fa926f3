"""A layout: where things stand in a file we did not make, as data.

Shipped layouts are `ingest/layouts/*.toml`; one that somebody pointed out on a page is
a mapping of the same keys (`layout_of`). docs/foreign-journals.md says what each means.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast, get_args

from expectations.language import N_
from ingest.foreign.layout_checks import (
    MISSING_KEY,
    WRONG_VALUE,
    LayoutError,
    groups,
    number,
    patterns,
    refuse_unknown,
    section,
    text,
    texts,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

Form: TypeAlias = Literal["report", "results", "long", "grid"]
Rounding: TypeAlias = Literal["half_even", "half_up"]

# In this order a sheet is offered to them: the first that knows it reads it.
SHIPPED = (
    "netschool_report",
    "netschool_results",
    "long_table",
    "subject_journal",
)
_TITLES = (  # of the shipped layouts: message ids
    N_("“Сетевой Город”: report on progress and attendance"),
    N_("“Сетевой Город”: sheet of a student’s results"),
    N_("Table with a row per student, subject and day"),
    N_("Class journal with a sheet per subject"),
)
LABELS = ("school_year", "class", "period", "student", "subject")
COLUMNS = (
    "student", "given_name", "subject", "class", "number", "date", "lesson", "mark",
    "absence", "topic", "homework", "period", "final", "average", "weighted_average",
    "not_attested", "note",
)  # fmt: skip
PLACES = (
    "month_row", "day_row", "first_student_row", "last_student_row", "student_column",
)  # fmt: skip
_SECTIONS = (
    "id", "title", "form", "recognised", "labels", "columns", "periods", "whole_year",
    "notes", "sheets", "school_year", "codes", "averages", "places",
)  # fmt: skip
_FOLDER = Path(__file__).parents[1] / "layouts"

Patterns: TypeAlias = "tuple[re.Pattern[str], ...]"


@dataclass(frozen=True)
class Codes:
    """How cells read, before the grammar of marks that our own journal has."""

    aliases: Mapping[str, str] = field(default_factory=dict)
    absence: Mapping[str, str] = field(default_factory=dict)  # of a column of its own
    separators: tuple[str, ...] = ()  # between two marks, as «/» is
    nothing: tuple[str, ...] = ()  # texts that stand for an empty cell
    marks: tuple[str, ...] = ()  # marks beside those of the school's scale: «0»
    decimal_comma: bool = False  # «4,5» is a number, not two marks


@dataclass(frozen=True)
class Averages:
    """How the program that made the file rounds averages."""

    rounding: Rounding = "half_up"
    digits: int = 2
    zero_is_empty: tuple[str, ...] = ()  # of average, weighted_average


@dataclass(frozen=True)
class Layout:
    """One layout; words are folded, see `ingest.foreign.words`."""

    id: str
    title: str
    form: Form
    titles: tuple[str, ...] = ()  # texts of which one cell of the sheet has one
    headings: tuple[tuple[str, ...], ...] = ()  # one row has one of each group
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    periods: Patterns = ()  # headings of columns of final marks
    whole_year: Patterns = ()  # those whose average is over all lessons
    notes: Patterns = ()  # beginnings of what is a note or a legend
    ignored_sheets: Patterns = ()
    topic_sheets: Patterns = ()
    first_month: int = 9  # of the school year
    codes: Codes = Codes()
    averages: Averages = Averages()
    places: Mapping[str, int] = field(default_factory=dict)  # 0-based; else searched

    def column(self, name: str) -> tuple[str, ...]:
        """Return the headings under which this is found."""
        return self.columns.get(name, ())


@functools.cache
def shipped_layouts() -> tuple[Layout, ...]:
    """Return the layouts that come with the program, in the order of asking."""
    return tuple(
        layout_from_text((_FOLDER / f"{name}.toml").read_text("utf-8"))
        for name in SHIPPED
    )


def layout_from_text(written: str) -> Layout:
    """Return the layout of a TOML text; what is wrong with it is one sentence."""
    try:
        data = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise LayoutError(
            N_("The layout is not TOML: {what}."), what=str(error)
        ) from error
    return layout_of(data)


def layout_of(data: Mapping[str, object]) -> Layout:
    """Return the layout of these keys, as TOML or JSON gives them."""
    refuse_unknown(data, _SECTIONS, "")
    for key in ("id", "title", "form"):
        if key not in data:
            raise LayoutError(MISSING_KEY, key=key)
    recognised = section(data, "recognised", ("titles", "headings"))
    sheets = section(data, "sheets", ("ignored", "topics"))
    return Layout(
        id=text(data, "id"),
        title=text(data, "title"),
        form=cast("Form", _one_of(data, "form", get_args(Form))),
        titles=words(recognised, "titles"),
        headings=groups(recognised, "headings"),
        labels=_word_table(data, "labels", LABELS),
        columns=_word_table(data, "columns", COLUMNS),
        periods=patterns(data, "periods"),
        whole_year=patterns(data, "whole_year"),
        notes=patterns(data, "notes"),
        ignored_sheets=patterns(sheets, "ignored"),
        topic_sheets=patterns(sheets, "topics"),
        first_month=_first_month(data),
        codes=_codes(data),
        averages=_averages(data),
        places=_places(data),
    )


def _word_table(
    data: Mapping[str, object], name: str, keys: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    table = section(data, name, keys)
    return {key: words(table, key) for key in table}


def _first_month(data: Mapping[str, object]) -> int:
    year = section(data, "school_year", ("first_month",))
    month = number(year, "first_month", 9)
    if not 1 <= month <= 12:
        raise LayoutError(WRONG_VALUE, key="school_year.first_month", value=month)
    return month


def _codes(data: Mapping[str, object]) -> Codes:
    table = section(
        data,
        "codes",
        ("aliases", "absence", "separators", "nothing", "marks", "decimal_comma"),
    )
    comma = table.get("decimal_comma", False)
    if not isinstance(comma, bool):
        raise LayoutError(WRONG_VALUE, key="codes.decimal_comma", value=comma)
    return Codes(
        aliases=_spellings(table, "aliases"),
        absence=_spellings(table, "absence"),
        separators=texts(table, "separators"),
        nothing=words(table, "nothing"),
        marks=texts(table, "marks"),
        decimal_comma=comma,
    )


def _spellings(table: Mapping[str, object], name: str) -> dict[str, str]:
    aliases = section(table, name, None)
    return {" ".join(key.lower().split()): text(aliases, key) for key in aliases}


def _averages(data: Mapping[str, object]) -> Averages:
    table = section(data, "averages", ("rounding", "digits", "zero_is_empty"))
    if not table:
        return Averages()
    empty = texts(table, "zero_is_empty")
    for name in empty:
        if name not in {"average", "weighted_average"}:
            raise LayoutError(WRONG_VALUE, key="averages.zero_is_empty", value=name)
    return Averages(
        cast("Rounding", _one_of(table, "rounding", get_args(Rounding))),
        number(table, "digits", 2),
        empty,
    )


def _places(data: Mapping[str, object]) -> dict[str, int]:
    """Return fixed places from 0; written are rows from 1 and columns in letters."""
    table = section(data, "places", PLACES)
    places: dict[str, int] = {}
    for key in table:
        if key == "student_column":
            letters = text(table, key).upper()
            if not re.fullmatch("[A-Z]{1,2}", letters):
                raise LayoutError(WRONG_VALUE, key=f"places.{key}", value=letters)
            places[key] = (
                functools.reduce(
                    lambda sum_, one: sum_ * 26 + ord(one) - 64, letters, 0
                )
                - 1
            )
            continue
        row = number(table, key, 0)
        if row < 1:
            raise LayoutError(WRONG_VALUE, key=f"places.{key}", value=row)
        places[key] = row - 1
    return places


def _one_of(data: Mapping[str, object], key: str, allowed: tuple[str, ...]) -> str:
    if key not in data:
        raise LayoutError(MISSING_KEY, key=key)
    value = text(data, key)
    if value not in allowed:
        raise LayoutError(WRONG_VALUE, key=key, value=value)
    return value
