"""`vedomost verify` with a code: one printed form in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dashboards.printing.verification import REASONS, VERDICTS, printed_when
from expectations.language import N_, say
from warehouse.printed_forms import Answer, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from warehouse.school_folder import School


def verify_code(
    school: School,
    code: str,
    language: str,
    show: Callable[[str], None],
    *,
    as_json: bool,
) -> bool:
    """Say what a code is; true if the paper is genuine.

    Whoever sits at the machine holds the school's folder, so the figures are told.
    """
    answer = verify(school.database, code)
    if as_json:
        show(json.dumps(_facts(answer), ensure_ascii=False, default=str))
        return answer.verdict == "genuine"
    show(say(VERDICTS[answer.verdict], language))
    if answer.reason:
        show(say(REASONS[answer.reason], language))
    if answer.form is not None:
        show(printed_when(school, answer.form, language))
        for name, value in answer.form.key_figures:
            show(f"  {say(name, language)}: {value}")
    if answer.changed is not None:
        changed = len(answer.changed)
        show(
            say(N_("Entries that have changed since: {count}"), language, count=changed)
        )
    return answer.verdict == "genuine"


def _facts(answer: Answer) -> dict[str, object]:
    form = answer.form
    return {
        "verdict": answer.verdict,
        "reason": answer.reason,
        "kind": form.scope.kind if form else None,
        "printed_at": form.printed_at if form else None,
        "printed_by": form.printed_by if form else None,
        "block": form.standing.block_id if form else None,
        "key_figures": dict(form.key_figures) if form else None,
        "changed": None if answer.changed is None else len(answer.changed),
    }
