"""The set-up's rows of a day and what their codes are called."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from dashboards import cached, current
from ingest.setup.cells import as_text, shown
from ingest.setup.changes import natural_key
from ingest.setup.contract import SHEET_OF
from warehouse.calendar import parts_of
from warehouse.queries import setup_rows

if TYPE_CHECKING:
    from ingest.setup.changes import Row
    from ingest.setup.columns import Column, Sheet
    from warehouse.viewer import Viewer

_LONGEST_LABEL = 110


class HeldRow(NamedTuple):
    """One row of a sheet and the days on which it holds."""

    row: Row
    valid_from: date
    valid_to: date | None


def first_day(viewer: Viewer) -> date:
    """Return today, or the first day of a year that is still being prepared."""
    today = current.today()
    about = cached.ask(setup_rows.rows, viewer, "about", today)
    (starts_on,) = about.filter(setting="year_starts_on")["value"].to_list()[-1:]
    return max(today, date.fromisoformat(starts_on))


class KnownRows:
    """Rows of the set-up as one viewer sees them on a day."""

    def __init__(self, viewer: Viewer, on: date, language: str) -> None:
        self.on = on
        self.language = language
        self._viewer = viewer
        self._options: dict[tuple[str, ...], dict[str, str]] = {}

    def of(self, table: str) -> list[HeldRow]:
        """Return the rows that hold on the day, as the sheet has them."""
        held = [one for one in self._all(table) if one.valid_from <= self.on]
        if table == "timetable":
            held.sort(key=_by_lesson)
        return held

    def later(self, table: str) -> list[HeldRow]:
        """Return the rows that begin only after the day."""
        return [one for one in self._all(table) if one.valid_from > self.on]

    def _all(self, table: str) -> list[HeldRow]:
        frame = cached.ask(setup_rows.rows, self._viewer, table, self.on)
        keys = [column.key for column in SHEET_OF[table].columns]
        return [
            HeldRow({key: one[key] for key in keys}, one["valid_from"], one["valid_to"])
            for one in frame.iter_rows(named=True)
        ]

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """Return of each table that others refer to what its codes are called."""
        return {
            "staff": {code: _person(row) for code, row in self._coded("staff")},
            "subjects": {
                code: str(row["name"]) for code, row in self._coded("subjects")
            },
            "classes": {code: code for code, _row in self._coded("classes")},
            "groups": {code: str(row["name"]) for code, row in self._coded("groups")},
        }

    def _coded(self, table: str) -> list[tuple[str, Row]]:
        key = SHEET_OF[table].key[0]
        return [(str(held.row[key]), held.row) for held in self.of(table)]

    def pages_of(self, person_id: str) -> set[tuple[str, str]]:
        """Return class or group and subject of each line of a teacher's load."""
        return {
            (str(held.row["unit_id"]), str(held.row["subject_id"]))
            for held in self.of("load")
            if held.row["person_id"] == person_id
        }

    def options(self, column: Column) -> dict[str, str]:
        """Return the codes that a column may hold, each with its name and code."""
        known = self._options.get(column.refers_to)
        if known is None:
            known = {
                code: name if name == code else f"{name} ({code})"
                for table in column.refers_to
                for code, name in self.names[table].items()
            }
            self._options[column.refers_to] = known
        return known

    def text(self, column: Column, row: Row) -> str:
        """Return a value in words: a code as the name that it stands for."""
        value = row[column.key]
        if column.refers_to and value:
            known = self.options(column)
            parts = parts_of(str(value)) if column.kind == "codes" else [str(value)]
            return ", ".join(known.get(part, part) for part in parts)
        told = shown(column, value, self.language)
        return f"{told:g}" if isinstance(told, float) else as_text(told)

    def label(self, sheet: Sheet, row: Row) -> str:
        """Return a row as one short line, to be chosen from a list."""
        texts = (self.text(column, row) for column in sheet.columns)
        label = " · ".join(text for text in texts if text)
        if len(label) > _LONGEST_LABEL:
            return label[: _LONGEST_LABEL - 1] + "…"
        return label


def key_of(sheet: Sheet, row: Row) -> tuple[object, ...]:
    """Return what tells a row apart in a list of choices."""
    return natural_key(sheet, row)


def _by_lesson(held: HeldRow) -> tuple[str, int, int]:
    row = held.row
    return (str(row["unit_id"]), int(str(row["weekday"])), int(str(row["slot"])))


def _person(row: Row) -> str:
    return f"{row['surname']} {row['given_name']} {row['patronymic'] or ''}".strip()
