"""How an obligation came out at a moment: the one place that says so (§2.5 to 2.8)."""

from __future__ import annotations

_OUTCOME = """
case
    when first_recorded_at <= $now and entered = 'undetermined' then 'undetermined'
    when first_recorded_at <= $now and first_recorded_at <= due_at then 'on_time'
    when due_at >= $now then 'not_yet_due'
    when first_recorded_at <= $now then {late}
    when void_recorded_at <= $now then 'void'
    else {missing}
end
"""
_EXCUSED = "case when is_accepted then 'excused' else '{}' end"

# SQL over columns of `marts.obligations` and `$now`, a naive UTC moment: exactly one of
# on_time, late, missing, excused, void, undetermined, not_yet_due for every obligation
# with `opens_at <= $now`. An entry that was received after the moment is not there yet.
OUTCOME = _OUTCOME.format(
    late=_EXCUSED.format("late"), missing=_EXCUSED.format("missing")
)
# The same as if nobody had explained anything.
OUTCOME_UNEXCUSED = _OUTCOME.format(late="'late'", missing="'missing'")
