"""The machine's clock jumps between two starts: nothing is lost, and it is told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from ingest.load import hand_in
from tests.crash import deeds
from tests.crash.prepared import with_saves
from warehouse.clock import SetClock
from warehouse.integrity.report import verify_school
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.by_turns


@pytest.mark.parametrize(
    ("jump", "notices"),
    [(timedelta(days=-2), 1), (timedelta(days=1), 0), (timedelta(hours=-1), 0)],
    ids=["two days back", "a day on", "an hour back"],
)
def test_hand_ins_on_both_sides_of_a_jump_stand(
    example_folder: Path, tmp_path: Path, jump: timedelta, notices: int
) -> None:
    folder = with_saves(example_folder, tmp_path / "place") / "school"
    saves = deeds.saves_beside(folder)
    person = (folder.parent / "person").read_text(encoding="utf-8")
    for number, path in enumerate(saves[:2]):
        with open_school(folder, SetClock(deeds.NOW + number * jump)) as school:
            deeds.take_up(school)
            receipt = hand_in(school, path.read_bytes(), path.name, person, "page")
            assert receipt.status == "recorded"

    with open_school(folder, SetClock(deeds.NOW + 2 * abs(jump))) as school:
        deeds.take_up(school)
        report = verify_school(school)
        with school.database.reading() as cursor:
            marks = cursor.execute(
                "select count(*) from journal.current where field = 'mark'"
            ).fetchall()[0][0]

    assert report.differences == ()
    assert len(report.notices) == notices
    assert marks == 2
