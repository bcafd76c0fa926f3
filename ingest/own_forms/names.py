"""Names of cells that a school's own form may have; the guide lists the same."""

from __future__ import annotations

from typing import Literal, NamedTuple

from expectations.language import N_

PREFIX = "vedomost_"
Kind = Literal["value", "down", "across", "table"]


class Name(NamedTuple):
    """A name, how it is filled from its cell on, and what it stands for."""

    name: str
    kind: Kind
    meaning: str


NAMES = (
    Name("vedomost_school", "value", N_("Name of the school")),
    Name("vedomost_class", "value", N_("Class")),
    Name("vedomost_period", "value", N_("Reporting period")),
    Name("vedomost_as_of", "value", N_("As of which moment")),
    Name("vedomost_made_by", "value", N_("Who made the form")),
    Name("vedomost_homeroom", "value", N_("Homeroom teacher")),
    Name("vedomost_certified_by", "value", N_("Who certifies")),
    Name("vedomost_code", "value", N_("Verification code")),
    Name("vedomost_count", "value", N_("Number of students")),
    Name("vedomost_success", "value", N_("Success of the class, %")),
    Name("vedomost_quality", "value", N_("Quality of the class, %")),
    Name("vedomost_sou", "value", N_("СОУ of the class, %")),
    Name("vedomost_average", "value", N_("Average mark of the class")),
    Name("vedomost_students", "down", N_("Names of the students, downwards")),
    Name("vedomost_missed", "down", N_("Lessons missed, in the students’ rows")),
    Name("vedomost_subjects", "across", N_("Names of the subjects, to the right")),
    Name("vedomost_table", "table", N_("Final marks: students × subjects")),
)
KNOWN = {one.name: one for one in NAMES}


def unknown(found: list[str]) -> list[str]:
    """Return names that begin like ours and mean nothing."""
    return sorted(
        name
        for name in found
        if name.lower().startswith(PREFIX) and name.lower() not in KNOWN
    )


def known(found: list[str]) -> list[str]:
    """Return those of the names that are filled."""
    return [name for name in found if name.lower() in KNOWN]
