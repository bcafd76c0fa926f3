"""What a rule of the set-up is made of."""

from __future__ import annotations

from typing import Literal, NamedTuple

CRITICAL: Literal["critical"] = "critical"
WARNING: Literal["warning"] = "warning"
FORMED = "§2.2"  # the administration forms the journal's sections


class SetupRule(NamedTuple):
    """One rule; `message` names the very value, with facts in braces."""

    id: str
    severity: Literal["critical", "warning"]
    clause: str
    message: str
    what: str
    why: str
    fix: str
