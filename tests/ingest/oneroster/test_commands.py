"""`vedomost oneroster export` and `import` as they are typed."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner

from vedomost import main


@pytest.fixture
def folder(made_folder, tmp_path):
    copied = tmp_path / "school"
    shutil.copytree(made_folder, copied)
    return copied


def run(*arguments):
    return CliRunner().invoke(
        main, ["--language", "en", "oneroster", *map(str, arguments)]
    )


def test_a_package_goes_out_and_comes_back_into_the_school_and_a_new_place(
    folder, tmp_path
):
    package = tmp_path / "rosters.zip"

    out = run("export", folder, package)
    assert (out.exit_code, "users.csv\t28" in out.stdout) == (0, True), out.output
    assert run("export", folder, package).exit_code == 2  # not replaced by accident

    back = run("import", folder, package, "--from", "2026-11-23")
    assert (back.exit_code, back.stdout) == (0, "")
    assert "Nothing changes." in back.stderr

    new = run("import", tmp_path / "new", package, "--workbook", tmp_path / "new.xlsx")
    assert new.exit_code == 0, new.output
    assert (tmp_path / "new.xlsx").stat().st_size > 10_000
    assert not (tmp_path / "new").exists()
