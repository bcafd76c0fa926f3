"""Rows of a table that somebody must say about, and what was said of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from ingest.lesson_plans.problems import LEFT_OUT, SAID
from ingest.lesson_plans.reading import read_topics
from ingest.setup.rules import problem_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.lesson_plans.file_section import Brought
    from ingest.lesson_plans.problems import Doubt, Said
    from ingest.lesson_plans.reading import PlanReading

_MOST = 40  # doubts that are asked one by one: of more, the columns are wrong
_FOR_ALL_FROM = 3


def read(brought: Brought, turn: int) -> list[PlanReading]:
    """Read the chosen sheets, asking about each row that is in doubt."""
    first = [read_topics(one, mapping, {}) for one, mapping in brought.sheets]
    if not any(reading.doubts for reading in first):
        return first
    count = sum(len(reading.doubts) for reading in first)
    if count > _MOST:
        st.error(
            _(
                "Rows that are not understood: {count}. See whether the columns are "
                "right; else mend the file.",
                count=count,
            )
        )
    said = _ask(first, f"{turn}_{brought.mark[:8]}")
    return [
        read_topics(one, mapping, said.get(one.name, {}))
        for one, mapping in brought.sheets
    ]


def tell(readings: Sequence[PlanReading]) -> None:
    """Say which rows gave no topic and why, and what to look at."""
    language = current.language()
    remarks = [one for reading in readings for one in reading.remarks]
    for remark in remarks:
        st.warning(problem_line(remark, language))
    left = [one for reading in readings for one in reading.left_out]
    if not left:
        return
    head = row(
        heading(say(N_("Sheet"), language)),
        heading(say(N_("Row"), language), "right"),
        heading(say(N_("What stands there"), language)),
        heading(say(N_("Why it is no topic"), language)),
    )
    body = [
        row(
            cell(one.sheet),
            cell(str(one.row + 1), "right"),
            cell(one.value, "wide"),
            cell(say(LEFT_OUT[one.why], language)),
        )
        for one in left
    ]
    title = _("Rows that gave no topic: {count}", count=len(left))
    with st.expander(title):
        st.html(table(title, [head], body))


def _ask(readings: Sequence[PlanReading], key: str) -> dict[str, dict[int, Said]]:
    doubts = [one for reading in readings for one in reading.doubts][:_MOST]
    st.markdown(f"**{_('Rows that are not understood: {count}', count=len(doubts))}**")
    for_all = _for_all(doubts, key)
    said: dict[str, dict[int, Said]] = {}
    for doubt in doubts:
        problem = doubt.problem
        st.markdown(f"- {_escaped(problem_line(problem, current.language()))}")
        answer = for_all.get(problem.rule)
        chosen = _choice(
            _("Row {row} is", row=doubt.row + 1),
            doubt.choices,
            f"plans_doubt_{key}_{problem.sheet}_{doubt.row}_{answer}",
            answer if answer in doubt.choices else None,
        )
        if chosen is not None:
            said.setdefault(problem.sheet, {})[doubt.row] = chosen
    return said


def _for_all(doubts: Sequence[Doubt], key: str) -> dict[str, Said]:
    """Ask once where several rows are in the same doubt; each may differ below."""
    by_rule: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        by_rule.setdefault(doubt.problem.rule, []).append(doubt)
    answers = {}
    for rule, alike in by_rule.items():
        if len(alike) >= _FOR_ALL_FROM:
            chosen = _choice(
                _("All {count} rows like the first are", count=len(alike)),
                alike[-1].choices,
                f"plans_doubts_{key}_{rule}",
                None,
            )
            if chosen is not None:
                answers[rule] = chosen
    return answers


def _choice(
    label: str, choices: tuple[Said, ...], key: str, at_first: Said | None
) -> Said | None:
    return st.selectbox(
        label,
        choices,
        index=None if at_first is None else choices.index(at_first),
        format_func=lambda one: _(SAID[one]),
        placeholder=_("Say what it is"),
        key=key,
    )


def _escaped(text: str) -> str:
    """Return a teacher's words as plain text where Streamlit would read Markdown."""
    return "".join(
        f"\\{sign}" if sign in r"\`*_{}[]()#+-.!|<>$:~" else sign for sign in text
    )
