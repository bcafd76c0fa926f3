"""Files read a moment ago: a look and the recording after it read the same bytes.

What a file says depends on its bytes and the scale of marks alone, unless its hidden
keys did not suffice and the teacher's workbooks were asked; then it is read again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from ingest.reading.child import read_workbook
from ingest.reading.reader import read_journal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from expectations.marks import MarkScale
    from ingest.workbook import Reading, WorkbookPlan

MAX_CELLS = 150_000  # of all readings that are kept


class Readings:
    """The last readings, by the file's SHA-256 and the scale they were read on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Reading] = OrderedDict()

    def read(
        self,
        sha256: str,
        content: bytes,
        plans: Callable[[], Sequence[WorkbookPlan]],
        scale: MarkScale,
    ) -> Reading:
        """Return what a file says; its bytes are `content`, their digest `sha256`."""
        key = (sha256, str(scale))
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        were_asked = False

        def ask() -> Sequence[WorkbookPlan]:
            nonlocal were_asked
            were_asked = True
            return plans()

        reading = read_journal(read_workbook(content), ask, scale)
        if not were_asked:
            self._keep(key, reading)
        return reading

    def _keep(self, key: tuple[str, str], reading: Reading) -> None:
        with self._lock:
            self._kept[key] = reading
            count_cells = sum(one.count_cells for one in self._kept.values())
            while count_cells > MAX_CELLS and self._kept:
                _, oldest = self._kept.popitem(last=False)
                count_cells -= oldest.count_cells


READINGS = Readings()
