"""Stop the reading child when the tests of this room are done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.reading.child import close_reader

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def reading_child() -> Iterator[None]:
    """Leave no process behind."""
    yield
    close_reader()
