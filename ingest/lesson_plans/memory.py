"""What a teacher said the columns of a table are, kept for the next one like it.

A file in the school's folder: staff codes, sums of headings and kinds, nobody's data.
Losing it costs a few clicks, so it is neither sealed nor backed up.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from ingest.class_lists.columns import IGNORED, plain
from ingest.lesson_plans.columns import MEANINGS, proposed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from warehouse.school_folder import School

_FILE = "lesson-plan-columns.json"
_MOST = 1000  # headings kept, the latest of all teachers


def mapping_for(
    school: School, person_id: str, headers: Sequence[str]
) -> dict[int, str]:
    """Return what the columns are: as this teacher said, or as proposed."""
    said = _kept(school).get(_mark(person_id, headers))
    if (
        not isinstance(said, list)
        or len(said) != len(headers)
        or not all(isinstance(kind, str) and kind in MEANINGS for kind in said)
    ):
        return proposed(headers)
    return dict(enumerate(said))


def remember(
    school: School,
    person_id: str,
    headers: Sequence[str],
    mapping: Mapping[int, str],
) -> None:
    """Keep what the columns under these headings are for a teacher."""
    kept = _kept(school)
    mark = _mark(person_id, headers)
    kept.pop(mark, None)
    kept[mark] = [mapping.get(position, IGNORED) for position in range(len(headers))]
    text = json.dumps(dict(list(kept.items())[-_MOST:]), ensure_ascii=False, indent=1)
    school.files.write(_FILE, text.encode())


def _kept(school: School) -> dict[str, object]:
    school.files.look_again()
    try:
        kept = json.loads((school.folder / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none yet, or damaged: the columns are proposed anew
        return {}
    return kept if isinstance(kept, dict) else {}


def _mark(person_id: str, headers: Sequence[str]) -> str:
    text = "\n".join(plain(header) for header in headers)
    return f"{person_id} {hashlib.sha256(text.encode()).hexdigest()}"
