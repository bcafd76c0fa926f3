"""Serve a school by the real server, on a clock that stands until it is told a moment.

Arguments: the school's folder, the first moment. Each line of standard input is the
next one; standard output says the address and then each moment that was set. Pages
show what a commit tells them, and nothing because time went on meanwhile.
"""

from __future__ import annotations

import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

from dashboards import live
from dashboards.server import serve
from warehouse.clock import SetClock


def main() -> None:
    """Serve until SIGTERM."""
    folder, first = sys.argv[1:]
    live.WITH_THE_CLOCK = timedelta(hours=1)
    clock = SetClock(datetime.fromisoformat(first))

    def follow() -> None:
        for line in sys.stdin:
            clock.set(datetime.fromisoformat(line.strip()))
            _say(clock.now().isoformat())

    threading.Thread(target=follow, daemon=True).start()
    serve(Path(folder), "127.0.0.1", 0, clock=clock, on_ready=_say)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
