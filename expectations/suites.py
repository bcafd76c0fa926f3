"""The suites of Great Expectations, built from the catalogue once per process.

Loaded by `check.GreatExpectationsGate` only, because the import takes seconds. Great
Expectations has no polars engine and its DuckDB path fails: it gets pandas frames.
"""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

import great_expectations as gx
import polars as pl
from great_expectations.core.result_format import ResultFormat
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.core.expect_column_values_to_be_between import (
    ExpectColumnValuesToBeBetween,
)
from great_expectations.expectations.core.expect_column_values_to_be_in_set import (
    ExpectColumnValuesToBeInSet,
)
from great_expectations.expectations.core.expect_compound_columns_to_be_unique import (
    ExpectCompoundColumnsToBeUnique,
)
from great_expectations.expectations.core.expect_table_row_count_to_equal import (
    ExpectTableRowCountToEqual,
)
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.catalogue import RULES
from expectations.check import VERDICTS, judge_cells
from expectations.frame import FIELDS
from expectations.parameters import DEFAULT_SETTINGS, Settings
from expectations.rules_ledger import CurrentCellsAreUnique, FieldIsKnown
from expectations.rules_warehouse import WAREHOUSE_RULE_BY_ID, WAREHOUSE_RULES
from expectations.suite_run import SUITE_RESULTS, SuiteRun

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.expectations.expectation_configuration import (
        ExpectationConfiguration,
    )

    from expectations.rule import Rule
    from expectations.warehouse_rule import WarehouseRule

    AnyRule = type[Rule] | type[WarehouseRule]

KEY = ("page_id", "lesson_id", "period_id", "student_id", "field")
_PLACES_SHOWN = 20
_DETAILED: dict[str, Any] = {
    "result_format": "COMPLETE",
    "partial_unexpected_count": _PLACES_SHOWN,
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
}


class ExpectNoViolation(ExpectTableRowCountToEqual):
    """The gate: of the rules that found something there is none."""

    value: int | dict[str, str] = 0
    severity: FailureSeverity = FailureSeverity.CRITICAL
    description: str = "No rule of the catalogue found a cell."
    why: ClassVar[str] = "A cell that breaks a critical rule must not be recorded."
    fix: ClassVar[str] = "Correct the cells that the failed rules name."


class ExpectNoRuleToFail(ExpectColumnValuesToBeBetween):
    """What the gate says in detail, over one row per rule."""

    column: str = "count_failed"
    max_value: int = 0
    severity: FailureSeverity = FailureSeverity.CRITICAL
    description: str = "No rule of the catalogue found a cell."
    why: ClassVar[str] = "A cell that breaks a critical rule must not be recorded."
    fix: ClassVar[str] = "Correct the cells that the failed rules name."


def expectation_for_cells(rule: type[Rule]) -> Expectation:
    """Expect no cell to break `rule`: its column of verdicts is false throughout."""
    return _named(rule, ExpectColumnValuesToBeInSet, value_set=[False])


def expectation_for_warehouse(rule: type[WarehouseRule]) -> Expectation:
    """Expect no violation of `rule` to be counted."""
    return _named(rule, ExpectColumnValuesToBeBetween, max_value=0)


def _named(rule: AnyRule, base: type[Expectation], **defaults: object) -> Expectation:
    """Make the rule's named class of expectation and its one instance."""
    fields = {"column": rule.id, "description": rule.description, **defaults}
    constants = {"rule_id": rule.id, "why": rule.why, "fix": rule.fix}
    annotations: dict[str, Any] = {
        **{name: type(value) for name, value in fields.items()},
        **dict.fromkeys(constants, ClassVar[str]),
    }
    named_class = type(
        f"Expect{rule.__name__}",
        (base,),
        {
            "__module__": __name__,
            "__doc__": rule.__doc__,
            "__annotations__": annotations,
            **fields,
            **constants,
        },
    )
    # A severity that is only the class's default is lost in a definition.
    return cast("Expectation", named_class(severity=FailureSeverity(rule.severity)))


class ExpectFieldToBeKnown(ExpectColumnValuesToBeInSet):
    """Every cell is of a field that the catalogue judges."""

    column: str = "field"
    value_set: list[str] | dict[str, str] = list(FIELDS)  # noqa: RUF012 - pydantic copies
    severity: FailureSeverity = FailureSeverity.CRITICAL
    description: str = FieldIsKnown.description
    rule_id: ClassVar[str] = FieldIsKnown.id
    why: ClassVar[str] = FieldIsKnown.why
    fix: ClassVar[str] = FieldIsKnown.fix


