"""The rows of a class list as persons, and what is wrong with single rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.reading.sheets import cell_address
from ingest.setup.cells import NotUnderstoodError, as_text, cyrillic_class, parse
from ingest.setup.contract import SHEET_OF
from ingest.setup.rules import CRITICAL, SetupProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ingest.class_lists.sheets import ListSheet

MOVEMENT = "§2.13"
_DATE = SHEET_OF["students"].column("enrolled_on")
_FIX = N_("Fill the cell, or delete the whole row.")
RULES = {
    "list_name": (N_("The name “{value}” is not understood."), _FIX),
    "list_class": (N_("{name}: the class is not given."), _FIX),
    "list_date": (N_("“{value}” is not a date."), N_("Write it as 01.09.2026.")),
    "list_class_known": (
        N_("{name}: the school has no class “{value}”."),
        N_("Correct the class, or add it to the set-up first."),
    ),
    "list_twice": (
        N_("{name} stands in the list twice."),
        N_("Delete one of the two rows, or give both their personal files."),
    ),
    "list_namesakes": (
        N_("The school has several students called {name}."),
        N_("Write the personal file of the one who is meant."),
    ),
    "list_file_taken": (
        N_("The personal file {value} is {other}’s, not {name}’s."),
        N_("Correct the number or the name."),
    ),
}


class Listed(NamedTuple):
    """One student of a list; a value that the list does not have is '' or None."""

    sheet: str
    cell: str
    surname: str
    given_name: str
    patronymic: str
    class_id: str
    personal_file: str = ""
    enrolled_on: date | None = None
    order_number: str = ""

    @property
    def name(self) -> str:
        """Surname and given name."""
        return f"{self.surname} {self.given_name}"


def list_problem(
    rule: str, sheet: str, cell: str, value: str, **facts: object
) -> SetupProblem:
    """Return a problem of a list at its cell."""
    message, fix = RULES[rule]
    told = {"value": value, **facts}
    return SetupProblem(
        rule, CRITICAL, sheet, cell, value, message, told, fix, MOVEMENT
    )


def people_of(
    sheet: ListSheet, mapping: Mapping[int, str]
) -> tuple[list[Listed], list[SetupProblem]]:
    """Return the students of a list and the problems of its rows; reading never stops.

    Rows without letters in the name's cell, such as a sum under the list, are no rows.
    """
    at = {kind: position for position, kind in mapping.items() if kind != "ignored"}
    people: list[Listed] = []
    problems: list[SetupProblem] = []
    for number, cells in enumerate(sheet.rows, sheet.first_row):
        said = {
            kind: cells[position] if position < len(cells) else None
            for kind, position in at.items()
        }
        texts = {kind: as_text(value) for kind, value in said.items()}
        names = _names(texts)
        where = at.get("full_name", at.get("surname", 0))
        cell = cell_address(number, where)
        if not re.search("[A-Za-zА-Яа-яЁё]", " ".join(names)):
            continue
        if not names[0] or not names[1]:
            problems.append(
                list_problem("list_name", sheet.name, cell, " ".join(names).strip())
            )
            continue
        class_id = _class(texts, sheet.class_id)
        name = f"{names[0]} {names[1]}"
        if not class_id:
            problems.append(list_problem("list_class", sheet.name, cell, "", name=name))
            continue
        try:
            enrolled_on = parse(_DATE, said.get("enrolled_on"))
        except NotUnderstoodError:
            wrong = cell_address(number, at["enrolled_on"])
            text = texts["enrolled_on"]
            problems.append(list_problem("list_date", sheet.name, wrong, text))
            continue
        people.append(
            Listed(
                *(sheet.name, cell, *names, class_id),
                texts.get("personal_file", ""),
                enrolled_on,  # type: ignore[arg-type]
                texts.get("order_number", ""),
            )
        )
    return people, problems


def _names(texts: Mapping[str, str]) -> tuple[str, str, str]:
    """Return surname, given name and patronymic, from three columns or from one."""
    whole = texts.get("full_name", "")
    if whole and not texts.get("surname"):
        surname, _, rest = whole.partition(" ")
        given, _, patronymic = rest.partition(" ")
        return surname, given, patronymic
    return (
        texts.get("surname", ""),
        texts.get("given_name", ""),
        texts.get("patronymic", ""),
    )


def _class(texts: Mapping[str, str], of_sheet: str) -> str:
    whole = texts.get("class", "")
    grade, letter = texts.get("grade", ""), texts.get("letter", "")
    if whole.isdecimal() and letter:
        return cyrillic_class(f"{whole}{letter}")
    if whole:
        return cyrillic_class(re.sub(r"\s*(класс|кл\.?)$", "", whole, flags=re.I))
    return cyrillic_class(f"{grade}{letter}") if grade and letter else of_sheet
