"""An installation with schools of its registry, and the settings of two nodes."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ingest.setup.school import create_school
from ingest.setup.seeds import example_tables
from ingest.setup.writer import write_setup_workbook
from tests.dashboards.conftest import make_small_school
from tests.dashboards.serving import PASSWORD
from warehouse.access.accounts import create_accounts_for_staff
from warehouse.build import build_models
from warehouse.clock import SetClock
from warehouse.moving.moving import into_lake
from warehouse.school_folder import open_school, read_settings, write_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

TEACHER = "melnikov"
TOKEN = "a token of thirty-two signs or more"


def host_of(school: str) -> str:
    """Return the name by which browsers ask for a school."""
    return f"{school}.example.org"


def make_example_school(folder: Path, *, school_id: str, name: str) -> None:
    """Write the example of the set-up as a school; TEACHER logs in with PASSWORD."""
    tables = example_tables()
    told = {"school_id": school_id, "name": name}
    for row in tables["about"]:
        row["value"] = told.get(row["setting"], row["value"])
    content = write_setup_workbook(tables, "ru")
    clock = SetClock(datetime(2026, 8, 25, tzinfo=UTC))
    create_school(folder, tables, content, applied_by="С-01", clock=clock)
    with open_school(folder, clock) as school:
        build_models(school.database)
        passwords = {TEACHER: PASSWORD}
        create_accounts_for_staff(school.database, passwords, clock.now())


def lay_installation(
    place: Path,
    catalogue: str,
    data: str,
    schools: Sequence[str],
    make: Callable[..., None] = make_small_school,
) -> None:
    """Register schools; nothing of them lies at the nodes `place/node-…` yet."""
    for school in schools:
        made = place / "made" / school
        make(made, school_id=school, name=f"Школа {school}")
        write_settings(made, {**read_settings(made), "host": host_of(school)})
        into_lake(made, catalogue, data)
        shutil.rmtree(made)
    for number in (1, 2):
        node = place / f"node-{number}"
        (node / "schools").mkdir(parents=True)
        (node / "token").write_text(TOKEN)
        (node / "vedomost-node.toml").write_text(
            f'node = "node-{number}"\nfolder = "schools"\n'
            f'[lake]\ncatalogue = "postgres:{catalogue}"\ndata = "{data}"\n'
            '[serve]\nport = 0\n[metrics]\ntoken_file = "token"\n'
        )
