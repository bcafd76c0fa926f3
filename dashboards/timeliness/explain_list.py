"""What is explained, lesson by lesson, and what was said and answered about it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import (
    clock_time,
    lesson_name,
    page_title,
    short_day,
)
from dashboards.timeliness import explain_words, words
from expectations.language import N_, say, say_many
from warehouse.calendar import to_local

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import polars as pl

MOST_OPEN = 6  # lessons; the others are folded
_KEY = ("person_id", "page_id", "lesson_id", "period_id")
_STYLE = """
<style>
.vedomost-explain { line-height: 1.45; overflow-wrap: anywhere; max-width: 60rem;
  container-type: inline-size; }
.vedomost-explain p { margin: .25rem 0; }
.vedomost-explain ul { margin: .25rem 0; padding: 0; list-style: none;
  border-left: 4px solid #1f5fae; border-radius: .25rem; }
.vedomost-explain li { margin: 0; padding: .25rem .75rem; display: grid;
  grid-template-columns: minmax(12rem, 2fr) 3fr; gap: 0 1rem;
  border-bottom: 1px solid #8b96a555; }
.vedomost-explain li:last-child { border-bottom: 0; }
.vedomost-explain .quiet { opacity: .75; font-size: .9375rem; }
.vedomost-explain li .quiet { white-space: nowrap; }
.vedomost-explain blockquote { margin: .25rem 0; padding: 0 0 0 .75rem;
  border-left: 4px solid #8b96a5; }
.vedomost-explain summary { cursor: pointer; }
@container (max-width: 40rem) {
  .vedomost-explain li { grid-template-columns: 1fr; }
}
</style>
"""


def lessons(rows: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return the HTML of rows of `queries.explanations`: a line for each lesson."""
    of_lesson: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        of_lesson.setdefault(tuple(row[name] for name in _KEY), []).append(row)
    lines = [_line(some, zone, language) for some in of_lesson.values()]
    if len(lines) <= MOST_OPEN + 1:
        return _wrapped(f"<ul>{''.join(lines)}</ul>")
    shown, folded = lines[:MOST_OPEN], lines[MOST_OPEN:]
    more = say_many(
        "… and {count} lesson more", "… and {count} lessons more", len(folded), language
    )
    return _wrapped(
        f"<ul>{''.join(shown)}</ul><details><summary>{escape(more)}</summary>"
        f"<ul>{''.join(folded)}</ul></details>"
    )


def told(note: str) -> str:
    """Return the HTML of somebody's own words; nothing of none."""
    return _wrapped(f"<blockquote>{escape(note)}</blockquote>") if note else ""


def before(notes: pl.Series, language: str) -> str:
    """Return the HTML of earlier refusals, each once; nothing of none."""
    known = [one for one in dict.fromkeys(notes) if one]
    words = say(N_("Not accepted before: {notes}"), language, notes="; ".join(known))
    quiet = f'<p class="quiet">{escape(words)}</p>'
    return _wrapped(quiet) if known else ""


def where(row: dict[str, Any], language: str) -> str:
    """Return «16.11, 3-й урок · 5 англ. 1 · Английский язык»."""
    return f"{_when(row, language)} · {page_title(row)}"


def what(row: dict[str, Any], zone: ZoneInfo, language: str) -> str:
    """Return «тема: не внесено», «отметки за урок (7): позже на 2 ч 10 мин»."""
    name = say(words.KIND_NAMES[row["kind"]], language)
    count = row["count_late"] + row["count_missing"]
    many = f" ({count})" if row["count_owed"] > 1 else ""
    return f"{name}{many}: {_how(row, zone, language)}"


def _line(some: list[dict[str, Any]], zone: ZoneInfo, language: str) -> str:
    first = some[0]
    items = "".join(f"<div>{escape(what(row, zone, language))}</div>" for row in some)
    return (
        f"<li><div><b>{escape(page_title(first))}</b> "
        f'<span class="quiet">{escape(_when(first, language))}</span></div>'
        f"<div>{items}</div></li>"
    )


def _when(row: dict[str, Any], language: str) -> str:
    if not row["lesson_id"]:
        return str(row["period_name"])
    if row["slot"] is None:
        return short_day(row["owed_on"], language)
    return lesson_name(row["owed_on"], row["slot"], language)


def _how(row: dict[str, Any], zone: ZoneInfo, language: str) -> str:
    if row["count_missing"] or row["recorded_at"] is None:
        due_on = short_day(to_local(row["due_at"], zone).date(), language)
        time = clock_time(row["due_at"], zone, language)
        return say(
            N_("not entered, was due {day} {time}"), language, day=due_on, time=time
        )
    return words.later_by(row["due_at"], row["recorded_at"], language)


def header(name: str, rows: pl.DataFrame, language: str, state: str = "") -> str:
    """Return the line above a card; without a name it begins with the reason."""
    reason = explain_words.reason_name(rows["reason"][0], language)
    bold, *rest = [one for one in (name, reason) if one]
    quiet = " · ".join(one for one in (*rest, size(rows, language), state) if one)
    return _wrapped(
        f'<p><b>{escape(bold)}</b> · <span class="quiet">{escape(quiet)}</span></p>'
    )


def size(rows: pl.DataFrame, language: str) -> str:
    """Return «3 записи, 16.11–18.11»."""
    count = explain_words.entries(rows, language)
    return f"{count}, {explain_words.days(rows, language)}"


def summary(explained: pl.DataFrame, language: str) -> str:
    """Return «Ваши объяснения: ждёт ответа 3, принято 9», counted by entries."""
    counts = {
        state: explain_words.count(explained.filter(state=state))
        for state in explain_words.STATE_NAMES
    }
    told = ", ".join(
        f"{explain_words.state_name(state, language)} {count}"
        for state, count in counts.items()
        if count
    )
    words = say(
        N_("Your explanations, counted in entries: {told}."), language, told=told
    )
    return _wrapped(f"<p>{escape(words)}</p>")


def _wrapped(html: str) -> str:
    return f'{_STYLE}<div class="vedomost-explain">{html}</div>'
