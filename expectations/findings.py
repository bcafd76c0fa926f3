"""Findings in words: what, why and how to fix, in the reader's language."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from expectations.catalogue import RULE_BY_ID
from expectations.language import N_, say
from expectations.rules_warehouse import WAREHOUSE_RULE_BY_ID

if TYPE_CHECKING:
    from collections.abc import Mapping

HINT = N_("Perhaps “{hint}” was meant.")
SEVERITY_NAMES = {
    "critical": N_("not recorded"),
    "warning": N_("recorded, please check"),
}


# Of the whole journal nothing waits: it was recorded before it was looked at.
WAREHOUSE_SEVERITY_NAMES = {"critical": N_("urgent"), "warning": N_("please check")}


class FindingText(NamedTuple):
    """A finding's sentences; `fix` begins with the hint where there is one."""

    what: str
    why: str
    fix: str
    clause: str
    severity: str


def finding_text(
    rule_id: str, facts: Mapping[str, Any] | str, language: str
) -> FindingText:
    """Write out a finding; `facts` as `check_changes` gave them, JSON or parsed."""
    rule = RULE_BY_ID.get(rule_id) or WAREHOUSE_RULE_BY_ID[rule_id]
    given = json.loads(facts) if isinstance(facts, str) else facts
    told = {name: _told(name, value, language) for name, value in given.items()}
    fix = say(rule.fix, language, **told)
    # What the cell was meant to hold helps only where its value is what is wrong.
    is_about_value = rule.severity == "critical" and "{value}" in rule.what
    if told.get("hint") and is_about_value:
        fix = f"{say(HINT, language, **told)} {fix}"
    return FindingText(
        what=say(rule.what, language, **told),
        why=say(rule.why, language, **told),
        fix=fix,
        clause=rule.clause,
        severity=severity_name(rule_id, language),
    )


def severity_name(rule_id: str, language: str) -> str:
    """Return what a rule's severity means for the cell, or for the journal."""
    if rule := RULE_BY_ID.get(rule_id):
        return say(SEVERITY_NAMES[rule.severity], language)
    severity = WAREHOUSE_RULE_BY_ID[rule_id].severity
    return say(WAREHOUSE_SEVERITY_NAMES[severity], language)


def _told(name: str, value: object, language: str) -> str:
    """Return a fact as people write it: days, shares and numbers in their language."""
    if name.endswith("_on") and isinstance(value, str):
        pattern = "dd.MM.yyyy" if language == "ru" else "d MMM yyyy"
        return str(format_date(date.fromisoformat(value), pattern, locale=language))
    if name.endswith("_share") and isinstance(value, int | float):
        return str(format_percent(value, locale=language))
    if isinstance(value, int | float):
        return str(format_decimal(value, locale=language))
    return str(value)
