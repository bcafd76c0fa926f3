"""Words of the page: fields of facts, states of imports."""

from __future__ import annotations

from expectations.language import N_

FIELDS = {
    "mark": N_("marks"),
    "topic": N_("topics"),
    "homework": N_("homework tasks"),
    "final": N_("final marks"),
    "average": N_("averages"),
    "weighted_average": N_("averages"),
}
IMPORT_STATES = {
    "begun": N_("cut off, may be gone on with"),
    "finished": N_("brought in"),
    "withdrawing": N_("being taken back"),
    "withdrawn": N_("an import taken back"),
}
VOID = N_("void (§4.4)")
