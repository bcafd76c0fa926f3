"""Rules about the school as a whole: its settings, its people, its marks."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingest.setup.cells import as_text, folded
from ingest.setup.contract import SHEET_OF
from ingest.setup.sheets_year import SETTINGS
from warehouse.calendar import parts_of
from warehouse.rounding import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.setup.placed import Checked, Row
    from ingest.setup.rules import SetupProblem

_OPTIONAL_SETTINGS = {"short_name", "rounding"}
_ALLOWED = {"language": ("ru", "en"), "week_days": ("5", "6"), "rounding": RULES}


def school_problems(checked: Checked) -> Iterator[SetupProblem]:
    """Yield problems of the sheets “School”, “Staff”, “Parents” and some others."""
    yield from _settings(checked)
    if "director" not in {
        role
        for _, row in checked.rows("staff", "roles")
        for role in parts_of(str(row["roles"]))
    }:
        yield from _once(checked, "setup_director_there", "staff")
    for number, row in checked.rows("classes", "class_id"):
        if not row["homeroom_person_id"]:
            yield checked.at(
                "setup_homeroom_there",
                "classes",
                number,
                "homeroom_person_id",
                value=row["class_id"],
            )
    yield from _two_people_with_one_code(checked)
    if not any(
        row["kind"] == "mark" for _, row in checked.rows("mark_scale", "kind", "value")
    ):
        yield from _once(checked, "setup_scale_has_marks", "mark_scale")


def _two_people_with_one_code(checked: Checked) -> Iterator[SetupProblem]:
    """Yield parents who bear the code of someone else of the staff."""
    staff = {row["person_id"]: row for _, row in checked.rows("staff", "person_id")}
    for number, row in checked.rows("parents", "person_id"):
        namesake = staff.get(row["person_id"])
        if namesake is not None and _named(namesake) != _named(row):
            yield checked.at(
                "setup_parent_same_person",
                "parents",
                number,
                "person_id",
                staff=f"{namesake['surname']} {namesake['given_name']}",
                parent=f"{row['surname']} {row['given_name']}",
            )


def _named(row: Row) -> tuple[str, str]:
    return folded(str(row["surname"])), folded(str(row["given_name"]))


def _once(checked: Checked, rule: str, table: str) -> Iterator[SetupProblem]:
    """Yield the problem unless the whole sheet is missing, which is said already."""
    if checked.title(SHEET_OF[table]) not in checked.missing:
        yield checked.on_sheet(rule, table, "")


def _settings(checked: Checked) -> Iterator[SetupProblem]:
    rows = {
        str(row["setting"]): number for number, row in checked.rows("about", "setting")
    }
    for setting, title in SETTINGS.items():
        if setting in _OPTIONAL_SETTINGS and not checked.settings.get(setting):
            continue
        if setting not in rows:
            yield checked.on_sheet("setup_setting_there", "about", setting)
        elif not checked.settings[setting]:
            place = checked.address("about", rows[setting], "value")
            if place not in checked.misread:
                yield checked.at(
                    "setup_value_required",
                    "about",
                    rows[setting],
                    "value",
                    column=(title,),
                )
        else:
            yield from _setting(checked, setting, rows[setting])


def _setting(checked: Checked, setting: str, number: int) -> Iterator[SetupProblem]:
    value = checked.settings[setting]
    if setting == "school_id" and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", value):
        yield checked.at("setup_school_id_plain", "about", number, "value")
    if setting == "timezone" and not _is_zone(value):
        yield checked.at("setup_timezone_known", "about", number, "value")
    if setting in _ALLOWED and value not in _ALLOWED[setting]:
        yield checked.at(
            "setup_choice_known",
            "about",
            number,
            "value",
            column=(SETTINGS[setting],),
            choices=", ".join(_ALLOWED[setting]),
        )
    if setting == "year_ends_on" and checked.year is None:
        yield from _wrong_year(checked, number)


def _wrong_year(checked: Checked, number: int) -> Iterator[SetupProblem]:
    try:
        starts_on = date.fromisoformat(checked.settings.get("year_starts_on", ""))
        ends_on = date.fromisoformat(checked.settings["year_ends_on"])
    except ValueError:
        return
    rule = "setup_year_length" if ends_on > starts_on else "setup_dates_in_order"
    yield checked.at(
        rule,
        "about",
        number,
        "value",
        value=as_text(ends_on),
        first=as_text(starts_on),
        count=(ends_on - starts_on).days + 1,
    )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
