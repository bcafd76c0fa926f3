"""Schools to be killed, made once: each deed begins with a copy."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.crash.deeds import NOW
from tests.ingest.desk import desk_in
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from pathlib import Path

SAVES = 4


def with_saves(school_folder: Path, place: Path) -> Path:
    """Copy a school into `place`, with the successive saves of a teacher beside it."""
    folder = place / "school"
    shutil.copytree(school_folder, folder)
    with open_school(folder, SetClock(NOW)) as school:
        desk = desk_in(school)
        teacher = desk.open_workbook()
        for number, student in enumerate(desk.students[:SAVES]):
            teacher.mark(desk.page, student, desk.lesson).value = str(2 + number % 4)
            (place / f"save-{number}.xlsx").write_bytes(teacher.save())
        (place / "person").write_text(desk.person, encoding="utf-8")
    return place


def alone(school_folder: Path, place: Path) -> Path:
    """Copy a school into `place`."""
    shutil.copytree(school_folder, place / "school")
    return place
