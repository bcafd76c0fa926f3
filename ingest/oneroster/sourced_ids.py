"""Identifiers of everything we export: the same in every export, and nobody's name.

A sourcedId may have Latin letters, digits and .-_/@ only, and our codes are Cyrillic:
«5А», «К-0231». So each is a UUID made of the school's code, the kind and our code.
"""

from __future__ import annotations

import uuid
from typing import Literal

Of = Literal[
    "org",
    "year",
    "period",
    "subject",
    "class",  # a homeroom
    "page",  # a class or group and its subject
    "student",
    "person",  # of the staff, a parent, or both
    "role",
    "enrollment",
    "work_type",
    "line_item",
    "result",
]
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "oneroster.vedomost")


class SourcedIds:
    """The identifiers of one school."""

    def __init__(self, school_id: str) -> None:
        self._namespace = uuid.uuid5(_NAMESPACE, school_id)

    def of(self, kind: Of, *codes: object) -> str:
        """Return the identifier of what has these codes."""
        return str(
            uuid.uuid5(
                self._namespace, "\n".join([kind, *(str(code) for code in codes)])
            )
        )
