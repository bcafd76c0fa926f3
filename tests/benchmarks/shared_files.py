"""What keeping an upload's bytes and note costs in a folder, and at a node of a lake.

PostgreSQL as Debian has it, with fsync; S3 is moto's server, a Python program that
answers slower than any storage would. All on one machine: no network is in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING

from tests.servers import running_postgres, running_s3
from warehouse.folder_files import FolderFiles
from warehouse.installation.registry import Registry
from warehouse.installation.settings import Installation
from warehouse.installation.shared_files import SharedFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ROUNDS = 200
_WARM = 20
_SIZE = 60_000  # bytes of a teacher's workbook
_SCHOOL = "measured"
EMBEDDED = "a folder: bytes, note, note gone"


def measure(place: Path) -> dict[str, float]:
    """Return medians in seconds, wall clock, of interleaved rounds."""
    with _node(place / "node") as shared:
        embedded = FolderFiles(place / "embedded")
        registry = shared._registry
        deeds: dict[str, Callable[[bytes], object]] = {
            EMBEDDED: lambda content: _take(embedded, content),
            "a lake: the same": lambda content: _take(shared, content),
            "… of it, the object put into S3": lambda content: shared._stored.put(
                "received/other", content[::-1]
            ),
            "… of it, the note": lambda content: shared.notes.write(
                hashlib.sha256(content).hexdigest(), b"{}"
            ),
            "PostgreSQL: select 1": lambda _: registry.connections.rows("select 1"),
        }
        times: dict[str, list[float]] = {name: [] for name in deeds}
        for _ in range(_WARM + ROUNDS):
            content = os.urandom(_SIZE)
            for name, deed in deeds.items():
                began = time.perf_counter()
                deed(content)
                times[name].append(time.perf_counter() - began)
    return {name: median(found[_WARM:]) for name, found in times.items()}


def _take(files: FolderFiles, content: bytes) -> None:
    """Do with files what an upload does: `School.keep`, then the note."""
    digest = hashlib.sha256(content).hexdigest()
    files.write(f"received/{digest[:2]}/{digest}.xlsx", content)
    files.notes.write(digest, b"{}")
    files.notes.forget(digest)


@contextlib.contextmanager
def _node(folder: Path) -> Iterator[SharedFiles]:
    folder.mkdir(parents=True)
    with running_postgres() as postgres, running_s3() as s3:
        os.environ.update(s3.environment)
        data = f"s3://{s3.new_bucket()}/schools"
        registry = Registry(Installation(postgres.new_database(), data))
        with contextlib.closing(registry):
            registry.add(_SCHOOL, "", "", datetime.now(UTC))
            files = SharedFiles(folder, registry, _SCHOOL)
            with contextlib.closing(files):
                files.begin()
                yield files
