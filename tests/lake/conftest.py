"""An installation with one school, and as many nodes as a test asks for.

A node is a folder with `SharedFiles` open on it; their warehouse is one database in
this process, as that of a lake would be one for all.
"""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from warehouse.backups.making import files_of
from warehouse.folder_files import opened
from warehouse.installation.registry import Registry
from warehouse.installation.settings import Installation
from warehouse.installation.shared_files import SharedFiles
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from obstore.store import S3Store

    from tests.servers import Storage
    from warehouse.school_folder import School

SCHOOL = "school-17"
_PLACE = f"schools/{SCHOOL}/files/"
SECRET = "5e" * 32
AT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Bucket:
    """The bucket of the installation, seen past the program."""

    store: S3Store

    def objects(self) -> set[str]:
        """Return the names of the school's objects: SHA-256 of what is stored."""
        return {
            one["path"].removeprefix(_PLACE)
            for some in self.store.list(_PLACE)
            for one in some
        }

    def content(self, name: str) -> bytes:
        return bytes(self.store.get(f"{_PLACE}{name}").bytes())

    def damage(self, name: str) -> None:
        self.store.put(f"{_PLACE}{name}", b"something else")

    def lose(self, name: str) -> None:
        self.store.delete(f"{_PLACE}{name}")


@pytest.fixture
def s3(bucket: str, s3_server: Storage) -> Bucket:
    return Bucket(s3_server.opened(bucket))


@pytest.fixture
def installation(
    catalogue: str, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> Installation:
    """An installation in a real PostgreSQL and a real S3 that knows the school."""
    monkeypatch.setenv("VEDOMOST_INSTALLATION_SECRET", SECRET)
    installation = Installation(catalogue, f"s3://{bucket}/schools")
    with contextlib.closing(Registry(installation)) as registry:
        registry.add(SCHOOL, "Школа № 17", "", AT)
    return installation


@pytest.fixture
def node(
    installation: Installation, tmp_path: Path
) -> Iterator[Callable[[str], SharedFiles]]:
    """Open the school at a node: `node("first")`; leaving the test closes all."""
    with contextlib.ExitStack() as open_ones:

        def begin(name: str) -> SharedFiles:
            registry = open_ones.enter_context(
                contextlib.closing(Registry(installation))
            )
            folder = tmp_path / name
            folder.mkdir(exist_ok=True)
            files = SharedFiles(folder, registry, SCHOOL)
            open_ones.enter_context(contextlib.closing(files))
            files.begin()
            open_ones.enter_context(opened(files))
            return files

        yield begin


@pytest.fixture
def school_at(
    node: Callable[[str], SharedFiles],
    example_folder: Path,
    tmp_path: Path,
    clock: object,
) -> Iterator[Callable[[str], School]]:
    """Open the example school, moved into the installation, at a node."""
    with contextlib.ExitStack() as open_ones:
        folder = tmp_path / "warehouse"
        shutil.copytree(example_folder, folder)
        school = open_ones.enter_context(open_school(folder, clock))
        taken: list[str] = []

        def begin(name: str) -> School:
            if not taken:
                taken.extend(files_of(folder, folder / "backups"))
                shutil.copytree(example_folder, tmp_path / "moved")
                node("moved").take_all(taken)
            files = node(name)
            return dataclasses.replace(
                school, folder=files.folder, files=files, school_id=school.school_id
            )

        yield begin
