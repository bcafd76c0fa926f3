"""A copy of a school for one test: what it leaves behind nobody reads."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

import duckdb

from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warehouse.clock import Clock
    from warehouse.school_folder import School


@contextlib.contextmanager
def passing_copy(made: Path, folder: Path, clock: Clock) -> Iterator[School]:
    """Copy the school in `made` to `folder` and open it.

    It closes without a checkpoint, which costs more than most tests.
    """
    shutil.copytree(made, folder)
    with open_school(folder, clock) as school:
        yield school
        with (
            contextlib.suppress(duckdb.ConnectionException),  # a test closed it
            school.database.reading() as cursor,
        ):
            cursor.execute("pragma disable_checkpoint_on_shutdown")
