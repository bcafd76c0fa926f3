"""The command line: `vedomost COMMAND FOLDER …`. A school is one folder.

stdout is data, stderr is narration. Exit codes: 0 clean, 1 problems found, 2 could not
run. Words come in the language of --language or VEDOMOST_LANGUAGE (ru, en). Rooms are
imported where a command needs them, so that `--help` answers at once.
"""

from __future__ import annotations

import functools
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from expectations.language import DEFAULT_LANGUAGE, LANGUAGES, N_, say
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ingest.receipt import Receipt
    from warehouse.school_folder import School

_FOLDER = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_DAY = click.DateTime(["%Y-%m-%d", "%d.%m.%Y"])
_OVERWRITE = click.option(
    "--overwrite", is_flag=True, help="Replace files that are there already."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Results as JSON lines.")
_HOST = click.option("--host", default="127.0.0.1", show_default=True)
_PORT = click.option("--port", default=8501, show_default=True, help="0: a free one.")
_LOG_FORMAT = click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    envvar="VEDOMOST_LOG_FORMAT",
    help="On stderr: what went wrong, in words; or all events, a JSON object a line.",
)
_AS = click.option(
    "--as",
    "person_id",
    help="Staff code of who hands in; by default whom the workbook was made for.",
)


def _language() -> str:
    return str(click.get_current_context().find_root().params["language"])


def _tell(sentence: str, **facts: object) -> None:
    """Narrate on stderr."""
    click.echo(say(sentence, _language(), **facts), err=True)


def _ask(folder: Path, command: str, **arguments: object) -> bool:
    """Let the running server do a command, or do it here if none runs."""
    from dashboards.control import asking

    return asking.run(
        folder,
        command,
        arguments,
        _language(),
        show=click.echo,
        narrate=lambda line: click.echo(line, err=True),
    )


def _runs(command: Callable[..., bool]) -> Callable[..., None]:
    """Make exit codes: true is clean (0), false found problems (1), 2 could not run."""

    @functools.wraps(command)
    def run(**options: object) -> None:
        try:
            is_clean = command(**options)
        except VedomostError as error:
            facts = {name: str(value) for name, value in error.facts.items()}
            _tell(error.sentence, **facts)
            sys.exit(2)
        sys.exit(0 if is_clean else 1)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vedomost")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=DEFAULT_LANGUAGE,
    envvar="VEDOMOST_LANGUAGE",
    help="Language of messages and generated workbooks.",
)
def main(language: str) -> None:
    """Keep a school's journal in spreadsheets; the school is one FOLDER."""


@main.command("setup-template")
@click.argument("workbook", type=click.Path(path_type=Path, dir_okay=False))
@_OVERWRITE
@_runs
def setup_template(workbook: Path, *, overwrite: bool) -> bool:
    """Write a set-up workbook with an example in every sheet.

    Example: vedomost setup-template school.xlsx
    """
    from ingest.setup.seeds import example_tables
    from ingest.setup.writer import write_setup_workbook

    content = write_setup_workbook(example_tables(), _language())
    _write(workbook, content, overwrite=overwrite)
    _tell(
        N_("Written: {path}. Put your school in place of the example."), path=workbook
    )
    return True


def _write(path: Path, content: bytes, *, overwrite: bool) -> None:
    """Write a workbook; somebody's filled one is not replaced by accident."""
    _refuse_there(path, overwrite=overwrite)
    path.write_bytes(content)


