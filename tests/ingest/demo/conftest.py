"""A demo school in which six known teachers keep their journals; made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from ingest.demo.build import DemoSchool, build_demo

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = (
    "agafonova.yg", "baranova.no", "kudryavtsev.og", "prokhorova.yo", "galiullina.er",
    "kapustina.sa",
)  # fmt: skip


class KeptDemo(NamedTuple):
    """The school's folder, to be copied and not written in, and the generator's log."""

    folder: Path
    made: DemoSchool


@pytest.fixture(scope="session")
def kept_demo(tmp_path_factory: pytest.TempPathFactory) -> KeptDemo:
    """Build it by the real set-up and 47 real hand-ins: about 25 seconds."""
    folder = tmp_path_factory.mktemp("demo") / "school"
    return KeptDemo(folder, build_demo(folder, _nothing_told, teachers=KNOWN))


def _nothing_told(_stage: str, _share: float) -> None:
    """Look at no progress."""
