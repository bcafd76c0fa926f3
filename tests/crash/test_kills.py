"""A few kills with every test run; `python -m tests.crash` runs hundreds."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.crash import aftermath, deeds
from tests.crash.killing import kill_after, kill_behind, let_live
from tests.ingest.desk import desk_in
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from pathlib import Path

SAVES = 5


@pytest.fixture(scope="module")
def prepared(example_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a school and the successive saves of a teacher beside it."""
    place = tmp_path_factory.mktemp("crash")
    shutil.copytree(example_folder, place / "school")
    with open_school(place / "school", SetClock(deeds.NOW)) as school:
        desk = desk_in(school)
        teacher = desk.open_workbook()
        for number, student in enumerate(desk.students[:SAVES]):
            teacher.mark(desk.page, student, desk.lesson).value = str(2 + number % 4)
            (place / f"save-{number}.xlsx").write_bytes(teacher.save())
        (place / "person").write_text(desk.person)
    return place


def test_it(prepared, tmp_path):
    def fresh(n):
        place = tmp_path / str(n)
        shutil.copytree(prepared, place)
        return place / "school"

    import time

    f = fresh("x")
    fate = let_live(deeds.ingest, f)
    print(fate)
    t = time.time()
    aftermath.check_ingest(f, fate)
    print("check", time.time() - t)
    chance = random.Random(1)
    for n in range(10):
        t = time.time()
        f = fresh(n)
        fate2 = (
            kill_after(deeds.ingest, f, chance.uniform(0, fate.seconds))
            if n % 2
            else kill_behind(
                deeds.ingest, f, chance.randrange(SAVES), chance.uniform(0, 0.05)
            )
        )
        print(fate2, time.time() - t)
        aftermath.check_ingest(f, fate2)
        print(time.time() - t)
    assert 0