def _refuse_there(path: Path, *, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise VedomostError(
            "{path} is there already. Choose another name, or replace it with "
            "--overwrite.",
            path=path,
        )


@main.command()
@_FOLDER
@click.argument("workbook", type=_FILE)
@click.option("--from", "day", type=_DAY, help="Day from which changes hold; today.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Apply changes without asking.")
@_runs
def init(
    folder: Path, workbook: Path, day: datetime | None, *, dry_run: bool, yes: bool
) -> bool:
    """Create the school of a set-up workbook, or apply a changed workbook to it.

    Everything is checked together first; nothing is created while a critical problem
    stands. Run again, it shows what would change and applies it from a day on.

    Example: vedomost init my-school school.xlsx
    """
    from ingest.setup import at_the_terminal

    return at_the_terminal.init(
        folder,
        workbook.read_bytes(),
        day.date() if day else None,
        at_the_terminal.Terminal(_language(), _tell),
        dry_run=dry_run,
        yes=yes,
    )


@main.command("roll-over")
@_FOLDER
@click.argument("workbook", type=_FILE, required=False)
@click.option("--write", "path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--to", "to_folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--leaves", multiple=True, help="A ninth-grader's personal file.")
@click.option("--last-day", type=_DAY, help="Of those who finish; the year's last.")
@click.option("--order", "number", default="", help="Number of the order.")
@click.option("--order-on", type=_DAY, help="Date of the order.")
@click.option("--yes", is_flag=True, help="Make the school without asking.")
@_OVERWRITE
@_runs
def roll_over(
    folder: Path,
    workbook: Path | None,
    path: Path | None,
    to_folder: Path | None,
    leaves: tuple[str, ...],
    last_day: datetime | None,
    number: str,
    order_on: datetime | None,
    *,
    yes: bool,
    overwrite: bool,
) -> bool:
    """Propose the next school year, or make its school beside this one.

    With --write the proposal becomes a set-up workbook to be looked through. Without
    it the school is made, of WORKBOOK or as proposed: grades up, who finishes out,
    groups with their members, everybody's log-ins kept.

    Example: vedomost roll-over my-school --write next-year.xlsx
    """
    from ingest.rolling_over import at_the_terminal
    from ingest.setup.at_the_terminal import Terminal

    terminal = Terminal(_language(), _tell)
    if path is not None:
        _refuse_there(path, overwrite=overwrite)
        path.write_bytes(at_the_terminal.write_proposal(folder, leaves, terminal))
        _tell(N_("Written: {path}. Look it through, then make the year."), path=path)
        return True
    return at_the_terminal.make(
        folder,
        to_folder,
        workbook.read_bytes() if workbook is not None else None,
        leaves,
        at_the_terminal.Asked(
            last_day.date() if last_day else None,
            number,
            order_on.date() if order_on else None,
        ),
        terminal,
        yes=yes,
    )


@main.command()
@_FOLDER
@click.option("--to", "to_folder", type=click.Path(path_type=Path), required=True)
@click.option("--as", "person_id", help="Staff code; by default every teacher.")
@click.option("--on", "day", type=_DAY, help="A day of the term; today by default.")
@_OVERWRITE
@_runs
def template(
    folder: Path,
    to_folder: Path,
    person_id: str | None,
    day: datetime | None,
    *,
    overwrite: bool,
) -> bool:
    """Write teachers' prefilled workbooks of one term into a folder.

    Example: vedomost template my-school --to workbooks
    """
    from ingest.handing_out import hand_out
    from warehouse import teaching
    from warehouse.school_folder import open_school

    with open_school(folder) as school:
        with school.database.reading() as cursor:
            people = [person_id] if person_id else teaching.teachers(cursor)
        to_folder.mkdir(parents=True, exist_ok=True)
        with click.progressbar(people, file=sys.stderr) as progress:
            for person in progress:
                written = hand_out(
                    school, person, day.date() if day else None, _language()
                )
                path = to_folder / written.file_name
                _write(path, written.content, overwrite=overwrite)
                click.echo(path)
    return True


@main.command()
@_FOLDER
@click.argument("files", type=_FILE, nargs=-1, required=True)
@_AS
@click.option(
    "--confirm-removals", is_flag=True, help="Record emptied cells as removed."
)
@_JSON
@_runs
def ingest(
    folder: Path,
    files: tuple[Path, ...],
    person_id: str | None,
    *,
    confirm_removals: bool,
    as_json: bool,
) -> bool:
    """Hand workbooks in: keep, read, check and record them.

    Example: vedomost ingest my-school workbooks/*.xlsx
    """
    from ingest.decisions import Decisions
    from ingest.load import finish_interrupted, hand_in

    def take(school: School, path: Path, content: bytes, person: str) -> Receipt:
        finish_interrupted(school)  # what came first is recorded first
        return hand_in(
            school,
            content,
            path.name,
            person,
            "command",
            decisions=Decisions(confirms_removals=confirm_removals),
        )

    return _each_file(folder, files, person_id, take, as_json=as_json)


@main.command()
@_FOLDER
@click.argument("files", type=_FILE, nargs=-1, required=True)
@_AS
@_JSON
@_runs
def check(
    folder: Path, files: tuple[Path, ...], person_id: str | None, *, as_json: bool
) -> bool:
    """Tell what handing workbooks in would do, writing nothing.

    Example: vedomost check my-school journal.xlsx --json
    """
    from ingest.load import rehearse

    def take(school: School, path: Path, content: bytes, person: str) -> Receipt:
        return rehearse(school, content, path.name, person)

    return _each_file(folder, files, person_id, take, as_json=as_json)


def _each_file(
    folder: Path,
    files: tuple[Path, ...],
    person_id: str | None,
    take: Callable[[School, Path, bytes, str], Receipt],
    *,
    as_json: bool,
) -> bool:
    from ingest.load import owner_of
    from ingest.reading.child import close_reader
    from warehouse.school_folder import open_school

    is_clean = True
    with (
        open_school(folder) as school,
        click.progressbar(files, file=sys.stderr) as progress,
    ):
        for path in progress:
            content = path.read_bytes()
            person = person_id or owner_of(school, content)
            receipt = take(school, path, content, person)
            _print_receipt(receipt, as_json=as_json)
            is_clean &= receipt.is_clean
    close_reader()
    return is_clean


def _print_receipt(receipt: Receipt, *, as_json: bool) -> None:
    from ingest.narrate import receipt_lines
    from ingest.receipt import facts_of

    if as_json:
        click.echo(json.dumps(facts_of(receipt), ensure_ascii=False, default=str))
    else:
        for line in receipt_lines(receipt, _language()):
            click.echo(line)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--server", required=True, help="https://journal.school.example")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="A file with a token of the teacher's, made on “My access” for handing in.",
)
@click.option(
    "--every",
    type=click.FloatRange(0.2, 3600),
    default=5.0,
    show_default=True,
    help="Seconds between looks.",
)
@_runs
def watch(folder: Path, server: str, token_file: Path, every: float) -> bool:
    """Hand in what a teacher saves in FOLDER, on any computer, until Ctrl-C.

    What became of it is written beside the workbook. The token's owner is whose
    workbooks these are; the folder may lie on a share.

    Example: vedomost watch journals --server https://journal.school.example
    --token-file token.txt
    """
    from ingest.watch.command import watch as watch_folder

    watch_folder(
        folder,
        server,
        token_file,
        _language(),
        every,
        show=click.echo,
        narrate=_tell,
    )
    return True


