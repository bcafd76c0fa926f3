"""*Readiness* as a form to print: the checks, then everything that lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dashboards.forms.table_form import Form, FormTable
from dashboards.readiness import lacking, readiness_table
from dashboards.readiness.lines import by_when, term_in_words
from expectations.language import N_, clause_name, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import polars as pl

    from dashboards.forms.made import Made
    from dashboards.readiness.lines import Line
    from warehouse.queries.readiness import SetUpTerm


class Shown(NamedTuple):
    """What the page shows."""

    lines: Sequence[Line]
    known: pl.DataFrame
    term: SetUpTerm | None
    today: date


def form(shown: Shown, filters: tuple[tuple[str, str], ...], made: Made) -> Form:
    """Return the form."""
    language = made.language
    return Form(
        title=say(N_("Readiness for 5 September"), language),
        school_name=made.school_name,
        filters=filters,
        tables=(
            _checks(shown, language),
            *(
                _lacking(line, shown.known, language)
                for line in shown.lines
                if not line.is_ready
            ),
        ),
        rules=(
            term_in_words(shown.term, language),
            *(
                f"{say(line.check.name, language)} "
                f"({clause_name(line.check.clause, language)}): "
                f"{say(line.check.rule, language)}"
                for line in shown.lines
            ),
        ),
        moment=made.moment,
        made_by=made.made_by,
        language=language,
    )


def _checks(shown: Shown, language: str) -> FormTable:
    heads = (
        N_("What must be formed"),
        N_("Clause"),
        N_("Ready"),
        N_("Of"),
        N_("Share"),
        N_("Who answers"),
        N_("By when"),
    )
    return FormTable(
        title=say(readiness_table.TITLE, language),
        heads=tuple(say(head, language) for head in heads),
        rows=tuple(
            (
                say(line.check.name, language),
                clause_name(line.check.clause, language),
                line.ready.of,
                line.ready.out_of,
                line.ready,
                line.who,
                by_when(line.is_ready, shown.term, shown.today, language),
            )
            for line in shown.lines
        ),
    )


def _lacking(line: Line, known: pl.DataFrame, language: str) -> FormTable:
    found = lacking.of_check(known, line.check.check_id)
    heads = [N_("Where"), N_("What lacks"), N_("Teacher")]
    width = 3 if lacking.shows_people(found) else 2
    return FormTable(
        title=say(line.check.name, language),
        heads=tuple(say(head, language) for head in heads[:width]),
        rows=tuple(
            (
                lacking.what(item, language),
                lacking.lacks(item, language),
                lacking.who(item),
            )[:width]
            for item in found.iter_rows(named=True)
        ),
        note=say(line.check.rule, language),
    )
