"""The next year's load: what this year's classes of the grade had, for a start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.rolling_over.classes import FIRST_BASIC_GRADE

if TYPE_CHECKING:
    from datetime import date

    from ingest.rolling_over.classes import Promotion
    from ingest.setup.changes import Row
    from ingest.setup.columns import SetupTables


class NextLoad:
    """Load lines proposed for every class and group, and classes that get none."""

    def __init__(
        self, tables: SetupTables, promotion: Promotion, was_until: date
    ) -> None:
        self._lines = [
            row
            for row in tables["load"]
            if row["ends_on"] is None or str(row["ends_on"]) >= was_until.isoformat()
        ]
        self._classes = {str(row["class_id"]): row for row in tables["classes"]}
        self._was = {to: was for was, to in promotion.class_to.items()}
        self._was_group = {to: was for was, to in promotion.group_to.items()}
        self._next_classes = promotion.classes()
        self.without: list[str] = []

    def rows(self) -> list[Row]:
        """Return the proposed lines; `without` are then the classes that have none."""
        found: list[Row] = []
        for row in self._next_classes:
            lines = self._of_class(row)
            if not lines:
                self.without.append(str(row["class_id"]))
            found += lines
        for group_to, group_id in self._was_group.items():
            found += self._of_group(group_id, group_to)
        return found

    def _of_class(self, row: Row) -> list[Row]:
        class_id = str(row["class_id"])
        was = self._was.get(class_id, "")
        return [
            _line(class_id, line, self._teacher(line, row, was))
            for line in self._model(row)
        ]

    def _model(self, row: Row) -> list[Row]:
        """Return the lines of the same class of this year, else of its grade."""
        same = [
            class_id
            for class_id, known in self._classes.items()
            if known["grade"] == row["grade"]
        ]
        class_id = str(row["class_id"])
        if class_id in same:
            return self._of(class_id)
        return self._of(same[0]) if same else []

    def _teacher(self, line: Row, row: Row, was: str) -> object:
        """Return who taught the class the subject; new classes get the model's.

        The homeroom teacher of a primary class takes the place of the model's.
        """
        own = [
            one["person_id"]
            for one in self._of(was)
            if one["subject_id"] == line["subject_id"]
        ]
        grade = int(str(row["grade"]))
        if own and grade != FIRST_BASIC_GRADE:
            return own[0]
        model = self._classes.get(str(line["unit_id"]), {})
        is_homerooms = line["person_id"] == model.get("homeroom_person_id")
        if grade < FIRST_BASIC_GRADE and is_homerooms and row["homeroom_person_id"]:
            return row["homeroom_person_id"]
        return line["person_id"]

    def _of_group(self, group_id: str, group_to: str) -> list[Row]:
        """Return the lines of this year's group of that code, with its own teachers."""
        own = {row["subject_id"]: row for row in self._of(group_id)}
        model = self._of(group_to) or list(own.values())
        return [
            _line(group_to, line, own.get(line["subject_id"], line)["person_id"])
            for line in model
        ]

    def _of(self, unit_id: str) -> list[Row]:
        return [row for row in self._lines if row["unit_id"] == unit_id]


def _line(unit_id: str, line: Row, person_id: object) -> Row:
    return line | {
        "unit_id": unit_id,
        "person_id": person_id,
        "starts_on": None,
        "ends_on": None,
    }