@main.command()
@_FOLDER
@click.argument("login")
@_runs
def code(folder: Path, login: str) -> bool:
    """Print a new one-time code for whoever is locked out; stop the server first.

    The old password no longer holds, a second factor stays.

    Example: vedomost code my-school ivanova
    """
    from warehouse.access.at_the_machine import new_code
    from warehouse.school_folder import open_school

    with open_school(folder) as school:
        click.echo(new_code(school, login))
    _tell(N_("Valid for two weeks. Type it at the log-in in place of the password."))
    return True


@main.command()
@_FOLDER
@click.option("--to-lake", "catalogue", help="PostgreSQL: host=… dbname=… user=…")
@click.option("--data", help="s3://bucket/prefix, or a folder that all nodes share.")
@click.option("--to-file", is_flag=True, help="Back into a file of this folder.")
@_runs
def move(
    folder: Path, catalogue: str | None, data: str | None, *, to_file: bool
) -> bool:
    """Move a stopped school into the lake of an installation, or back; verify it.

    Rows are compared on both sides before the settings name the new place. What is left
    behind stays, under another name. Nodes that serve a school which goes back let go
    of it first, within half a minute. It needs what a node does: the installation's
    secret, and the keys of PostgreSQL and S3.

    Example: vedomost move my-school --to-lake "host=db dbname=vedomost"
    --data s3://journals/schools
    """
    from dashboards.safekeeping.words import difference
    from warehouse.installation.registry import HOST
    from warehouse.moving.moving import into_file, into_lake, verified
    from warehouse.school_folder import SETTINGS_FILE, read_settings

    if to_file == bool(catalogue):
        raise VedomostError(N_("Say where to: --to-lake with --data, or --to-file."))
    if to_file:
        moved = into_file(
            folder, lambda: _tell(N_("Waiting until the nodes let go of the school …"))
        )
    elif catalogue and data:
        moved = into_lake(folder, catalogue, data)
    else:
        raise VedomostError(N_("--to-lake needs --data: where the files are to lie."))
    _tell(
        N_("Moved: {rows} rows in {tables} tables. Now it is verified …"),
        rows=moved.count_rows,
        tables=moved.count_tables,
    )
    differences = verified(folder)
    for one in differences:
        click.echo(difference(one, _language()))
    _tell(N_("Differences: {count}."), count=len(differences))
    if not to_file and not read_settings(folder).get(HOST):
        _tell(
            N_(
                "No node serves it yet: write its name in the browser into {path}, "
                'such as host = "school17.example.org", and run “vedomost verify”.'
            ),
            path=folder / SETTINGS_FILE,
        )
    return not differences


