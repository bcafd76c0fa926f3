"""What a set-up workbook must satisfy: each rule once, and problems made from it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from expectations.language import N_, clause_name, say
from ingest.setup import (
    rules_attestations,
    rules_lessons,
    rules_replacements,
    rules_school,
)
from ingest.setup.rule import CRITICAL, WARNING, SetupRule

__all__ = ["CRITICAL", "RULES", "RULE_BY_ID", "WARNING", "SetupProblem", "SetupRule"]


class SetupProblem(NamedTuple):
    """Something in a set-up workbook that the administration can fix."""

    rule: str
    severity: Literal["critical", "warning"]
    sheet: str
    cell: str
    value: str
    message: str
    facts: dict[str, object]
    fix: str
    clause: str


RULES: tuple[SetupRule, ...] = (
    *rules_school.RULES,
    *rules_lessons.RULES,
    *rules_attestations.RULES,
    *rules_replacements.RULES,
)
RULE_BY_ID: dict[str, SetupRule] = {rule.id: rule for rule in RULES}


def problem(
    rule_id: str, sheet: str, cell: str, value: str, **facts: object
) -> SetupProblem:
    """Return a problem of a rule at a place."""
    rule = RULE_BY_ID[rule_id]
    return SetupProblem(
        rule.id,
        rule.severity,
        sheet,
        cell,
        value,
        rule.message,
        {"value": value, **facts},
        rule.fix,
        rule.clause,
    )


_PLACED = N_("sheet “{sheet}”, cell {cell}: {message} {fix} ({clause})")
_ON_SHEET = N_("sheet “{sheet}”: {message} {fix} ({clause})")


def problem_line(found: SetupProblem, language: str) -> str:
    """Return a problem as one line: where, what, what to do, by which clause."""
    return say(
        _PLACED if found.cell else _ON_SHEET,
        language,
        sheet=found.sheet,
        cell=found.cell,
        message=say(found.message, language, **_said(found.facts, language)),
        fix=say(found.fix, language, **_said(found.facts, language)),
        clause=clause_name(found.clause, language),
    )


def _said(facts: dict[str, object], language: str) -> dict[str, object]:
    """Translate facts that are sentences themselves, such as a weekday."""
    return {
        name: ", ".join(say(str(part), language) for part in fact)
        if isinstance(fact, tuple)
        else fact
        for name, fact in facts.items()
    }
