"""What the report on retention calls kinds of data, terms and their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.forms.text_sheets import TextSheet, text_workbook
from dashboards.journal.figures import day
from expectations.language import N_, say, say_many

if TYPE_CHECKING:
    import polars as pl

KINDS = {
    "access_log": N_("Log of access: who looked, exported, printed"),
    "tokens": N_("Tokens of programs that ended"),
    "calendar_feeds": N_("Secret addresses of calendars that ended (hashes only)"),
    "sessions": N_("Log-in sessions"),
    "activation_codes": N_("One-time codes, used or expired (hashes only)"),
    "mails": N_("Mails that were sent, without text or address"),
    "mail_addresses": N_(
        "E-mail addresses of staff and parents; the term is of unconfirmed ones"
    ),
    "accounts": N_("Accounts with logins and password hashes"),
    "parents": N_("Parents and guardians"),
    "students": N_("Students: names, classes, movement"),
    "staff": N_("Staff: names, roles, logins"),
    "set_up_changes": N_("History of the set-up"),
    "entries": N_("Marks, absences, messages: the ledger"),
    "workbooks": N_("Workbooks as they were handed in"),
    "findings": N_("Findings of the checks"),
    "printed_forms": N_("Register of printed forms"),
    "imports": N_("Journals brought in from elsewhere"),
    "import_answers": N_("What names in journals made elsewhere mean"),
    "paper_wishes": N_("Families who asked for the diary on paper"),
    "paper_prints": N_("When which student’s weekly sheet was printed"),
    "explanations": N_("Teachers’ explanations of late entries, with the answers"),
    "message_reads": N_("Who read which message in the diary"),
    "weeks_seen": N_("Weeks of the diary that parents marked as seen"),
    "breaches": N_("Register of breaches"),
}
SOURCES = {
    "parameter": N_("the school’s parameter access_log_days (§1.7)"),
    "program": N_("the program’s own choice"),
    "law": N_("152-ФЗ, article 21, part 4, counted from the last day at the school"),
    "act": N_("the school’s list of files; nothing is deleted before it (§1.4, §2.10)"),
}
HEADS = (
    N_("Kind of data"),
    N_("Where it lies"),
    N_("Rows"),
    N_("Oldest"),
    N_("Kept for"),
    N_("Source of the term"),
    N_("Over the term"),
    N_("Who deletes"),
)


def words_of(row: dict[str, Any], language: str) -> list[str | int]:
    """Return one row of the report as people read it."""
    oldest = row["oldest_at"]
    return [
        say(KINDS[row["kind"]], language),
        row["place"],
        row["count_rows"],
        day(oldest.date(), language) if oldest is not None else "",
        _term(row["days"], language),
        say(SOURCES[row["source"]], language),
        row["count_over"],
        say(N_("the program, every night"), language)
        if row["is_deleted_by_program"]
        else say(N_("the school, by hand"), language),
    ]


def retention_xlsx(report: pl.DataFrame, language: str) -> bytes:
    """Return the report as a workbook of one sheet."""
    return text_workbook(
        [
            TextSheet(
                say(N_("Retention"), language),
                say(N_("How long personal data is kept"), language),
                [say(head, language) for head in HEADS],
                [words_of(row, language) for row in report.iter_rows(named=True)],
            )
        ]
    )


def _term(days: int | None, language: str) -> str:
    if days is None:
        return say(N_("as the school’s list of files says"), language)
    if days == 0:
        return say(N_("until they end"), language)
    return say_many("{count} day", "{count} days", days, language)
