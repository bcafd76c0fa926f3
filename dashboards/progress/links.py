"""Addresses of the page: a class, a period, and by a code one student."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from dashboards.address_codes import code_of

if TYPE_CHECKING:
    import polars as pl


class Links(NamedTuple):
    """Makes addresses of what is chosen; a student stands there as a digest."""

    class_id: str
    period_name: str

    def to_class(self) -> str:
        """Return the address of the class."""
        return f"?{urlencode({'class': self.class_id, 'period': self.period_name})}"

    def to_student(self, student_id: str) -> str:
        """Return the address of a student's card."""
        return f"{self.to_class()}&{urlencode({'student': code_of(student_id)})}"

    def name(self, student_id: str, student_name: str, kind: str = "name") -> str:
        """Return the heading of a row that leads to the student's card."""
        href = escape(self.to_student(student_id))
        return (
            f'<th scope="row" class="{escape(kind)}">'
            f'<a href="{href}" target="_self">{escape(student_name)}</a></th>'
        )


def of_code(students: pl.DataFrame, code: str) -> dict[str, object] | None:
    """Return the student of an address among those whom the viewer may read."""
    for row in students.iter_rows(named=True):
        if code_of(row["student_id"]) == code:
            return row
    return None
