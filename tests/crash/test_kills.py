"""kill -9 at random moments of a hand-in, a closing, an export and a backup.

`make test` does a few kills of each kind, `make long` sixty; moments are drawn from a
seed, in parts of how long the deed takes on the machine at hand.
"""

from __future__ import annotations

import os
import random
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.crash import deeds
from tests.crash.aftermath import AFTER
from tests.crash.killing import kill_after, kill_behind, let_live
from tests.crash.prepared import with_entries, with_saves

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.killing import Deed, Fate

pytestmark = pytest.mark.by_turns

KILLS = int(os.environ.get("VEDOMOST_KILLS", "1"))  # of each deed
SEED = os.environ.get("VEDOMOST_SEED", "")
DEEDS: dict[str, Deed] = {
    "ingest": deeds.ingest,
    "closing": deeds.closing,
    "export": deeds.export,
    "backup": deeds.backup,
    "keys": deeds.changing_keys,
}
_SHORTLY = 0.03  # seconds behind an acknowledgement


@pytest.fixture(scope="module")
def places(
    example_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """What each deed begins with."""
    saved = with_saves(example_folder, tmp_path_factory.mktemp("saved"))
    entered = with_entries(saved, tmp_path_factory.mktemp("entered"))
    return {
        "ingest": saved,
        "backup": saved,
        "keys": saved,
        "closing": entered,
        "export": entered,
    }


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", DEEDS)
def test_after_a_kill_the_school_goes_on_by_itself(name, places, tmp_path):
    deed, check = DEEDS[name], AFTER[name]
    dice = random.Random(f"{name}{SEED}")
    whole = let_live(deed, _fresh(places[name], tmp_path / "whole"))
    assert whole.is_over
    for number in range(KILLS):
        folder = _fresh(places[name], tmp_path / str(number))
        fate = _killed(deed, folder, whole, dice)
        check(folder, fate)
        if number % 3 == 0:  # the same deed, once more, goes on to its end
            assert let_live(deed, folder).is_over
            check(folder, whole)
        shutil.rmtree(folder.parent)


def _killed(deed: Deed, folder: Path, whole: Fate, dice: random.Random) -> Fate:
    if dice.random() < 0.5:
        return kill_after(deed, folder, dice.uniform(0, whole.seconds))
    count = dice.randrange(len(whole.acknowledged))
    return kill_behind(deed, folder, count, dice.uniform(0, _SHORTLY))


def _fresh(place: Path, to: Path) -> Path:
    shutil.copytree(place, to)
    return to / "school"