@main.command()
@_FOLDER
@click.argument("code", default="")
@click.option("--receipt", type=_FILE, help="An older receipt of the ledger’s head.")
@_JSON
@_runs
def verify(folder: Path, code: str, receipt: Path | None, *, as_json: bool) -> bool:
    """Say whether a printed form with CODE is genuine, altered or unknown.

    Without CODE, whether everything is as it was recorded: every block and signature,
    every file, current values, set-up and views. What differs is named with its place.

    Example: vedomost verify my-school --receipt receipt-2026-11-23.json
    """
    text = receipt.read_text(encoding="utf-8", errors="replace") if receipt else ""
    return _ask(folder, "verify", code=code, receipt=text, as_json=as_json)


@main.command()
@_FOLDER
@click.option(
    "--to",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="A new file; keep it away from the server.",
)
@_runs
def receipt(folder: Path, path: Path) -> bool:
    """Write a signed receipt of the ledger's last block.

    Against it, “vedomost verify --receipt” finds a ledger that was rewritten later.

    Example: vedomost receipt my-school --to receipt-2026-11-23.json
    """
    return _ask(folder, "receipt", to=str(path.absolute()))


@main.command("change-key")
@_FOLDER
@click.option("--reason", default="", help="Stands in the ledger beside the change.")
@_runs
def change_key(folder: Path, reason: str) -> bool:
    """Replace the key that signs the ledger, also while the server runs.

    The old key signs the block that names the new one, so what it signed stays proven.
    Cut off at any moment, the next start finishes the change or forgets it.

    Example: vedomost change-key my-school --reason "a new administrator"
    """
    return _ask(folder, "change-key", reason=reason)


@main.command()
@_FOLDER
@click.option("--month", default="", help="Such as 2026-11; by default the last due.")
@_runs
def export(folder: Path, month: str) -> bool:
    """Export every class's summary sheet of a month and file it with its acts (§2.12).

    The same as the server does by itself on the 15th. Exporting a month again makes a
    further export beside the first.

    Example: vedomost export my-school --month 2026-11
    """
    return _ask(folder, "export", month=month)


