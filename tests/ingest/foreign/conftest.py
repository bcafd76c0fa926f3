"""The reading child ends with these tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.reading.child import close_reader

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def _reader_ends() -> Iterator[None]:
    yield
    close_reader()
