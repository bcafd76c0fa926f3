"""The real LibreOffice, where it is installed, as a teacher's «Save as»."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest


def need(program: str) -> str:
    """Return the program's path, or skip (fail in CI) with a plain reason."""
    found = shutil.which(program)
    if found is None:
        reason = f"{program} is not installed on this machine"
        if os.environ.get("VEDOMOST_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def saved_as(content: bytes, ending: str, folder: Path) -> bytes:
    """Open a workbook in LibreOffice and save it in another format."""
    return all_saved_as({"journal": content}, ending, folder)["journal"]


def all_saved_as(
    contents: dict[str, bytes], ending: str, folder: Path
) -> dict[str, bytes]:
    """Open workbooks in one LibreOffice and save each; starting it takes longest."""
    program = need("soffice")
    sources, target = [], folder / "saved"
    for name, content in contents.items():
        sources.append(folder / f"{name}.bin")
        sources[-1].write_bytes(content)
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={_profile().as_uri()}",
            "--headless",
            "--convert-to",
            ending,
            "--outdir",
            str(target),
            *map(str, sources),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {name: (target / f"{name}.{ending}").read_bytes() for name in contents}


@functools.cache
def _profile() -> Path:
    """A profile of LibreOffice's own for this run; the first start makes it."""
    folder = tempfile.mkdtemp(prefix="vedomost-libreoffice-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
