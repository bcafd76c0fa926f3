"""Who is looking. Every query takes a viewer and filters in SQL by `person_id`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Viewer:
    """One person and the roles the school gave them (§2.1).

    Roles are those of `warehouse.access.roles`; a student's `person_id` begins with
    `student:`. What a person opens is decided in SQL by `intermediate.int_*_access`;
    roles here only choose pages and menus.
    """

    person_id: str
    roles: frozenset[str]