class ExpectCellsToBeUnique(ExpectCompoundColumnsToBeUnique):
    """A cell of the journal stands once among the current values."""

    column_list: list[str] = list(KEY)  # noqa: RUF012 - pydantic copies
    severity: FailureSeverity = FailureSeverity.CRITICAL
    description: str = CurrentCellsAreUnique.description
    rule_id: ClassVar[str] = CurrentCellsAreUnique.id
    why: ClassVar[str] = CurrentCellsAreUnique.why
    fix: ClassVar[str] = CurrentCellsAreUnique.fix


class _Defined(NamedTuple):
    """A suite with a data source of its own, so that two suites may run at once."""

    definition: gx.ValidationDefinition
    lock: threading.Lock  # the data source holds the frame of one run at a time


class Suites:
    """The loaded suites: the gate of an upload, all current cells, the warehouse."""

    def __init__(self) -> None:
        logging.getLogger("great_expectations").setLevel(logging.ERROR)
        self._context = gx.get_context(mode="ephemeral")
        self._context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self._gate = self._define("upload", [ExpectNoViolation()])
        self._failed = self._define("upload in detail", [ExpectNoRuleToFail()])
        self._cells = self._define(
            "cells",
            [
                ExpectFieldToBeKnown(),
                ExpectCellsToBeUnique(),
                *(expectation_for_cells(rule) for rule in RULES),
            ],
        )
        self._warehouse = self._define(
            "warehouse", [expectation_for_warehouse(rule) for rule in WAREHOUSE_RULES]
        )
        self._nothing_failed = _gate_results({})
        # The first run is four times slower than the next: it is not the teacher's.
        self.run_gate(pl.DataFrame([("", "", 1)], VERDICTS, orient="row"), count_rows=0)
        self._nothing_found = self._judged(pl.DataFrame(schema=VERDICTS), count_rows=0)

    def run_gate(self, verdicts: pl.DataFrame, *, count_rows: int) -> SuiteRun:
        """Count the rules that found something; ask for details only if any did.

        Where none did the frame to validate is always the same, without a row: what
        Great Expectations says about that one it was asked when it was loaded.
        """
        if verdicts["count_failed"].sum() == 0:
            return replace(self._nothing_found, count_rows=count_rows)
        return self._judged(verdicts, count_rows)

    def _judged(self, verdicts: pl.DataFrame, count_rows: int) -> SuiteRun:
        violations = verdicts.filter(pl.col("count_failed") > 0).to_pandas()
        outcome = self._validate(self._gate, violations, ResultFormat.BOOLEAN_ONLY)
        failed: dict[str, int] = {}
        if not outcome.success:
            details = {**_DETAILED, "unexpected_index_column_names": ["rule"]}
            outcome = self._validate(self._failed, verdicts.to_pandas(), details)
            failed = {
                str(found["rule"]): int(found["count_failed"])
                for found in outcome.results[0].result["unexpected_index_list"]
            }
        results = _gate_results(failed) if failed else self._nothing_failed
        return SuiteRun("upload", bool(outcome.success), count_rows, results)

    def run_cells(
        self, cells: pl.DataFrame, settings: Settings = DEFAULT_SETTINGS
    ) -> SuiteRun:
        """Validate a frame of cells with the columns of CHECKED_CELLS."""
        judged = cells.select(KEY).hstack(judge_cells(cells, settings))
        details = {**_DETAILED, "unexpected_index_column_names": list(KEY)}
        outcome = self._validate(self._cells, judged.to_pandas(), details)
        return _suite_run("cells", outcome, len(cells))

    def run_warehouse(
        self, counts: pl.DataFrame, settings: Settings = DEFAULT_SETTINGS
    ) -> SuiteRun:
        """Validate WAREHOUSE_COUNTS, as `count_violations` gives them."""
        by_rule = dict(counts.select("rule", "count_unexpected").iter_rows())
        frame = pl.DataFrame([by_rule]).to_pandas()
        outcome = self._validate(self._warehouse, frame, ResultFormat.BASIC)
        run = _suite_run("warehouse", outcome, len(counts))
        facts = pl.DataFrame(
            [
                (rule, _warehouse_facts(rule, count, places, settings))
                for rule, count, places in counts.iter_rows()
            ],
            schema={"rule": pl.String(), "facts": pl.String()},
            orient="row",
        )
        counted = counts.select("rule", "count_unexpected")
        results = (
            run.results.drop("facts", "count_unexpected")
            .join(counted, on="rule", how="left")
            .join(facts, on="rule", how="left")
            .select(SUITE_RESULTS.names())
        )
        return SuiteRun("warehouse", run.success, len(counts), results)

    def expectations(self) -> list[tuple[AnyRule, Expectation]]:
        """Return each rule with its expectation, for pages and tests."""
        rules: list[AnyRule] = [*RULES, *WAREHOUSE_RULES]
        defined = [
            *self._cells.definition.suite.expectations,
            *self._warehouse.definition.suite.expectations,
        ]
        by_id = {cast("Any", item).rule_id: item for item in defined}
        return [(rule, by_id[rule.id]) for rule in rules]

    def _define(self, name: str, expectations: list[Expectation]) -> _Defined:
        asset = self._context.data_sources.add_pandas(name).add_dataframe_asset(name)
        batch = asset.add_batch_definition_whole_dataframe(name)
        suite = gx.ExpectationSuite(name=name, expectations=expectations)
        definition = gx.ValidationDefinition(
            name=name, data=batch, suite=self._context.suites.add(suite)
        )
        return _Defined(
            self._context.validation_definitions.add(definition), threading.Lock()
        )

    def _validate(
        self,
        suite: _Defined,
        frame: pd.DataFrame,
        result_format: ResultFormat | dict[str, Any],
    ) -> ExpectationSuiteValidationResult:
        """Run and make sure that every expectation was evaluated, not just failed."""
        with suite.lock:
            outcome = suite.definition.run(
                batch_parameters={"dataframe": frame}, result_format=result_format
            )
        for result in outcome.results:
            if _raised(result.exception_info):
                message = f"could not be evaluated: {result.expectation_config}"
                raise RuntimeError(message)
        return outcome


