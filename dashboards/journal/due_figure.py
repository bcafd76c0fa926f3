"""A teacher's own timeliness: one figure that shows what it is made of."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from babel.lists import format_list

from dashboards.timeliness.words import share
from expectations.language import N_, say, say_many

if TYPE_CHECKING:
    from warehouse.queries.obligations import Timeliness

_STYLE = """
<style>
.vedomost-timely { line-height: 1.45; max-width: 60rem; }
.vedomost-timely p { margin: .25rem 0; }
.vedomost-timely b { font-size: 1.75rem; font-weight: 600; margin-right: .5rem;
  font-variant-numeric: tabular-nums; }
.vedomost-timely .quiet { opacity: .75; font-size: .9375rem; }
.vedomost-timely summary { cursor: pointer; }
</style>
"""
_HOW = (
    N_("Attendance, topic, homework or “not set”: of every lesson (§2.5 to 2.7)."),
    N_("Written work: a mark for each student present (§2.5)."),
    N_("Marks for other work: when you gave one, it has a term too (§2.5)."),
    N_("Final marks: in the last days of the period, one for each student (§2.8)."),
    N_(
        "What counts is when the server received the first valid entry; a later "
        "correction does not make it late. An entry that was erased before its term "
        "does not count. Cancelled lessons owe nothing; what came late before that "
        "was said stays late."
    ),
)


def render(timeliness: Timeliness, language: str) -> str:
    """Return the HTML: «Вовремя: 94 % (188 из 200 записей за I четверть)»."""
    of, out_of = timeliness.numerator, timeliness.denominator
    if not out_of:
        words = say(N_("In time: nothing has been due yet."), language)
        return f'{_STYLE}<div class="vedomost-timely"><p>{escape(words)}</p></div>'
    counted = say_many(
        "in time: {on_time} of {count} entry",
        "in time: {on_time} of {count} entries",
        out_of,
        language,
        on_time=of,
    )
    if timeliness.period_names:
        periods = format_list(timeliness.period_names, locale=language)
        counted = say(
            N_("{counted} for {periods}"), language, counted=counted, periods=periods
        )
    how = "".join(f"<li>{escape(say(line, language))}</li>" for line in _HOW)
    return (
        f'{_STYLE}<div class="vedomost-timely">'
        f"<p><b>{escape(share(of, out_of, language))}</b>{escape(counted)}</p>"
        f'<p class="quiet">{escape(_others(timeliness, language))}</p>'
        f"<details><summary>{escape(say(N_('What is counted'), language))}</summary>"
        f"<ul>{how}</ul></details></div>"
    )


def _others(timeliness: Timeliness, language: str) -> str:
    told = [
        (N_("late: {count}"), timeliness.count_late),
        (N_("not entered: {count}"), timeliness.count_missing),
        (
            N_("of those in time, before the period's last days: {count}"),
            timeliness.count_early,
        ),
        (N_("excused, not counted: {count}"), timeliness.count_excused),
        (N_("void, not counted: {count}"), timeliness.count_void),
        (N_("not yet due, not counted: {count}"), timeliness.count_not_yet_due),
        (
            N_("from a bulk import, not counted: {count}"),
            timeliness.count_undetermined,
        ),
    ]
    return "; ".join(
        say(sentence, language, count=count) for sentence, count in told if count
    )