@main.command("import")
@_FOLDER
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option("--class", "class_name", default="", help="If the files do not say it.")
@click.option("--as", "person_id", default="", help="Staff code of who brings them in.")
@click.option("--yes", is_flag=True, help="Bring in what is shown.")
@_runs
def import_(
    folder: Path, files: tuple[Path, ...], class_name: str, person_id: str, *, yes: bool
) -> bool:
    """Show what journals made elsewhere would bring into this one; --yes does it.

    Teachers' own workbooks, reports of the state system, long tables. Only empty cells
    are filled; a run that was cut off goes on when it is asked for again. Names that
    are not clear are answered on the page “Journals brought in”.

    Example: vedomost import my-school журнал-8А.xlsx --class 8А --yes
    """
    return _ask(
        folder,
        "import",
        paths=[str(path.absolute()) for path in files],
        class_name=class_name,
        person_id=person_id,
        yes=yes,
    )


@main.group()
def oneroster() -> None:
    """Rosters and marks from and for other systems, as OneRoster 1.2 CSV.

    Example: vedomost oneroster export my-school rosters.zip
    """


@oneroster.command("export")
@_FOLDER
@click.argument("package", type=click.Path(path_type=Path, dir_okay=False))
@_OVERWRITE
@_runs
def oneroster_export(folder: Path, package: Path, *, overwrite: bool) -> bool:
    """Write the school of today into PACKAGE, a ZIP of OneRoster 1.2 files.

    It holds names and marks, and leaves the house: the log of access notes it.

    Example: vedomost oneroster export my-school rosters.zip
    """
    return _ask(
        folder, "oneroster-export", to=str(package.absolute()), overwrite=overwrite
    )


@oneroster.command("import")
@_FOLDER
@click.argument("package", type=_FILE)
@click.option("--from", "day", type=_DAY, help="Day from which changes hold; today.")
@click.option("--yes", is_flag=True, help="Apply what is shown.")
@click.option(
    "--end-missing",
    "ends_missing",
    is_flag=True,
    help="What a whole (bulk) file leaves out ends on the day before.",
)
@click.option(
    "--workbook",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where FOLDER holds no school yet: the set-up workbook to write.",
)
@_OVERWRITE
@_runs
def oneroster_import(
    folder: Path,
    package: Path,
    day: datetime | None,
    workbook: Path | None,
    *,
    yes: bool,
    ends_missing: bool,
    overwrite: bool,
) -> bool:
    """Show what a OneRoster PACKAGE would change in the school; --yes applies it.

    All or nothing: every unresolved reference is named with its file and row. Where
    FOLDER holds no school yet, a set-up workbook is written for “vedomost init”.

    Example: vedomost oneroster import my-school rosters.zip --from 2026-09-01
    """
    from warehouse.school_folder import SETTINGS_FILE

    if (folder / SETTINGS_FILE).exists():
        return _ask(
            folder,
            "oneroster-import",
            path=str(package.absolute()),
            day=day.date().isoformat() if day else "",
            yes=yes,
            ends_missing=ends_missing,
        )
    from ingest.oneroster import at_the_terminal as body

    written = workbook or package.with_suffix(".xlsx")
    _refuse_there(written, overwrite=overwrite)
    terminal = body.Terminal(
        _language(), click.echo, lambda line: click.echo(line, err=True)
    )
    return body.new_workbook(package, written, terminal)


@main.command()
@_FOLDER
@click.option("--check", is_flag=True, help="Compare every package with its seal.")
@_runs
def archive(folder: Path, *, check: bool) -> bool:
    """Make the archive packages that closed journals owe, and name all packages.

    Example: vedomost archive my-school --check
    """
    return _ask(folder, "archive", check=check)


