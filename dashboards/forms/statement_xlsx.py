"""The statement of all data about one student as a workbook (152-ФЗ, art. 14)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from dashboards.forms.statement_words import CODES, LABELS, SECTIONS
from dashboards.forms.text_sheets import TextSheet, text_workbook
from dashboards.journal.figures import day, moment
from dashboards.people.access_log_table import sentence
from expectations.language import LANGUAGES, N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    import polars as pl

_SUMMARY = N_("Summary")
_BASIS = N_(
    "Federal law 152-ФЗ, article 14; the school’s act, §1.7. Passwords and codes are "
    "kept as one-way hashes and cannot be shown."
)
_NOT_WHOLE = N_(
    "Entries on pages of another level of school, which only the director may state: "
    "{count}. They are not in this file."
)
_LANGUAGE_NAMES = {"ru": "русский", "en": "English"}


class StatementFacts(NamedTuple):
    """What the summary sheet says besides the sections."""

    school_name: str
    made_at: datetime  # UTC without zone
    made_by: str
    count_closed: int
    zone: ZoneInfo
    language: str


def statement_xlsx(told: Mapping[str, pl.DataFrame], facts: StatementFacts) -> bytes:
    """Return a summary sheet and one sheet per section, in words of the school."""
    sheets = [_summary(told, facts)]
    for name, frame in told.items():
        tab, title = (say(words, facts.language) for words in SECTIONS[name])
        columns = [column for column in frame.columns if column not in _hidden(name)]
        sheets.append(
            TextSheet(
                tab,
                title,
                [say(LABELS[column], facts.language) for column in columns],
                [
                    [_shown(name, column, row, facts) for column in columns]
                    for row in frame.iter_rows(named=True)
                ],
            )
        )
    return text_workbook(sheets)


def _summary(told: Mapping[str, pl.DataFrame], facts: StatementFacts) -> TextSheet:
    language = facts.language
    last = told["student"].row(-1, named=True)
    name = " ".join(
        last[part] for part in ("surname", "given_name", "patronymic") if last[part]
    )
    rows: list[list[str | int]] = [
        [say(N_("Student"), language), name],
        [say(N_("Code"), language), last["student_id"]],
        [say(N_("Class"), language), last["class_id"]],
        [say(N_("School"), language), facts.school_name],
        [say(N_("Prepared"), language), moment(facts.made_at, facts.zone, language)],
        [say(N_("Prepared by"), language), facts.made_by],
        [say(N_("Basis"), language), say(_BASIS, language)],
    ]
    if facts.count_closed:
        sentence_ = say(_NOT_WHOLE, language, count=facts.count_closed)
        rows.append([say(N_("Not included"), language), sentence_])
    rows.append(["", ""])
    rows += [
        [say(SECTIONS[section][1], language), frame.height]
        for section, frame in told.items()
    ]
    return TextSheet(
        say(_SUMMARY, language),
        say(N_("All data held about a student"), language),
        [say(N_("What"), language), say(N_("Content or number of rows"), language)],
        rows,
    )


def _hidden(section: str) -> frozenset[str]:
    """Return columns that the words of another column already tell."""
    if section == "access_log":
        return frozenset({"place", "scope", "page_title"})
    return frozenset()


def _shown(
    section: str, column: str, row: Mapping[str, object], facts: StatementFacts
) -> str | int | float:
    value = row[column]
    if value is None:
        return ""
    if section == "access_log" and column == "action":
        return sentence(dict(row), facts.language)
    if isinstance(value, bool):
        return (
            say(N_("yes"), facts.language) if value else say(N_("no"), facts.language)
        )
    if isinstance(value, datetime):
        return moment(value, facts.zone, facts.language)
    if isinstance(value, date):
        return day(value, facts.language)
    if isinstance(value, int | float):
        return value
    text = str(value)
    if column == "language" and text in LANGUAGES:
        return _LANGUAGE_NAMES[text]
    known = CODES.get(column, {}).get(text)
    return say(known, facts.language) if known else text
