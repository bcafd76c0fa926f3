"""Layouts that people of the school pointed out, in its folder, in the shipped form.

They hold headings and places, nobody's data; losing one costs some clicks, so they are
neither sealed nor backed up. A damaged one is told and not asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.foreign.layout import layout_from_text, layout_of, shipped_layouts
from ingest.foreign.layout_checks import LayoutError
from ingest.foreign.layout_text import toml_of
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ingest.foreign.layout import Layout
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

_FOLDER = "layouts"
_MOST = 200
_ID = re.compile(r"own_[0-9a-f]{12}")
# Teachers bring their own journals to be compared; the others bring them in.
MAY_POINT = frozenset({"director", "deputy", "homeroom", "teacher"})
NOT_YOURS = N_("Layouts are kept by the director, deputies and teachers.")
TOO_MANY = N_("The school keeps {most} layouts already. Remove one that is not needed.")
NO_SUCH = N_("There is no such layout.")


class OwnLayouts(NamedTuple):
    """The school's own layouts by title, and the files that are none."""

    layouts: tuple[Layout, ...]
    damaged: tuple[str, ...]  # names of files


def own_layouts(school: School) -> OwnLayouts:
    """Return what people of this school pointed out."""
    school.files.look_again()
    found: list[Layout] = []
    damaged: list[str] = []
    for path in sorted((school.folder / _FOLDER).glob("*.toml")):
        try:
            layout = layout_from_text(path.read_text(encoding="utf-8"))
        except (LayoutError, OSError, UnicodeDecodeError):
            damaged.append(path.name)
            continue
        if layout.id == path.stem:
            found.append(layout)
        else:
            damaged.append(path.name)
    return OwnLayouts(tuple(sorted(found, key=lambda one: one.title)), tuple(damaged))


def all_layouts(school: School) -> tuple[Layout, ...]:
    """Return the layouts in the order of asking: those pointed out here go first."""
    return (*own_layouts(school).layouts, *shipped_layouts())


def keep(school: School, viewer: Viewer, data: Mapping[str, object]) -> Layout:
    """Keep a layout; one of the same title is replaced."""
    layout = layout_of(data)
    path = _path(school, viewer, layout.id)
    if not path.exists() and len(list(path.parent.glob("*.toml"))) >= _MOST:
        raise VedomostError(TOO_MANY, most=_MOST)
    written = toml_of(data)
    if layout_from_text(written) != layout:
        raise RuntimeError("a layout must be read as it was written")
    school.files.write(_name(layout.id), written.encode())
    return layout


def remove(school: School, viewer: Viewer, layout_id: str) -> None:
    """Remove a layout; what was read by it stays as it is."""
    path = _path(school, viewer, layout_id)
    if not path.exists():
        raise VedomostError(NO_SUCH)
    school.files.remove(_name(layout_id))


def _path(school: School, viewer: Viewer, layout_id: str) -> Path:
    if not viewer.roles & MAY_POINT:
        raise VedomostError(NOT_YOURS)
    if not _ID.fullmatch(layout_id):
        raise VedomostError(NO_SUCH)
    with school.database.reading() as cursor:
        refuse_under_a_breach(cursor, viewer.person_id, school.clock.now())
    return school.folder / _name(layout_id)


def _name(layout_id: str) -> str:
    return f"{_FOLDER}/{layout_id}.toml"