@main.command()
@_FOLDER
@click.option(
    "--to",
    "to_folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where backups lie; by default as the section [backup] of vedomost.toml says.",
)
@_runs
def backup(folder: Path, to_folder: Path | None) -> bool:
    """Back the school up, while its server runs or without one.

    Prints the folder of the backup. It is encrypted if VEDOMOST_BACKUP_KEY, in the
    environment of the server where one runs, or key_file of [backup] gives a key.

    Example: vedomost backup my-school --to /mnt/backups
    """
    return _ask(folder, "backup", to=str(to_folder.resolve()) if to_folder else None)


@main.command()
@click.argument("backup", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), required=True
)
@click.option(
    "--key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The key of an encrypted backup; else the variable VEDOMOST_BACKUP_KEY.",
)
@click.option(
    "--takes-over",
    is_flag=True,
    help="The restored school is the one that goes on, with mails and backups.",
)
@_runs
def restore(
    backup: Path, folder: Path, key_file: Path | None, *, takes_over: bool
) -> bool:
    """Restore a BACKUP into an empty folder and verify all of it.

    Without --takes-over the restored school is a copy to look at: it sends no mails and
    makes no nightly backups.

    Example: vedomost restore /mnt/backups/school-7-2026-11-23T023000Z --to restored
    """
    from dashboards.safekeeping.restoring import restore_and_verify

    return restore_and_verify(
        backup,
        folder,
        key_file,
        _language(),
        takes_over=takes_over,
        show=click.echo,
        narrate=lambda line: click.echo(line, err=True),
    )


@main.command()
@_FOLDER
@click.option(
    "--to",
    "to_folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The region's folder; by default the line publish_to of vedomost.toml.",
)
@_runs
def publish(folder: Path, to_folder: Path | None) -> bool:
    """Publish to the region what is new in the school, pseudonymised.

    No names, codes or texts; interrupted or run again, nothing is there twice. The
    server does it every night where vedomost.toml has the line publish_to.

    Example: vedomost publish my-school --to my-region
    """
    return _ask(folder, "publish", to=str(to_folder.resolve()) if to_folder else None)


@main.group()
def region() -> None:
    """Pages of a region over what its schools publish.

    Example: vedomost region init my-region --name "Committee of education"
    """


@region.command("init")
@_FOLDER
@click.option("--name", required=True, help="What the region is called on its pages.")
@click.option(
    "--catalogue",
    default="ducklake:lake.ducklake",
    show_default=True,
    help="A file in FOLDER, or ducklake:postgres:dbname=… host=… for several servers.",
)
@click.option(
    "--data",
    default="data",
    show_default=True,
    help="A folder in FOLDER, or s3://bucket/prefix/.",
)
@_runs
def region_init(folder: Path, name: str, catalogue: str, data: str) -> bool:
    """Make a region: its folder, its settings and the tables of its lake.

    Example: vedomost region init my-region --name "Committee of education"
    """
    from warehouse.region.office import create_region

    create_region(folder, name, catalogue, data)
    _tell(N_("The region is in {folder}. Bring its list of schools."), folder=folder)
    return True


@region.command("schools")
@_FOLDER
@click.argument("table", type=_FILE)
@_runs
def region_schools(folder: Path, table: Path) -> bool:
    """Replace the list of schools that may publish, from a CSV.

    Columns: school_id, school_name, district_id, district_name.

    Example: vedomost region schools my-region schools.csv
    """
    from warehouse.region.office import open_region, set_schools

    with open_region(folder) as office:
        count = set_schools(office, table.read_bytes())
    _tell(N_("Schools on the region’s list: {count}"), count=count)
    return True


