"""Who is looking. Every query takes a viewer and filters in SQL by `person_id`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Viewer:
    """One person and the roles the school gave them (§2.1).

    Roles are `director`, `deputy`, `homeroom`, `teacher`, `secretary`. What they open
    is decided in SQL by `intermediate.int_page_access` and `int_class_access`; roles
    here only choose pages and menus.
    """

    person_id: str
    roles: frozenset[str]
