"""How the share is counted: the formula in figures, the deadlines, what is left out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import day
from dashboards.tables import cell, heading, row, table
from dashboards.timeliness.words import ENTRY_NAMES, count, share
from expectations.language import N_, clause_name, say, say_many

if TYPE_CHECKING:
    import polars as pl

    from dashboards.timeliness.shown import Shown

_LEFT_OUT = (
    N_("Excused: late or not entered, and the administration accepted why."),
    N_("Void: only entries of a void period stand there (§4.4)."),
    N_("Time unknown: a bulk import of past data has no time of entry."),
    N_("Not yet due: neither there nor overdue."),
)
_RULES = (
    N_(
        "Each entry that was to be made has exactly one outcome, as it stood at the "
        "moment told above."
    ),
    N_(
        "What counts is when the server received the first valid entry; a later "
        "correction does not make it late. An entry that was erased before its term "
        "does not count. Cancelled lessons owe nothing; what came late before that "
        "was said stays late."
    ),
    N_("Written work and final marks: one entry for each student (§2.5, 2.8)."),
    N_(
        "Overdue is what is not entered, and what is void and to be entered again: of "
        "the whole school year, whatever days are chosen."
    ),
    N_(
        "What two teachers owe together counts for each of them, and once in all "
        "other figures."
    ),
)
_AT_ONCE = {
    "lesson_day": N_("by the end of the day of the lesson"),
    "lesson_end": N_("by the end of the lesson"),
    "class_day_end": N_("by the end of the class's last lesson of the day"),
}


def render(shown: Shown, language: str) -> str:
    """Return everything a reader needs to count the share again."""
    return (
        f"<p>{escape(formula(shown, language))}</p>"
        f"{_list(_RULES, language)}{_deadlines(shown.deadlines, language)}"
        f"<p>{escape(say(N_('Not in the share:'), language))}</p>"
        f"{_list(_LEFT_OUT, language)}"
    )


def sentences(shown: Shown, language: str) -> tuple[str, ...]:
    """Return the same as plain sentences, for print."""
    deadlines = [
        f"{say(ENTRY_NAMES[one['kind']], language)}: {until(one, language)} "
        f"({clause_name(one['clause'], language)})"
        for one in shown.deadlines.iter_rows(named=True)
    ]
    rules = [say(one, language) for one in (*_RULES, *_LEFT_OUT)]
    return (formula(shown, language), *rules, *deadlines)


def formula(shown: Shown, language: str) -> str:
    """Return «Доля вовремя = вовремя / (вовремя + с опозданием + не внесено) = …»."""
    counts = shown.counts
    return say(
        N_(
            "Share on time = on time / (on time + late + not entered) = "
            "{on_time} / ({on_time} + {late} + {missing}) = {share}"
        ),
        language,
        on_time=count(counts.on_time, language),
        late=count(counts.late, language),
        missing=count(counts.missing, language),
        share=share(counts.numerator, counts.denominator, language),
    )


def _list(sentences: tuple[str, ...], language: str) -> str:
    lines = "".join(f"<li>{escape(say(one, language))}</li>" for one in sentences)
    return f"<ul>{lines}</ul>"


def _deadlines(found: pl.DataFrame, language: str) -> str:
    """Return the deadlines; the days are told where another one held too."""
    often = set(found.filter(found["kind"].is_duplicated())["kind"])
    head = row(
        heading(say(N_("What"), language), "name"),
        heading(say(N_("By when"), language)),
        heading(say(N_("Clause"), language)),
        heading(say(N_("Source"), language)),
    )
    body = [
        row(
            heading(say(ENTRY_NAMES[one["kind"]], language), "name", scope="row"),
            cell(until(one, language) + _held(one, often, language), "wide"),
            cell(clause_name(one["clause"], language), "nowrap"),
            cell(one["source"] or say(N_("the regulation"), language), "wide"),
        )
        for one in found.iter_rows(named=True)
    ]
    return table(say(N_("Deadlines that hold"), language), [head], body)


def until(deadline: dict[str, Any], language: str) -> str:
    """Return «90 минут после последнего урока класса в этот день»."""
    amount, counted_from = deadline["amount"], deadline["counted_from"]
    if not amount:
        return say(_AT_ONCE[counted_from], language)
    if counted_from == "lesson_day":
        return _days_after(amount, deadline["unit"], language)
    if counted_from == "lesson_end":
        return say_many(
            "{count} minute after the end of the lesson",
            "{count} minutes after the end of the lesson",
            amount,
            language,
        )
    if counted_from == "class_day_end":
        return say_many(
            "{count} minute after the end of the class's last lesson of the day",
            "{count} minutes after the end of the class's last lesson of the day",
            amount,
            language,
        )
    return say_many(
        "in the last {count} day of the period",
        "in the last {count} days of the period",
        amount,
        language,
    )


def _days_after(amount: int, unit: str, language: str) -> str:
    if unit == "working_days":
        return say_many(
            "by the end of {count} working day after the lesson",
            "by the end of {count} working days after the lesson",
            amount,
            language,
        )
    return say_many(
        "by the end of {count} calendar day after the lesson",
        "by the end of {count} calendar days after the lesson",
        amount,
        language,
    )


def _held(deadline: dict[str, Any], often: set[str], language: str) -> str:
    if deadline["kind"] not in often:
        return ""
    first, last = (day(deadline[end], language) for end in ("starts_on", "ends_on"))
    return f" ({first} – {last})"
