"""The two places where a school's tables lie, for tests that are to hold in both.

Tests of ingest, ledger, queries and verification that ask for `empty_school`,
`filled_school` or `example_school` run in the embedded file and in a lake, on a real
PostgreSQL and a real S3. Of those in the lake `make test` runs a tenth, on each day
another one. A lake is moved there once for each made folder; a test gets a copy of its
catalogue, which shares the Parquet: nobody ever changes that.
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.passing_school import passing_copy
from tests.samples import IN_LAKE
from warehouse.build import build_models
from warehouse.installation.settings import LAKE, WAREHOUSE
from warehouse.moving.moving import LEFT_FILE, into_lake
from warehouse.school_folder import open_school, read_settings, write_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.servers import Postgres, Storage
    from warehouse.clock import Clock
    from warehouse.school_folder import School


class SchoolStorage(Protocol):
    """Where the schools of a test have their tables."""

    def passing_copy(
        self, made: Path, folder: Path, clock: Clock
    ) -> AbstractContextManager[School]:
        """Copy the school in `made` to `folder` and open it."""


class Embedded:
    """In the file of the school's folder."""

    def passing_copy(
        self, made: Path, folder: Path, clock: Clock
    ) -> AbstractContextManager[School]:
        """Copy the file, too."""
        return passing_copy(made, folder, clock)


class InLake:
    """In a DuckLake: catalogue in PostgreSQL, Parquet in S3."""

    def __init__(self, postgres: Postgres, s3: Storage, templates: Path) -> None:
        self._postgres = postgres
        self._data = f"s3://{s3.new_bucket()}/schools"
        self._templates = templates
        self._moved: dict[Path, tuple[Path, str]] = {}
        self._numbers = itertools.count(1)

    @contextlib.contextmanager
    def passing_copy(self, made: Path, folder: Path, clock: Clock) -> Iterator[School]:
        """Copy folder and catalogue; drop the latter afterwards."""
        template, source = self._template(made)
        catalogue = self._postgres.copy_of(source)
        shutil.copytree(template, folder)
        settings = read_settings(folder)
        write_settings(folder, settings | {WAREHOUSE: f"{LAKE}{catalogue}"})
        try:
            with open_school(folder, clock) as school:
                yield school
        finally:
            self._postgres.drop(catalogue)

    def _template(self, made: Path) -> tuple[Path, str]:
        if made not in self._moved:
            number = next(self._numbers)
            template = self._templates / str(number)
            shutil.copytree(made, template)
            catalogue = self._postgres.new_database()
            into_lake(template, catalogue, f"{self._data}/{number}")
            (template / LEFT_FILE).unlink()
            with open_school(template) as school:
                build_models(school.database)
            self._moved[made] = (template, catalogue)
        return self._moved[made]


@pytest.fixture(scope="session")
def lakes(
    postgres_server: Postgres,
    s3_server: Storage,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[InLake]:
    """Lakes of this process of pytest; the environment says how to reach S3."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in s3_server.environment.items():
            patch.setenv(name, value)
        patch.setenv("VEDOMOST_INSTALLATION_SECRET", "17" * 32)
        yield InLake(postgres_server, s3_server, tmp_path_factory.mktemp("lakes"))


@pytest.fixture(params=["embedded", IN_LAKE])
def storage(request: pytest.FixtureRequest) -> SchoolStorage:
    """The storage of the test's schools."""
    if request.param != IN_LAKE:
        return Embedded()
    lakes: InLake = request.getfixturevalue("lakes")
    return lakes