def _gate_results(failed: dict[str, int]) -> pl.DataFrame:
    """Return SUITE_RESULTS, one per rule."""
    rows = [
        (
            f"Expect{rule.__name__}",
            rule.id,
            rule.id not in failed,
            failed.get(rule.id, 0),
            json.dumps({"count": failed.get(rule.id, 0)}),
        )
        for rule in RULES
    ]
    return pl.DataFrame(rows, schema=SUITE_RESULTS, orient="row")


def _raised(exception_info: dict[str, Any] | None) -> bool:
    """Tell whether evaluation raised: flat for one metric, nested for several."""
    if not exception_info:
        return False
    if "raised_exception" in exception_info:
        return bool(exception_info["raised_exception"])
    return any(info.get("raised_exception") for info in exception_info.values())


def _suite_run(
    suite: str, outcome: ExpectationSuiteValidationResult, count_rows: int
) -> SuiteRun:
    rows = []
    for result in outcome.results:
        # Class defaults are missing from the result's JSON.
        config = cast("ExpectationConfiguration", result.expectation_config)
        expectation = cast("Any", config.to_domain_obj())
        count = int(result.result.get("unexpected_count") or 0)
        rows.append(
            (
                type(expectation).__name__,
                expectation.rule_id,
                bool(result.success),
                count,
                _cell_facts(count, result.result.get("partial_unexpected_index_list")),
            )
        )
    results = pl.DataFrame(rows, schema=SUITE_RESULTS, orient="row")
    return SuiteRun(suite, bool(outcome.success), count_rows, results)


def _cell_facts(count: int, found: Iterable[dict[str, Any]] | None) -> str:
    places = [" ".join(str(row[part]) for part in KEY) for row in found or ()]
    return json.dumps({"count": count, "places": places}, ensure_ascii=False)


def _warehouse_facts(
    rule: str, count: int, places: list[str], settings: Settings
) -> str:
    """Return what fills the rule's sentences, and the first places."""
    named = WAREHOUSE_RULE_BY_ID[rule].parameters() & settings.parameters.keys()
    numbers = {name: settings.parameters[name] for name in sorted(named)}
    facts = {**numbers, "count": count, "places": places}
    return json.dumps(facts, ensure_ascii=False)
