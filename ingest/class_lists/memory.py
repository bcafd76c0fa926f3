"""What somebody said the columns of a list are, kept for the next list like it.

A file in the school's folder: headers and kinds, nobody's data. Losing it costs a few
clicks, so it is neither sealed nor backed up.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from ingest.class_lists.columns import MEANINGS, plain, proposed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from warehouse.school_folder import School

_FILE = "class-lists.json"
_MOST = 200  # headers kept, the latest


def mapping_for(school: School, headers: Sequence[str]) -> dict[int, str]:
    """Return what the columns are: as somebody said of this header, or as proposed."""
    said = _kept(school).get(_mark(headers))
    if not isinstance(said, list) or len(said) != len(headers):
        return proposed(headers)
    return {
        position: kind
        for position, kind in enumerate(said)
        if isinstance(kind, str) and kind in MEANINGS
    }


def remember(
    school: School, headers: Sequence[str], mapping: Mapping[int, str]
) -> None:
    """Keep what the columns of a header are."""
    kept = _kept(school)
    mark = _mark(headers)
    kept.pop(mark, None)
    kept[mark] = [mapping.get(position, "ignored") for position in range(len(headers))]
    latest = dict(list(kept.items())[-_MOST:])
    text = json.dumps(latest, ensure_ascii=False, indent=1)
    school.files.write(_FILE, text.encode())


def _kept(school: School) -> dict[str, object]:
    school.files.look_again()
    try:
        kept = json.loads((school.folder / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none yet, or damaged: the columns are proposed anew
        return {}
    return kept if isinstance(kept, dict) else {}


def _mark(headers: Sequence[str]) -> str:
    text = "\n".join(plain(header) for header in headers)
    return hashlib.sha256(text.encode()).hexdigest()
