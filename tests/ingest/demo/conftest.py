"""A demo school in which six known teachers keep their journals; made once."""

from __future__ import annotations

import pickle
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ingest.demo.build import DemoSchool, build_demo

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = (
    "agafonova.yg", "baranova.no", "kudryavtsev.og", "prokhorova.yo", "galiullina.er",
    "kapustina.sa",
)  # fmt: skip


_READY, _FAILED = "made.pickle", "failed"


class KeptDemo(NamedTuple):
    """The school's folder, to be copied and not written in, and the generator's log."""

    folder: Path
    made: DemoSchool


@pytest.fixture(scope="session")
def kept_demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> KeptDemo:
    """Build it by the real set-up and 47 real hand-ins, once for all workers."""
    if worker_id == "master":
        return _built(tmp_path_factory.mktemp("demo"))
    place = tmp_path_factory.getbasetemp().parent / "demo"
    try:
        place.mkdir()
    except FileExistsError:
        return _built_by_another(place)
    return _built(place)


def _built(place: Path) -> KeptDemo:
    folder, ready, failed = (place / name for name in ("school", _READY, _FAILED))
    try:
        made = build_demo(folder, _nothing_told, teachers=KNOWN)
        aside = place / "made.part"
        aside.write_bytes(pickle.dumps(made))
        aside.rename(ready)
    except BaseException:
        failed.touch()
        raise
    return KeptDemo(folder, made)


def _built_by_another(place: Path) -> KeptDemo:
    """Wait for the worker that builds it; a test's own limit of time ends the wait."""
    while not (place / _READY).exists():
        if (place / _FAILED).exists():
            pytest.fail("the other worker could not build the demo school")
        time.sleep(0.2)
    made = pickle.loads((place / _READY).read_bytes())
    return KeptDemo(place / "school", made)


def _nothing_told(_stage: str, _share: float) -> None:
    """Look at no progress."""
