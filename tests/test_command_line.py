"""The command line as an administrator types it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from expectations.language import say
from ingest import pending
from ingest.load import owner_of
from ingest.setup.contract import SHEET_OF
from tests.ingest.typing_teacher import Teacher
from vedomost import main
from warehouse import printed_forms
from warehouse.access.accounts import account_for_login
from warehouse.access.activation import open_code
from warehouse.school_folder import open_school

pytestmark = pytest.mark.by_turns

ROOT = Path(__file__).parents[1]


def run(*arguments: object, language: str = "en", typed: str = "") -> Result:
    result = CliRunner().invoke(
        main, ["--language", language, *map(str, arguments)], input=typed
    )
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def _retype(workbook: Path, language: str, table: str, column: str, text: str) -> str:
    """Type into the first row of a set-up sheet; return the cell."""
    contract = SHEET_OF[table]
    book = load_workbook(workbook)
    sheet = book[say(contract.title, language)]
    title = say(contract.column(column).title, language)
    header = next(
        cell
        for row in sheet.iter_rows(max_row=8)
        for cell in row
        if str(cell.value or "").rstrip(" *") == title
    )
    typed = next(
        cell
        for (cell,) in sheet.iter_rows(
            min_row=header.row + 1, min_col=header.column, max_col=header.column
        )
        if cell.value and len(str(cell.value)) < 20
    )
    typed.value = text
    book.save(workbook)
    return typed.coordinate


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    """A school folder and the set-up workbook it was made from."""
    workbook, folder = tmp_path / "school.xlsx", tmp_path / "school"
    assert run("setup-template", workbook).exit_code == 0
    assert run("init", folder, workbook).exit_code == 0
    return folder, workbook


def test_the_set_up_template_makes_a_school_without_a_problem(made):
    folder, _ = made

    assert (folder / "vedomost.toml").exists()
    assert (folder / "school.duckdb").exists()


def _codes(result: Result) -> dict[str, str]:
    """Return login and code of the lines that `init` printed."""
    lines = [line.split("\t") for line in result.stdout.split("\n")]
    return {line[0]: line[1] for line in lines if len(line) == 2}


def test_everyone_of_the_staff_gets_a_one_time_code_shown_once(tmp_path: Path):
    workbook, folder = tmp_path / "school.xlsx", tmp_path / "school"
    run("setup-template", workbook)

    shown = _codes(run("init", folder, workbook))

    with open_school(folder) as school, school.database.reading() as cursor:
        staff = cursor.execute(
            "select login, account_id, password_hash, state from access.accounts "
            "where person_id in (select person_id from setup.staff)"
        ).fetchall()
        families = cursor.execute(
            "select count(*) from access.accounts "
            "where person_id not in (select person_id from setup.staff)"
        ).fetchall()
        hashes = str(cursor.execute("from access.activation_codes").fetchall())
        now = school.clock.now()
        opened = [
            open_code(school.database, account_id, shown[login], now) is not None
            for login, account_id, *_ in staff
        ]
    assert {login for login, *_ in staff} == set(shown)
    assert {tuple(row[2:]) for row in staff} == {(None, "new")}
    assert all(opened)
    assert not any(code in hashes for code in shown.values())
    assert families[0][0] > len(staff)


def test_a_code_that_was_shown_is_not_shown_again(made):
    folder, workbook = made

    assert _codes(run("init", folder, workbook)) == {}


def test_who_is_locked_out_gets_a_new_code_at_the_machine(tmp_path: Path):
    workbook, folder = tmp_path / "school.xlsx", tmp_path / "school"
    run("setup-template", workbook)
    login, old = next(iter(_codes(run("init", folder, workbook)).items()))

    given = run("code", folder, login)
    unknown = run("code", folder, "nobody")

    code = given.stdout.strip()
    assert given.exit_code == 0
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    with open_school(folder) as school, school.database.reading() as cursor:
        account, stored = account_for_login(school.database, login)
        now = school.clock.now()
        assert open_code(school.database, account.account_id, code, now)
        assert open_code(school.database, account.account_id, old, now) is None
        last = cursor.execute(
            "select action, person_id, about_person_id from access.log "
            "order by logged_at desc limit 1"
        ).fetchone()
    assert stored is None
    assert last == ("code_issued", "", account.person_id)


def test_a_filled_workbook_is_not_replaced_by_accident(made, tmp_path: Path):
    folder, workbook = made
    before = workbook.read_bytes()
    arguments = ["template", folder, "--to", tmp_path, "--on", "23.11.2026"]
    assert run(*arguments).exit_code == 0

    refused = run("setup-template", workbook)
    refused_too = run(*arguments)
    replaced = run(*arguments, "--overwrite")

    assert [refused.exit_code, refused_too.exit_code, replaced.exit_code] == [2, 2, 0]
    assert "--overwrite" in refused.stderr
    assert workbook.read_bytes() == before


def test_the_same_set_up_again_changes_nothing(made):
    folder, workbook = made

    again = run("init", folder, workbook)

    assert (again.exit_code, again.stdout) == (0, "")
    assert "Nothing changes" in again.stderr


def test_a_faulty_set_up_names_the_cell_and_creates_nothing(tmp_path: Path):
    workbook, folder = tmp_path / "school.xlsx", tmp_path / "school"
    run("setup-template", workbook, language="ru")
    place = _retype(workbook, "ru", "students", "class_id", "9Ы")

    result = run("init", folder, workbook, language="ru")

    assert result.exit_code == 1
    assert place in result.stdout
    assert "9Ы" in result.stdout
    assert not folder.exists()


def test_a_changed_set_up_is_shown_and_applied_from_a_day(made):
    folder, workbook = made
    _retype(workbook, "en", "students", "surname", "Новофамильцева")

    shown = run("init", folder, workbook, "--dry-run")
    refused = run("init", folder, workbook, typed="n\n")
    applied = run("init", folder, workbook, "--yes", "--from", "2026-11-30")

    assert "Новофамильцева" in shown.stdout
    assert refused.exit_code == 1
    assert "Новофамильцева" in applied.stdout
    assert applied.exit_code == 0
    again = run("init", folder, workbook, "--from", "2026-11-30")
    assert "Nothing changes" in again.stderr


def test_every_teacher_gets_a_workbook(made, tmp_path: Path):
    folder, _ = made

    result = run("template", folder, "--to", tmp_path / "out", "--on", "2026-11-23")

    paths = [Path(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert len(paths) > 2
    assert all(path.suffix == ".xlsx" and path.exists() for path in paths)


def test_check_writes_nothing_and_ingest_records(made, tmp_path: Path):
    folder, _ = made
    run("template", folder, "--to", tmp_path / "out", "--on", "2026-09-10")
    path = sorted((tmp_path / "out").glob("*.xlsx"))[0]
    filled = tmp_path / "filled.xlsx"
    filled.write_bytes(_fill(path.read_bytes()))

    checked = run("check", folder, filled, "--json")
    ingested = run("ingest", folder, filled)
    again = run("ingest", folder, filled, "--json")

    told = json.loads(checked.stdout)
    assert told["count_recorded"] > 0
    assert f"recorded {told['count_recorded']}" in ingested.stdout
    assert json.loads(again.stdout)["status"] == "unchanged"


def _fill(content: bytes) -> bytes:
    """Write homework beside the first lesson."""
    teacher = Teacher(content)
    for sheet in teacher.book.worksheets:
        keys = [str(cell.value or "") for cell in sheet[2]]
        if "homework" in keys:
            sheet.cell(4, keys.index("homework") + 1).value = "№ 340, § 12"
            return teacher.save()
    raise LookupError


def test_check_leaves_an_interrupted_hand_in_for_the_next_start(made, tmp_path: Path):
    folder, _ = made
    run("template", folder, "--to", tmp_path / "out", "--on", "2026-09-10")
    path = sorted((tmp_path / "out").glob("*.xlsx"))[0]
    filled = tmp_path / "filled.xlsx"
    filled.write_bytes(_fill(path.read_bytes()))
    with open_school(folder) as school:
        person = owner_of(school, filled.read_bytes())
        pending.receive(
            school,
            filled.read_bytes(),
            "journal.xlsx",
            person,
            "page",
        )

    run("check", folder, path)

    with open_school(folder) as school, school.database.reading() as cursor:
        uploads = cursor.execute("select count(*) from journal.uploads").fetchone()
        assert uploads == (0,)
        assert len(list(pending.unfinished(school))) == 1


def test_a_file_that_is_no_journal_is_refused_with_a_sentence(made, tmp_path: Path):
    folder, _ = made
    text = tmp_path / "notes.xlsx"
    text.write_text("not a workbook", encoding="utf-8")

    result = run("ingest", folder, text, "--as", "С-02")

    assert result.exit_code == 1
    assert "refused" in result.stdout


def test_a_folder_without_a_school_could_not_run(tmp_path: Path):
    result = run("template", tmp_path / "nothing", "--to", tmp_path / "out")

    assert result.exit_code == 2
    assert "holds no school" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_an_example_and_is_in_the_readme(name):
    help_text = CliRunner().invoke(main, [name, "--help"]).output

    assert f"Example: vedomost {name} " in help_text
    for readme in ("README.md", "README.ru.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        assert f"vedomost {name} " in text or f"make {name}" in text


def test_a_printed_code_and_the_whole_ledger_are_verified(example_folder, tmp_path):
    folder = tmp_path / "school"
    shutil.copytree(example_folder, folder)
    with open_school(folder) as school:
        with school.database.reading() as cursor:
            stood = printed_forms.standing(cursor)
        form = printed_forms.register(
            school,
            printed_forms.Scope("summary_sheet", ("2026:5А:МАТ",), class_id="5А"),
            stood,
            as_of=school.clock.now(),
            printed_at=school.clock.now(),
            printed_by="p-dir",
            figures_digest="",
            key_figures=(("Average mark", "4.12"),),
        )

    genuine = run("verify", folder, form.code.lower())
    unknown = run("verify", folder, "hello", "--json")
    whole = run("verify", folder)
    with open_school(folder) as school, school.database.writing() as cursor:
        cursor.execute("update journal.printed_forms set key_figures = '[]'")
    altered = run("verify", folder, form.code)
    broken = run("verify", folder)

    assert genuine.exit_code == 0
    assert genuine.stdout.startswith("Genuine")
    assert "Average mark: 4.12" in genuine.stdout
    assert unknown.exit_code == 1
    assert json.loads(unknown.stdout)["verdict"] == "unknown"
    assert whole.exit_code == 0
    assert altered.exit_code == 1
    assert altered.stdout.startswith("Altered")
    assert broken.exit_code == 1
    assert form.code in broken.stdout
