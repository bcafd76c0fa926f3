"""What is wrong or unclear in a table of topics: each with its cell and its remedy."""

from __future__ import annotations

from typing import Literal, NamedTuple

from expectations.language import N_
from ingest.setup.rules import CRITICAL, WARNING, SetupProblem

CLAUSE = "§2.6"
LONGEST_TEXT = 1000  # of a topic or a homework: they go into cells and onto paper
# What a row may be said to be, and what it is called on the page.
Said = Literal[
    "topic", "again", "continues", "heading", "by_numbers", "by_hours", "out"
]
SAID = {
    "topic": N_("a topic of one lesson"),
    "again": N_("one more lesson of the topic above"),
    "continues": N_("the topic above goes on in this row"),
    "heading": N_("a heading over topics"),
    "by_numbers": N_("as many lessons as the numbers say"),
    "by_hours": N_("as many lessons as the hours say"),
    "out": N_("leave the row out"),
}
_KINDS: tuple[Said, ...] = ("heading", "topic", "continues", "out")
_TELL_OR_MEND = N_("Say below what the row is, or mend it in the file.")

# Rows that somebody must say about, with what they may be.
DOUBTS: dict[str, tuple[str, str, tuple[Said, ...]]] = {
    "plan_row_kind": (
        N_("“{value}” has no number: is it a topic, its continuation or a heading?"),
        _TELL_OR_MEND,
        _KINDS,
    ),
    "plan_no_topic": (
        N_("Lesson {value} has no topic."),
        N_("Write the topic in the file, or say below what the row is."),
        ("again", "out"),
    ),
    "plan_hours": (
        N_("“{value}” is no number of lessons."),
        N_("Write a whole number of lessons, such as 1 or 2, or say below."),
        ("topic", "heading", "out"),
    ),
    "plan_many_hours": (
        N_("“{topic}” would take {value} lessons: is it a heading over topics?"),
        _TELL_OR_MEND,
        ("heading", "by_hours", "topic", "out"),
    ),
    "plan_hours_differ": (
        N_("“{value}” are {numbers} lessons, the column of hours says {hours}."),
        N_("Make both agree in the file, or say below which of them is right."),
        ("by_numbers", "by_hours", "out"),
    ),
    "plan_text_long": (
        N_("The cell has {value} signs."),
        N_("Shorten it to at most {most} signs in the file."),
        ("out",),
    ),
    "plan_cell_broken": (
        N_("The topic’s cell shows {value}."),
        N_("Type the topic into the cell as text."),
        ("out",),
    ),
}
# What is told and hinders nobody.
REMARKS = {
    "plan_number": (
        N_("“{value}” is no lesson number; the row is taken where it stands."),
        N_("Nothing need be done if the topic stands in its place."),
    ),
    "plan_number_gap": (
        N_("After no. {before} comes no. {value}."),
        N_("See that no row is missing or twice: topics are taken row by row."),
    ),
    "plan_total": (
        N_("“{value}”: the rows of this sheet come to {lessons} lessons."),
        N_("See which of the two is right."),
    ),
    "plan_section_hours": (
        N_("“{value}”: its topics come to {lessons} lessons."),
        N_("See which of the two is right."),
    ),
}
# Rows that are no topics, and why.
LEFT_OUT = {
    "heading": N_("heading over topics"),
    "total": N_("total"),
    "header": N_("headings once more"),
    "column_numbers": N_("numbers of the columns"),
    "no_topic": N_("nothing in the column of topics"),
    "empty_number": N_("number without a topic after the last one"),
    "joined": N_("belongs to the row above"),
    "out": N_("left out as you said"),
    "above": N_("stands above the table"),
}


class Doubt(NamedTuple):
    """A row that somebody must say about; `row` counts from 0, as the sheet has it."""

    row: int
    problem: SetupProblem
    choices: tuple[Said, ...]


class LeftOut(NamedTuple):
    """A filled row that gave no topic; `why` is a key of LEFT_OUT."""

    sheet: str
    row: int
    value: str
    why: str


def doubt_at(
    rule: str, sheet: str, row: int, cell: str, value: str, **facts: object
) -> Doubt:
    """Return a doubt of a row at its cell."""
    message, fix, choices = DOUBTS[rule]
    told = {"value": value, **facts}
    found = SetupProblem(rule, CRITICAL, sheet, cell, value, message, told, fix, CLAUSE)
    return Doubt(row, found, choices)


def remark_at(
    rule: str, sheet: str, cell: str, value: str, **facts: object
) -> SetupProblem:
    """Return a remark at its cell."""
    message, fix = REMARKS[rule]
    told = {"value": value, **facts}
    return SetupProblem(rule, WARNING, sheet, cell, value, message, told, fix, CLAUSE)