@region.command("person")
@_FOLDER
@click.argument("login")
@click.option("--surname", default="")
@click.option("--given-name", default="")
@click.option("--patronymic", default="")
@click.option("--leaves", is_flag=True, help="Let this person in no more.")
@_runs
def region_person(
    folder: Path,
    login: str,
    surname: str,
    given_name: str,
    patronymic: str,
    *,
    leaves: bool,
) -> bool:
    """Let a person of the administration in; prints the one-time code. Stop the server.

    Example: vedomost region person my-region sokolova --surname Соколова
    --given-name Нина
    """
    from warehouse.region import office as offices

    with offices.open_region(folder) as office:
        if leaves:
            offices.remove_person(office, login)
            return True
        person = offices.Person(login, surname or login, given_name, patronymic)
        click.echo(offices.add_person(office, person))
    _tell(N_("Valid for two weeks. Type it at the log-in in place of the password."))
    return True


@region.command("code")
@_FOLDER
@click.argument("login")
@_runs
def region_code(folder: Path, login: str) -> bool:
    """Print a new one-time code for whoever is locked out; stop the server first.

    Example: vedomost region code my-region sokolova
    """
    from warehouse.access.at_the_machine import new_code
    from warehouse.region.office import open_region

    with open_region(folder) as office:
        click.echo(new_code(office.people, login))
    return True


@region.command("tidy")
@_FOLDER
@_runs
def region_tidy(folder: Path) -> bool:
    """Make many small files of the lake into few; once a night, beside the server.

    Example: vedomost region tidy my-region
    """
    from warehouse.region.lake import Lake
    from warehouse.region.settings import settings_of
    from warehouse.region.tidying import tidy

    with Lake(settings_of(folder)).opened(to_write=True) as connection:
        tidy(connection)
    return True


@region.command("compare")
@_FOLDER
@click.option("--spark", required=True, help="A Spark Connect server: sc://host:15002.")
@_runs
def region_compare(folder: Path, spark: str) -> bool:
    """Make the region's models by DuckDB and by Spark, and tell whether they are equal.

    Needs pyspark-client and sqlglot; tidy the lake first.

    Example: vedomost region compare my-region --spark sc://localhost:15002
    """
    from warehouse.region.in_spark import compare, session_at
    from warehouse.region.lake import Lake
    from warehouse.region.settings import settings_of

    is_clean = True
    for one in compare(Lake(settings_of(folder)), session_at(spark)):
        click.echo(f"{one.model}\t{one.count_rows}\t{'=' if one.is_equal else '≠'}")
        is_clean &= one.is_equal
    return is_clean


@region.command("serve")
@_FOLDER
@_HOST
@_PORT
@_runs
def region_serve(folder: Path, host: str, port: int) -> bool:
    """Serve the region's pages until Ctrl-C.

    Example: vedomost region serve my-region --port 8600
    """
    from dashboards.region.serving import serve_region

    serve_region(
        folder,
        host,
        port,
        on_ready=lambda address: _tell(
            N_("Open {address} in a browser. Ctrl-C stops the server."),
            address=address,
        ),
    )
    return True


@main.command("new-key")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@_runs
def new_key(path: Path) -> bool:
    """Write a new key, for backups or for a school that is encrypted, into a file.

    Keep it outside of the school's folder, and a copy of it on paper in the safe:
    without it what it locks is lost.

    Example: vedomost new-key /etc/vedomost/backup.key
    """
    from warehouse.encryption.secret import write_secret

    write_secret(path)
    _tell(
        N_(
            "Written: {path}. Without this key nobody opens what it locks: keep a copy."
        ),
        path=path,
    )
    return True


