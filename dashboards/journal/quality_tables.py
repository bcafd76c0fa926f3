"""The tables of *Uploads and data quality*: totals, findings, suites, models."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.journal.figures import day, moment, short_name
from dashboards.journal.today_tables import outcome
from dashboards.tables import cell, heading, row, table
from expectations.catalogue import RULE_BY_ID
from expectations.findings import finding_text
from expectations.language import N_, clause_name, say, say_many
from expectations.rules_warehouse import WAREHOUSE_RULE_BY_ID

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_TOTALS = (
    (N_("Read"), "count_cells"),
    (N_("Recorded"), "count_recorded"),
    (N_("Unchanged"), "count_unchanged"),
    (N_("Quarantined"), "count_quarantined"),
    (N_("Conflicts"), "count_conflicts"),
    (N_("Removed"), "count_removals"),
    (N_("In the ledger"), "count_entries"),
)
_SUITE_NAMES = {
    "upload": N_("latest upload"),
    "cells": N_("all cells"),
    "warehouse": N_("whole warehouse"),
}
_MOST_SHOWN = 50  # findings of one rule; the rest are counted


def control_totals(totals: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return uploads with the counts that must agree."""
    head = row(
        heading(say(N_("When"), language), "name"),
        heading(say(N_("Who"), language)),
        heading(say(N_("Outcome"), language)),
        heading(say(N_("Totals agree"), language)),
        *(heading(say(name, language), "right") for name, _column in _TOTALS),
        heading(say(N_("File"), language)),
    )
    agree, differ = say(N_("yes"), language), say(N_("no"), language)
    body = [
        row(
            heading(moment(one["received_at"], zone, language), "name", scope="row"),
            cell(short_name(one["person_name"]), "nowrap", one["person_name"]),
            outcome(one, language),
            cell(agree, "good") if one["is_balanced"] else cell(differ, "bad"),
            *(
                cell(str(one[column]), "right" if one[column] else "right quiet")
                for _name, column in _TOTALS
            ),
            cell(one["file_name"], "nowrap quiet"),
        )
        for one in totals.iter_rows(named=True)
    ]
    return table(say(N_("Control totals"), language), [head], body)


def findings(found: pl.DataFrame, language: str) -> list[tuple[str, str]]:
    """Return (heading, HTML) for each rule with findings: why, where, what, how."""
    of_rule: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for finding in found.iter_rows(named=True):
        of_rule[finding["severity"], finding["rule"]].append(finding)
    return [
        (
            _broken(rule, len(some), language),
            _why(rule, some[0]["facts"], language)
            + _places(some[:_MOST_SHOWN], language)
            + _rest(len(some) - _MOST_SHOWN, language),
        )
        for (_severity, rule), some in of_rule.items()
    ]


def _broken(rule: str, count: int, language: str) -> str:
    """Return the heading of a rule's findings: the rule, and how often it is broken."""
    holds = rule_name(rule, language).rstrip(".")
    return say(N_("Not so: “{rule}” · {count}"), language, rule=holds, count=count)


def rule_name(rule: str, language: str) -> str:
    """Return what holds when all is well, as the catalogue says it."""
    known = RULE_BY_ID.get(rule) or WAREHOUSE_RULE_BY_ID.get(rule)
    return rule if known is None else say(known.description, language)


def _why(rule: str, facts: str, language: str) -> str:
    text = finding_text(rule, facts, language)
    clause = f" ({clause_name(text.clause, language)})" if text.clause else ""
    told = f"{text.severity.capitalize()}. {text.why}{clause}"
    return f"<p>{escape(told)}</p>"


def _places(some: list[dict[str, Any]], language: str) -> str:
    head = row(
        heading(say(N_("Sheet and cell"), language), "name"),
        heading(say(N_("Who"), language)),
        heading(say(N_("What"), language)),
        heading(say(N_("How to fix"), language)),
        heading(say(N_("Student, lesson"), language)),
    )
    return table(
        say(N_("Open findings"), language),
        [head],
        [_place(one, language) for one in some],
    )


def _place(one: dict[str, Any], language: str) -> str:
    text = finding_text(one["rule"], one["facts"], language)
    where = ", ".join(filter(None, (one["sheet"], one["cell"])))
    return row(
        heading(where, "name", scope="row"),
        cell(short_name(one["person_name"] or ""), "nowrap", one["file_name"] or ""),
        cell(text.what, "wide"),
        cell(text.fix, "wide"),
        cell(_about(one, language)),
    )


def _about(one: dict[str, Any], language: str) -> str:
    page = " ".join(filter(None, (one["unit_name"], one["subject_name"])))
    on = day(one["lesson_on"], language) if one["lesson_on"] else ""
    return ", ".join(filter(None, (one["student_name"], page, on)))


def _rest(count: int, language: str) -> str:
    if count <= 0:
        return ""
    more = say_many("and {count} more cell", "and {count} more cells", count, language)
    return f"<p>{escape(more)}</p>"


def suite_name(suite: str, language: str) -> str:
    """Return what a suite looks at, in words."""
    return say(_SUITE_NAMES.get(suite, suite), language)


def suite_results(results: pl.DataFrame, language: str) -> str:
    """Return what each expectation of the latest runs said, unmet first."""
    head = row(
        heading(say(N_("Suite"), language), "name"),
        heading(say(N_("Expectation"), language)),
        heading(say(N_("Met"), language)),
        heading(say(N_("Rows that do not"), language), "right"),
    )
    met, unmet = say(N_("yes"), language), say(N_("no"), language)
    body = [
        row(
            heading(suite_name(one["suite"], language), "name", scope="row"),
            cell(rule_name(one["rule"], language), "wide", one["rule"]),
            cell(met, "good") if one["is_success"] else cell(unmet, "bad"),
            cell(str(one["count_unexpected"] or ""), "right"),
        )
        for one in results.iter_rows(named=True)
    ]
    return table(say(N_("Latest results"), language), [head], body)


def models(described: pl.DataFrame, language: str) -> str:
    """Return each mart with its columns and their meaning, as the models say it."""
    return "".join(
        f"<h4>{escape(say(about, language))}</h4><p><code>{escape(mart)}</code></p>"
        + _columns(described.filter(pl.col("column_name") != "", mart=mart), language)
        for mart, about in described.filter(column_name="")
        .select("mart", "description")
        .iter_rows()
    )


def _columns(described: pl.DataFrame, language: str) -> str:
    head = row(
        heading(say(N_("Column"), language), "name"),
        heading(say(N_("What it means"), language)),
    )
    body = [
        row(heading(name, "name", scope="row"), cell(say(meaning, language), "wide"))
        for name, meaning in described.select("column_name", "description").iter_rows()
    ]
    return table(say(N_("Columns"), language), [head], body)
