"""A real PostgreSQL and a real S3 protocol beside the tests, each in its own process.

Both listen on 127.0.0.1 only and are begun once by each of pytest's processes, when a
test first asks for them. PostgreSQL is Debian's; S3 is moto's server.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from obstore.store import S3Store

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
_USER = "postgres"
_QUICK = (
    "-c fsync=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=400"
)
_PATIENCE = 60  # seconds


@dataclass(frozen=True)
class Postgres:
    """A running PostgreSQL; each test takes a database of its own."""

    port: int

    def new_database(self) -> str:
        """Make a database and return where it is, as libpq takes it."""
        name = f"t{uuid.uuid4().hex}"
        with psycopg.connect(self.place("postgres"), autocommit=True) as connection:
            connection.execute(f"create database {name}")
        return self.place(name)

    def copy_of(self, place: str) -> str:
        """Make a database with the content of another one, which nobody has open."""
        copy = f"t{uuid.uuid4().hex}"
        name = place.rpartition("dbname=")[2]
        with psycopg.connect(self.place("postgres"), autocommit=True) as connection:
            connection.execute(f"create database {copy} template {name}")
        return self.place(copy)

    def drop(self, place: str) -> None:
        """Drop a database, whoever has it open."""
        name = place.rpartition("dbname=")[2]
        with psycopg.connect(self.place("postgres"), autocommit=True) as connection:
            connection.execute(f"drop database {name} with (force)")

    def place(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user={_USER} dbname={database}"


@dataclass(frozen=True)
class Storage:
    """A running S3; each test takes a bucket of its own."""

    url: str

    @property
    def environment(self) -> dict[str, str]:
        """What a node must have in its environment to reach it."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_ALLOW_HTTP": "true",
        }

    def new_bucket(self) -> str:
        """Make a bucket and return its name."""
        name = f"b{uuid.uuid4().hex}"
        asked = urllib.request.Request(f"{self.url}/{name}", method="PUT")
        with urllib.request.urlopen(asked, timeout=_PATIENCE):
            return name

    def opened(self, bucket: str) -> S3Store:
        """Return a bucket, to look into it past the program, or to damage it."""
        return S3Store(
            bucket,
            endpoint=self.url,
            region="us-east-1",
            access_key_id="testing",
            secret_access_key="testing",
            client_options={"allow_http": True},
        )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """PostgreSQL, begun once; skipped in a plain reason where it is not installed."""
    if not _PROGRAMS:
        _missing("PostgreSQL is not installed (Debian’s package postgresql)")
    with running_postgres(_QUICK) as server:
        yield server


@pytest.fixture(scope="session")
def s3_server() -> Iterator[Storage]:
    """moto's server in a process of its own, begun once."""
    with running_s3() as storage:
        yield storage


@contextlib.contextmanager
def running_s3() -> Iterator[Storage]:
    """Run moto's server."""
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        storage = Storage(f"http://127.0.0.1:{port}")
        _wait_for(server, storage)
        yield storage
    finally:
        server.terminate()
        server.wait(_PATIENCE)


@pytest.fixture
def catalogue(postgres_server: Postgres) -> str:
    """A database of this test's own, as libpq takes it."""
    return postgres_server.new_database()


@pytest.fixture
def bucket(s3_server: Storage, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bucket of this test's own; the environment says how to reach it."""
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return s3_server.new_bucket()


def _missing(reason: str) -> None:
    if os.environ.get("VEDOMOST_REQUIRE_SERVERS"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextlib.contextmanager
def running_postgres(settings: str = "") -> Iterator[Postgres]:
    """Run Debian's PostgreSQL, as it comes but for some settings."""
    folder = Path(tempfile.mkdtemp(prefix="vedomost-postgres-"))
    try:
        with _postgres_in(folder, _free_port(), settings) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _postgres_in(folder: Path, port: int, settings: str) -> Iterator[Postgres]:
    programs, data = _PROGRAMS[-1].parent, folder / "data"
    if _is_root():  # PostgreSQL refuses to be run by root
        shutil.chown(folder, _USER)
    _run(
        [
            f"{programs}/initdb",
            f"--pgdata={data}",
            f"--username={_USER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
        ]
    )
    options = f"-p {port} -h 127.0.0.1 -k {folder} {settings}"
    control = [f"{programs}/pg_ctl", f"--pgdata={data}", "--wait"]
    _run([*control, f"--log={folder}/log", f"--options={options}", "start"])
    try:
        yield Postgres(port)
    finally:
        _run([*control, "--mode=immediate", "stop"])


def _run(command: list[str]) -> None:
    asked = ["runuser", "-u", _USER, "--", *command] if _is_root() else command
    done = subprocess.run(
        asked, check=False, timeout=_PATIENCE, cwd="/", stdout=subprocess.DEVNULL
    )
    assert done.returncode == 0, command


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(server: subprocess.Popen[bytes], storage: Storage) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(storage.url, timeout=_PATIENCE),
        ):
            return
        time.sleep(0.1)
    pytest.fail("moto's server did not begin to answer")