@main.command()
@_FOLDER
@click.option(
    "--key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the key lies, outside of the school; else VEDOMOST_KEY is used.",
)
@click.option(
    "--new-key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Encrypt an encrypted school anew, with the key in this file.",
)
@click.option("--undo", is_flag=True, help="Make an encrypted school a plain one.")
@_runs
def encrypt(
    folder: Path, key_file: Path | None, new_key_file: Path | None, *, undo: bool
) -> bool:
    """Encrypt a stopped school at rest: its database and the received workbooks.

    Interrupted, it is run again. Without the key the school is lost: keep a copy of it.

    Example: vedomost encrypt my-school --key-file /etc/vedomost/school.key
    """
    from warehouse.encryption import another_key, readable, whole_school

    if new_key_file is not None:
        another_key.change_key(folder, new_key_file)
        _tell(
            N_(
                "The school at {folder} is encrypted with the key in {path}. Keep the "
                "former key as long as there are backups that it opens."
            ),
            folder=folder,
            path=new_key_file,
        )
    elif undo:
        whole_school.decrypt(folder)
        _tell(N_("The school at {folder} is not encrypted any more."), folder=folder)
    else:
        whole_school.encrypt(folder, key_file)
        _tell(
            N_(
                "The school at {folder} is encrypted: its database and the received "
                "workbooks. Whoever can read files there still reads: {readable}."
            ),
            folder=folder,
            readable=", ".join(readable.readable_in(folder)),
        )
    return True


@main.command()
@_FOLDER
@_HOST
@_PORT
@_LOG_FORMAT
@_runs
def serve(folder: Path, host: str, port: int, log_format: str) -> bool:
    """Serve the school's pages until Ctrl-C.

    Example: vedomost serve my-school --port 8501
    """
    _serve(folder, host, port, log_format)
    return True


@main.command()
@click.argument("settings", type=_FILE)
@_LOG_FORMAT
@_runs
def node(settings: Path, log_format: str) -> bool:
    """Serve all schools of a node, each at its own name, until Ctrl-C.

    SETTINGS name the folder in which the schools' folders lie, and where to listen;
    each school's vedomost.toml says its name: host = "school17.example.org".

    Example: vedomost node vedomost-node.toml
    """
    from dashboards.node.running import serve_node

    def ready(address: str, count: int) -> None:
        told = N_(
            "Schools that are served at {address}: {count}. Ctrl-C stops the node."
        )
        _tell_ready(log_format, told, address=address, count=count)

    serve_node(settings, on_ready=ready, log_format=log_format)
    return True


def _tell_ready(log_format: str, sentence: str, **facts: object) -> None:
    """Tell a person; a program that reads JSON has the log's own line `started`."""
    if log_format == "text":
        _tell(sentence, **facts)


def _serve(folder: Path, host: str, port: int, log_format: str = "text") -> None:
    from dashboards.server import serve as run_server

    def ready(address: str) -> None:
        told = N_("Open {address} in a browser. Ctrl-C stops the server.")
        _tell_ready(log_format, told, address=address)

    run_server(folder, host, port, on_ready=ready, log_format=log_format)


@main.command()
@click.option("--to", "folder", type=click.Path(path_type=Path), default="demo-school")
@click.option("--no-serve", is_flag=True, help="Only make the school.")
@click.option("--whole-year", is_flag=True, help="Journals kept to the end of May.")
@_HOST
@_PORT
@_runs
def demo(
    folder: Path, host: str, port: int, *, no_serve: bool, whole_year: bool
) -> bool:
    """Make a demo school of invented people (once) and serve it.

    Example: vedomost demo --to demo-school
    """
    if (folder / "vedomost.toml").exists():
        _tell(N_("{folder} is there already."), folder=folder)
    else:
        from ingest.demo.build import build_demo
        from ingest.demo.schedule import AUTUMN, WHOLE_YEAR

        span = WHOLE_YEAR if whole_year else AUTUMN
        _tell(
            N_("Making the demo school in {folder}: some {minutes} minutes."),
            folder=folder,
            minutes=30 if whole_year else 2,
        )
        with click.progressbar(length=1000, file=sys.stderr) as progress:

            def show(stage: str, share: float) -> None:
                progress.label = say(stage, _language())
                progress.update(round(share * 1000) - progress.pos)

            build_demo(folder, show, span=span)
    if not no_serve:
        _serve(folder, host, port)
    return True


if __name__ == "__main__":
    main()
