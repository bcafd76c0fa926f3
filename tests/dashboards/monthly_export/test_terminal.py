"""`vedomost export`: the same export, asked for at the server."""

from __future__ import annotations

import shutil

from click.testing import CliRunner

from vedomost import main
from warehouse.school_folder import SETTINGS_FILE, open_school


def test_the_command_exports_all_levels_and_says_where_the_files_lie(
    filled_folder, tmp_path
):
    folder = tmp_path / "school"
    shutil.copytree(filled_folder, folder)
    with (folder / SETTINGS_FILE).open("a", encoding="utf-8") as settings:
        settings.write('demo_now = "2026-11-18T09:10:00+03:00"\n')

    def run(*arguments):
        return CliRunner().invoke(
            main, ["--language", "en", "export", str(folder), *arguments]
        )

    made = run()
    assert (made.exit_code, made.stdout.split()) == (
        0,
        ["exports/2026-11/1/ooo", "exports/2026-11/1/soo"],
    )
    assert "2026-11: sheets 5, files 14, export 1." in made.stderr
    refused = run("--month", "2027-01")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "2027-01 has not begun yet" in refused.stderr
    with open_school(folder) as school, school.database.reading() as cursor:
        found = cursor.execute(
            "select distinct made_by from journal.exports"
        ).fetchall()
    assert found == [("@machine",)]
