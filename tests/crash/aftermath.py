"""What must hold after a kill: the school is opened again by nobody's hand."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ingest.load import finish_interrupted
from tests.crash.deeds import NOW, saves_beside
from tests.ingest.desk import desk_in
from warehouse import ledger
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.killing import Fate
    from warehouse.school_folder import School


def check_ingest(folder: Path, fate: Fate) -> None:
    """Every acknowledged save is whole; the one on its way is whole or not there."""
    with open_school(folder, SetClock(NOW)) as school:
        finish_interrupted(school)
        assert finish_interrupted(school) == []
        _is_whole(school)
        saves = saves_beside(folder)
        marks = desk_in(school).values()
        count = len(fate.acknowledged)
        assert len(marks) in {count, min(count + 1, len(saves))}, "lost, or half done"
        for path in saves[:count]:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            assert school.kept_path(digest).read_bytes() == path.read_bytes()
        with school.database.reading() as cursor:
            uploads = cursor.execute(
                "select file_name, count(*), min(status), max(status) "
                "from journal.uploads group by file_name order by file_name"
            ).fetchall()
    recorded = [(path.name, 1, "recorded", "recorded") for path in saves[: len(marks)]]
    assert uploads == recorded, "each once, and only once"


def _is_whole(school: School) -> None:
    with school.database.reading() as cursor:
        assert ledger.replay(cursor) == []
    left = [path for path in school.folder.rglob("*.part")]
    assert left == [], "half-written files stay"
