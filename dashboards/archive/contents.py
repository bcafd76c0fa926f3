"""What a package holds: forms, the ledger part, the workbooks as they were handed in.

All of it shows one block of the ledger: forms and tables are gathered at rest.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from dashboards.archive.texts import tables_described
from dashboards.forms.paper_pdf import paper_pdf
from dashboards.forms.paper_xlsx import paper_xlsx
from dashboards.journal.figures import page_title
from dashboards.printing import (
    attendance_sheet,
    journal_spreads,
    student_report,
    summary_form,
)
from dashboards.printing.attendance_sheet import Days
from dashboards.printing.sealing import sealed
from dashboards.printing.summary_form import Asked
from expectations.language import N_
from warehouse.archive.names import safe_name, unlike
from warehouse.archive.tables import as_csv, as_parquet, ledger_part
from warehouse.printed_forms import standing
from warehouse.queries import archive, choices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboards.forms.paper import Paper
    from dashboards.printing.desk import Desk
    from dashboards.printing.sealing import Draft
    from warehouse.archive.owing import Owed
    from warehouse.printed_forms import Standing
    from warehouse.school_folder import School

FORMS, TABLES, WORKBOOKS = "Формы", "Таблицы", "Книги учителей"
_PAGES = "Страницы журнала"
_LONGEST = 90  # of a workbook's name: «2026-10-23 16.02 » and the teacher's whole name
DESCRIPTION = f"{TABLES}/Описание таблиц.txt"


class Contents(NamedTuple):
    """A package before it is written; `forms` are by their path without an ending."""

    forms: dict[str, list[Paper]]
    tables: dict[str, pl.DataFrame]
    workbooks: dict[str, str]  # path → SHA-256 of the kept file
    count_lost: int  # workbooks whose kept file is gone
    stood: Standing


def gather(desk: Desk, owed: Owed) -> Contents:
    """Gather a package while the ledger rests; its forms are registered as printed."""
    plan: list[tuple[str, int]] = []
    found: list[tuple[dict[str, pl.DataFrame], Standing]] = []

    def at_once() -> list[Draft]:
        plan.clear()
        drafts: list[Draft] = []
        for name, of_form in _forms(desk, owed):
            plan.append((name, len(of_form)))
            drafts += of_form
        with desk.school.database.reading() as cursor:
            found.append((ledger_part(cursor, owed.of), standing(cursor)))
        return drafts

    papers = iter(sealed(desk, at_once))
    tables, stood = found[-1]
    forms = {name: [next(papers) for _ in range(count)] for name, count in plan}
    tables["uploads"], count_lost = _with_paths(desk.school, tables["uploads"])
    kept = tables["uploads"].filter(pl.col("archived_as") != "")
    workbooks = dict(kept.select("archived_as", "file_sha256").iter_rows())
    return Contents(forms, tables, workbooks, count_lost, stood)


def payload(school: School, contents: Contents) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a package, one after the other: drawn when they are asked."""
    for name, papers in contents.forms.items():
        yield f"{name}.pdf", paper_pdf(papers)
        yield f"{name}.xlsx", paper_xlsx(papers)
    for name, frame in contents.tables.items():
        yield f"{TABLES}/{name}.parquet", as_parquet(frame)
        yield f"{TABLES}/{name}.csv", as_csv(frame)
    yield DESCRIPTION, tables_described()
    for path, digest in contents.workbooks.items():
        yield path, school.kept(digest)


def _forms(desk: Desk, owed: Owed) -> Iterator[tuple[str, list[Draft]]]:
    """Yield the forms of a closed period, of the year, or of an exam."""
    of = owed.of
    is_period = owed.kind == "period"
    asked = Asked(of.class_id, of.period_id, owed.period_name)
    if not is_period:  # the year's sheet shows exams and overall marks, too
        asked = Asked(of.class_id, f"{of.year_id}-year", owed.period_name)
    yield _named(desk, N_("Summary sheet")), summary_form.drafts(desk, asked)
    if not is_period:
        reports = student_report.drafts(desk, of.class_id)
        yield _named(desk, N_("Students’ reports")), reports
    periods = desk.ask(choices.class_periods, of.class_id)
    if is_period:
        periods = periods.filter(period_id=of.period_id)
    if periods.is_empty() or not (is_period or of.is_year):
        return
    days = Days(
        periods["starts_on"].min(),  # type: ignore[arg-type]
        periods["ends_on"].max(),  # type: ignore[arg-type]
        owed.period_name,
        of.period_id if is_period else ",".join(periods["period_id"]),
    )
    sheet = attendance_sheet.drafts(desk, of.class_id, days)
    yield _named(desk, N_("Attendance sheet")), sheet
    yield from _pages(
        desk, owed, dict(periods.select("period_id", "period_name").rows())
    )


def _pages(
    desk: Desk, owed: Owed, periods: dict[str, str]
) -> Iterator[tuple[str, list[Draft]]]:
    """Yield the class's journal pages in the paper look, period by period."""
    taken: set[str] = set()
    for page in desk.ask(archive.class_pages, owed.of.class_id).iter_rows(named=True):
        period_id = page["period_id"]
        if period_id not in periods:
            continue
        title = page_title(page)
        words = title if len(periods) == 1 else f"{title}, {periods[period_id]}"
        name = unlike(safe_name(words), taken)
        drafts = journal_spreads.drafts(desk, page["page_id"], title, period_id)
        yield f"{FORMS}/{_PAGES}/{name}", drafts


def _named(desk: Desk, words: str) -> str:
    return f"{FORMS}/{safe_name(desk.say(words))}"


def _with_paths(school: School, uploads: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return the uploads with the path of each file in the package, '' without one.

    A file that was handed in twice lies there once.
    """
    taken: set[str] = set()
    paths: dict[str, str] = {}
    lost: set[str] = set()
    for row in uploads.iter_rows(named=True):
        digest = row["file_sha256"] or ""
        if not digest or digest in paths:
            continue
        if not school.has_kept(digest):
            lost.add(digest)
            continue
        stem, dot, ending = str(row["file_name"]).rpartition(".")
        at = row["received_at"].replace(tzinfo=UTC).astimezone(school.timezone)
        name = unlike(
            safe_name(f"{at:%Y-%m-%d %H.%M} {stem or ending}", _LONGEST), taken
        )
        suffix = f".{safe_name(ending, 5)}" if dot else ""
        paths[digest] = f"{WORKBOOKS}/{name}{suffix}"
    archived = [paths.get(digest or "", "") for digest in uploads["file_sha256"]]
    return uploads.with_columns(pl.Series("archived_as", archived, pl.String)), len(
        lost
    )
