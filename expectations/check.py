"""Judge changed cells by the catalogue, and pass the verdicts through the gate.

polars evaluates all rules in one select; Great Expectations then validates one row per
rule. It is imported in the background, because it takes seconds and 266 MB.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import threading
import warnings
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.catalogue import RULE_BY_ID, RULES
from expectations.parameters import DEFAULT_SETTINGS, Settings
from expectations.rule import FinalRule

if TYPE_CHECKING:
    from expectations.rule import Rule
    from expectations.suite_run import SuiteRun
    from expectations.suites import Suites

FINDINGS = pl.Schema(
    {
        "row": pl.UInt32(),  # of the judged frame, from 0
        "rule": pl.String(),
        "severity": pl.String(),
        "facts": pl.String(),  # JSON; what fills the rule's sentences
    }
)
VERDICTS = pl.Schema(
    {"rule": pl.String(), "severity": pl.String(), "count_failed": pl.Int64()}
)
_NOT_OF_FINALS = tuple(rule for rule in RULES if not issubclass(rule, FinalRule))


def judge_cells(
    cells: pl.DataFrame, settings: Settings = DEFAULT_SETTINGS
) -> pl.DataFrame:
    """Return one Boolean column per rule: true where a cell breaks it.

    `cells` has the columns of CHECKED_CELLS, others are ignored.
    """
    return cells.select(_predicates(settings))


@functools.lru_cache(maxsize=8)
def _predicates(
    settings: Settings, rules: tuple[type[Rule], ...] = RULES
) -> tuple[pl.Expr, ...]:
    """Build the predicates once: that takes longer than judging a few hundred rows."""
    return tuple(
        rule.breaks(settings).fill_null(value=False).alias(rule.id) for rule in rules
    )


def check_changes(
    cells: pl.DataFrame, settings: Settings = DEFAULT_SETTINGS
) -> pl.DataFrame:
    """Return the FINDINGS of changed cells, by row, then in the catalogue's order."""
    if cells.is_empty():
        return pl.DataFrame(schema=FINDINGS)
    has_finals = (cells["field"] == "final").any()
    asked = RULES if has_finals else _NOT_OF_FINALS
    broken = cells.select(_predicates(settings, asked))
    numbered = cells.with_row_index("row")
    found = [
        _findings(RULE_BY_ID[rule_id], numbered.filter(broken[rule_id]), settings)
        for rule_id, count in broken.sum().row(0, named=True).items()
        if count
    ]
    if not found:
        return pl.DataFrame(schema=FINDINGS)
    return pl.concat(found).sort("row", maintain_order=True)


def verdicts_of(findings: pl.DataFrame) -> pl.DataFrame:
    """Return VERDICTS: every rule of the catalogue with its number of findings."""
    counts = dict(findings["rule"].value_counts().iter_rows())
    return pl.DataFrame(
        [(rule.id, rule.severity, counts.get(rule.id, 0)) for rule in RULES],
        schema=VERDICTS,
        orient="row",
    )


def _findings(
    rule: type[Rule], cells: pl.DataFrame, settings: Settings
) -> pl.DataFrame:
    facts = cells.select(pl.col("value_text").alias("value"), "hint").with_columns(
        # Beside the row number, facts that are constants fill every row.
        cells.select("row", *rule.facts(settings)).drop("row").get_columns()
    )
    return pl.DataFrame(
        {
            "row": cells["row"],
            "rule": [rule.id] * len(cells),
            "severity": [rule.severity] * len(cells),
            "facts": [_as_json(row) for row in facts.iter_rows(named=True)],
        },
        schema=FINDINGS,
    )


def _as_json(facts: dict[str, Any]) -> str:
    known = {name: "" if value is None else value for name, value in facts.items()}
    if not known["hint"]:
        del known["hint"]
    return json.dumps(known, ensure_ascii=False, default=str)


class GreatExpectationsGate:
    """The gate over the verdicts, and the full suites, loaded once in the background.

    Every call waits until Great Expectations is loaded: nothing is judged without it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loader: threading.Thread | None = None
        self._suites: Suites | None = None
        self._failure: BaseException | None = None

    def start_loading(self) -> None:
        """Begin to load in a background thread; returns at once, may be repeated."""
        with self._lock:
            if self._loader is None:
                self._loader = threading.Thread(
                    target=self._load, name="great-expectations", daemon=True
                )
                self._loader.start()

    def judge(self, cells: pl.DataFrame, findings: pl.DataFrame) -> SuiteRun:
        """Validate the verdicts over an upload's findings (about 10 ms if any)."""
        return self.suites().run_gate(verdicts_of(findings), count_rows=len(cells))

    def suites(self) -> Suites:
        """Return the loaded suites, waiting for them if need be."""
        self.start_loading()
        if self._loader is not None:
            self._loader.join()
        if self._suites is None:
            message = "Great Expectations could not be loaded"
            raise RuntimeError(message) from self._failure
        return self._suites

    def _load(self) -> None:
        try:
            prepare_import()
            from expectations.suites import Suites

            self._suites = Suites()
        except BaseException as failure:  # told to whoever waits
            self._failure = failure


def prepare_import() -> None:
    """Switch off telemetry and two warnings before Great Expectations is imported.

    It imports two modules that Python 3.11 deprecates. Imported here first, they warn
    no more; a filter around the whole import would be in force for seconds, and in
    every thread.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "module 'sre_.*' is deprecated")
        for name in ("sre_constants", "sre_parse"):
            importlib.import_module(name)


@functools.cache
def gate() -> GreatExpectationsGate:
    """Return the process's one gate; its first use starts the loading."""
    return GreatExpectationsGate()
