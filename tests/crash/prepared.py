"""Schools to be killed, made once: each deed begins with a copy."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from ingest.load import hand_in
from tests.crash.deeds import NOW, saves_beside
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


def with_entries(saved: Path, place: Path) -> Path:
    """Copy such a school into `place`, with the last save handed in."""
    folder = place / "school"
    shutil.copytree(saved / "school", folder)
    with open_school(folder, SetClock(NOW)) as school:
        path = saves_beside(saved / "school")[-1]
        person = (saved / "person").read_text(encoding="utf-8")
        receipt = hand_in(school, path.read_bytes(), path.name, person, "page")
        assert receipt.status == "recorded"
    return place
