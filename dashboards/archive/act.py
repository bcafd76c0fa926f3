"""The act by which packages are handed over to the archive: a form, filed (§3.2)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from dashboards.archive.making import PUBLIC_KEY
from dashboards.archive.words import volume
from dashboards.forms.paper import Column, Formula, Paper, Row, Table
from dashboards.forms.paper_pdf import paper_pdf
from dashboards.forms.paper_xlsx import paper_xlsx
from dashboards.journal.figures import day
from dashboards.printing.sealing import TABLE, Draft, sealed
from expectations.language import N_
from warehouse import filing, sealed_records
from warehouse.access import log
from warehouse.archive.checking import checked
from warehouse.archive.names import ROOT, year_folder
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError
from warehouse.printed_forms import Scope
from warehouse.queries import archive

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

    from dashboards.printing.desk import Desk

ACTS = "journal.archive_acts"
ENDINGS = ("pdf", "xlsx")
_FOLDER = f"{ROOT}/Акты"


def make_act(desk: Desk, package_ids: Sequence[str]) -> str:
    """Draw the act, file it as PDF and XLSX and register it; return its id.

    Refuses packages of which the person does not answer for the level.
    """
    known = desk.ask(archive.packages)
    chosen = known.filter(known["package_id"].is_in(list(package_ids)))
    if chosen.is_empty() or len(chosen) != len(set(package_ids)):
        raise VedomostError("Choose packages of the classes that you answer for.")
    school, act_id = desk.school, secrets.token_hex(8)
    for package, unlike in checked(school, only=package_ids):
        if unlike:
            raise VedomostError(
                "The package {path} is not as it was sealed. Check the archive first.",
                path=package.path,
            )
    number = _next_number(desk)
    papers = sealed(desk, lambda: [_draft(desk, chosen, number)])
    path = f"{_FOLDER}/акт-{number:04}"
    for ending, content in zip(
        ENDINGS, (paper_pdf(papers), paper_xlsx(papers)), strict=True
    ):
        by = desk.viewer.person_id
        filing.file_away(school, f"{path}.{ending}", content, "act", by, act_id)
    now = school.clock.now()
    row = {"act_id": act_id, "number": number, "path": path}
    by_whom = {"made_at": utc_naive(now), "made_by": desk.viewer.person_id}
    with school.database.writing() as cursor:
        sealed_records.write(
            cursor,
            school.school_id,
            now,
            ACTS,
            [{**row, "package_id": one, **by_whom} for one in chosen["package_id"]],
        )
        actor = log.Actor(person_id=desk.viewer.person_id)
        log.write(cursor, now, actor, "handed_over", place="archive", scope=str(number))
    return act_id


def _next_number(desk: Desk) -> int:
    """Return the number after the last that was filed, whatever became of it."""
    with desk.school.database.reading() as cursor:
        found = cursor.execute(
            f"select count(*) from {filing.TABLE} where path like ?",
            [f"{_FOLDER}/%.pdf"],
        ).fetchone()
    return (found[0] if found else 0) + 1


def _draft(desk: Desk, packages: pl.DataFrame, number: int) -> Draft:
    rows = packages.sort("year_id", "class_id", "made_at").rows(named=True)
    title = desk.say(
        N_("Act of transfer to the archive No. {number}"), number=f"{number:04}"
    )
    total = sum(row["size_bytes"] for row in rows)
    paper = Paper(
        title=title,
        school_name=desk.school.name,
        asked=(
            (desk.say(N_("Packages")), str(len(rows))),
            (desk.say(N_("Volume")), volume(total, desk.language)),
        ),
        tables=(_list(desk, rows), _signatures(desk)),
        moment=desk.moment(desk.school.clock.now()),
        made_by=desk.name,
        language=desk.language,
        rules=(
            desk.say(
                N_(
                    "The checksum is the SHA-256 of the file tagmanifest-sha256.txt of "
                    "the package: through it every file of the package is sealed. How "
                    "to check a package without this program is said in its ПРОЧТИ.txt."
                )
            ),
            desk.say(
                N_("SHA-256 of the file public-key.pem in these packages: {keys}"),
                keys=", ".join(_keys(desk, rows)),
            ),
        ),
    )
    figures = (
        (N_("Table"), title),
        (N_("Packages"), str(len(rows))),
        (N_("Volume"), volume(total, desk.language)),
    )
    return Draft(paper, Scope(TABLE, ()), figures)


def _keys(desk: Desk, rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return the fingerprints of the keys that the packages are signed with."""
    found = [
        filing.sha256_of(desk.school.files.here(f"{one['path']}/{PUBLIC_KEY}"))
        for one in rows
    ]
    return list(dict.fromkeys(found))


def _list(desk: Desk, rows: Sequence[dict[str, Any]]) -> Table:
    total = "SUM({col}{first}:{col}{last})"
    return Table(
        desk.say(N_("Packages handed over")),
        (
            Column(desk.say(N_("No.")), 9),
            Column(desk.say(N_("Package")), 62, "left", may_wrap=True),
            Column(desk.say(N_("Shows block")), 15),
            Column(desk.say(N_("Files")), 14, is_data=True),
            Column(desk.say(N_("Bytes")), 20),
            Column(desk.say(N_("Journal kept until")), 22),
            Column(desk.say(N_("Summary sheet kept until")), 22),
            Column(desk.say(N_("Checksum")), 66, "left", may_wrap=True),
        ),
        (
            *(
                Row(
                    (
                        place,
                        _document(desk, one),
                        one["ledger_block_id"],
                        one["count_files"],
                        one["size_bytes"],
                        day(one["journal_until"], desk.language),
                        day(one["summary_until"], desk.language),
                        one["tag_digest"],
                    )
                )
                for place, one in enumerate(rows, start=1)
            ),
            Row(
                (
                    None,
                    desk.say(N_("Total")),
                    None,
                    Formula(total, sum(one["count_files"] for one in rows)),
                    Formula(total, sum(one["size_bytes"] for one in rows)),
                    None,
                    None,
                    None,
                ),
                "total",
            ),
        ),
        tab=desk.say(N_("Packages")),
    )


def _document(desk: Desk, package: dict[str, Any]) -> str:
    """Return what is handed over, as an archive lists it, and where it lies."""
    year = year_folder(package["year_id"]).replace("-", "/")
    journal = desk.say(
        N_("Journal of class {class_id}, {period}, school year {year}"),
        class_id=package["class_id"],
        period=package["period_name"],
        year=year,
    )
    return f"{journal} ({package['path'].removeprefix(f'{ROOT}/')})"


def _signatures(desk: Desk) -> Table:
    def lines(words: Iterable[str]) -> tuple[Row, ...]:
        return tuple(Row((desk.say(one), "", "", "", ""), "signature") for one in words)

    return Table(
        desk.say(N_("Signatures")),
        (
            Column("", 28, "left"),
            Column(desk.say(N_("position")), 60, "left"),
            Column(desk.say(N_("signature")), 42),
            Column(desk.say(N_("surname, initials")), 60, "left"),
            Column(desk.say(N_("Date")), 32),
        ),
        lines((N_("Handed over by"), N_("Received by"))),
        tab=desk.say(N_("Signatures")),
    )
