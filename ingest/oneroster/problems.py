"""What can be wrong with a package: each rule once, and the line that tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping

CRITICAL: Literal["critical"] = "critical"
WARNING: Literal["warning"] = "warning"


class RosterRule(NamedTuple):
    """One rule: what is wrong, with facts in braces, and how it is mended."""

    severity: Literal["critical", "warning"]
    message: str
    fix: str


_FILL = N_("Fill the cell, or delete the whole row.")

RULES: Mapping[str, RosterRule] = {
    "file_is_text": RosterRule(
        CRITICAL,
        N_("The file is not text."),
        N_("Save it as CSV in UTF-8."),
    ),
    "file_is_there": RosterRule(
        CRITICAL,
        N_("manifest.csv names the file, and the package does not have it."),
        N_("Add the file, or write “absent” for it in manifest.csv."),
    ),
    "file_is_named": RosterRule(
        WARNING,
        N_("manifest.csv calls the file absent, so it was not read."),
        N_("If it is meant, write “bulk” or “delta” for it in manifest.csv."),
    ),
    "file_is_known": RosterRule(
        WARNING,
        N_("This is no file of OneRoster, it was not read."),
        N_("Check the file's name."),
    ),
    "file_is_imported": RosterRule(
        WARNING,
        N_("The file was not read: marks come in by teachers' workbooks only."),
        N_("Nothing is to be done."),
    ),
    "manifest_is_there": RosterRule(
        WARNING,
        N_("The package has no manifest.csv; every file is taken as a whole one."),
        N_("If files hold changes only, add manifest.csv with “delta” for them."),
    ),
    "mode_is_known": RosterRule(
        CRITICAL,
        N_("“{value}” says nothing about the file {of}."),
        N_("Write absent, bulk or delta."),
    ),
    "version_is_known": RosterRule(
        WARNING,
        N_("The version “{value}” is unknown; the files are read as 1.2."),
        N_("Look through the changes before you apply them."),
    ),
    "column_is_there": RosterRule(
        CRITICAL,
        N_("The column “{value}” is missing."),
        N_("Add the column with this header."),
    ),
    "column_is_once": RosterRule(
        CRITICAL,
        N_("The column “{value}” stands there twice."),
        N_("Delete one of the two."),
    ),
    "column_is_known": RosterRule(
        WARNING,
        N_("The column “{value}” is unknown and was not read."),
        N_("Check the header against the standard."),
    ),
    "row_fits_header": RosterRule(
        CRITICAL,
        N_("The row has more cells than the header."),
        N_("Put text with commas into quotes."),
    ),
    "value_is_there": RosterRule(CRITICAL, N_("“{column}” is empty."), _FILL),
    "id_is_once": RosterRule(
        CRITICAL,
        N_("The sourcedId “{value}” stands already in row {first}."),
        N_("Give each row an identifier of its own."),
    ),
    "value_is_listed": RosterRule(
        CRITICAL,
        N_("“{value}” is none of the values of “{column}”."),
        N_("Write one of: {choices}."),
    ),
    "date_is_understood": RosterRule(
        CRITICAL,
        N_("“{value}” is not a date."),
        N_("Write it as 2026-09-01."),
    ),
    "days_are_in_order": RosterRule(
        CRITICAL,
        N_("“{value}” is not after the beginning, {first}."),
        N_("Correct one of the two dates: the end is the first day after."),
    ),
    "status_is_said": RosterRule(
        CRITICAL,
        N_("A row of changes does not say whether it holds."),
        N_("Write active or tobedeleted into “status”."),
    ),
    "reference_is_known": RosterRule(
        CRITICAL,
        N_("“{value}” is not in {of}, nor known from an earlier package."),
        N_("Add the row to {of}, or correct the identifier."),
    ),
    "school_is_one": RosterRule(
        CRITICAL,
        N_("None of the organisations is this school."),
        N_("Write the school's code “{school_id}” into “identifier” of its row."),
    ),
    "code_is_once": RosterRule(
        CRITICAL,
        N_("The code “{value}” belongs to row {first} already."),
        N_("Give each person an “identifier” of the own."),
    ),
    "code_is_plain": RosterRule(
        CRITICAL,
        N_("The code “{value}” holds “{sign}”."),
        N_("Write “identifier” without this sign."),
    ),
    "role_is_given": RosterRule(
        CRITICAL,
        N_("Nothing says whether {name} is a student, a teacher or a parent."),
        N_("Add a row to roles.csv, or the column “role” to users.csv."),
    ),
    "student_has_class": RosterRule(
        CRITICAL,
        N_("{name} is in no class."),
        N_("Add a row to enrollments.csv with a class whose classType is homeroom."),
    ),
    "student_in_one_class": RosterRule(
        CRITICAL,
        N_("{name} is in {first} and in {second} at once."),
        N_("Give the enrolment that is over its endDate."),
    ),
    "grade_is_understood": RosterRule(
        CRITICAL,
        N_("The grade of “{value}” is not understood."),
        N_("Write a number from 01 to 12 into “grades”."),
    ),
    "subject_is_known": RosterRule(
        CRITICAL,
        N_("“{value}” is no subject of the school."),
        N_(
            "Add the subject to the set-up first, or write its code into “courseCode” "
            "of courses.csv."
        ),
    ),
    "hours_are_known": RosterRule(
        CRITICAL,
        N_("{name}, {unit}, {subject}: how many hours a week is not known."),
        N_(
            "Enter the load in the set-up first, or add the column "
            "“metadata.vedomost.hoursPerWeek”."
        ),
    ),
    "parent_has_children": RosterRule(
        WARNING,
        N_("{name} is a parent of nobody here, and was left out."),
        N_("Write the children's identifiers into “agentSourcedIds”."),
    ),
    "role_is_ours": RosterRule(
        WARNING,
        N_("{name} comes in as a teacher: rights are given in the set-up only."),
        N_("Give the other roles on the sheet “Staff”."),
    ),
}


class RosterProblem(NamedTuple):
    """Something in a package that whoever made it can mend; `row` 0 is the file."""

    rule: str
    severity: Literal["critical", "warning"]
    file: str
    row: int
    column: str
    value: str
    message: str
    facts: dict[str, object]
    fix: str


def problem(
    rule_id: str,
    file: str,
    row: int = 0,
    column: str = "",
    value: object = "",
    **facts: object,
) -> RosterProblem:
    """Return a problem of a rule at its place; `file` is with `.csv`."""
    rule = RULES[rule_id]
    text = str(value)
    told = {"value": text, "column": column, **facts}
    return RosterProblem(
        *(rule_id, rule.severity, file, row, column, text),
        *(rule.message, told, rule.fix),
    )


_IN_CELL = N_("{file}, row {row}, column “{column}”: {message} {fix}")
_IN_ROW = N_("{file}, row {row}: {message} {fix}")
_IN_FILE = N_("{file}: {message} {fix}")


def problem_line(found: RosterProblem, language: str) -> str:
    """Return a problem as one line: where, what, what to do."""
    form = _IN_FILE if not found.row else _IN_CELL if found.column else _IN_ROW
    return say(
        form,
        language,
        file=found.file,
        row=found.row,
        column=found.column,
        message=say(found.message, language, **found.facts),
        fix=say(found.fix, language, **found.facts),
    )
