"""The gate and the full suites: they agree with the rules and with each other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import warnings
from typing import TYPE_CHECKING

import polars as pl
import pytest

from expectations.catalogue import RULES
from expectations.check import GreatExpectationsGate, check_changes, gate, verdicts_of
from expectations.frame import CHECKED_CELLS
from expectations.rules_warehouse import WAREHOUSE_RULES
from expectations.suite_run import SUITE_RESULTS
from expectations.warehouse_rule import WAREHOUSE_COUNTS
from tests.expectations.drawn import BROKEN, cells, mark, sound_cells

if TYPE_CHECKING:
    from expectations.suites import Suites

pytestmark = pytest.mark.by_turns


@pytest.fixture(scope="session")
def suites() -> Suites:
    """The process's loaded suites."""
    return gate().suites()


def broken_cells() -> pl.DataFrame:
    """Sound cells and one broken cell for every rule, each of a student of its own."""
    numbered = [
        {**row, "student_id": row["student_id"] and f"К-{number}"}
        for number, row in enumerate(BROKEN.values())
    ]
    return pl.concat([sound_cells(), cells(*numbered)])


def by_rule(results: pl.DataFrame) -> dict[str, tuple[bool, int]]:
    return {
        row["rule"]: (row["success"], row["count_unexpected"])
        for row in results.iter_rows(named=True)
    }


def test_a_sound_hand_in_passes_the_gate(suites):
    frame = sound_cells()

    run = gate().judge(frame, check_changes(frame))

    assert (run.suite, run.success, run.count_failed) == ("upload", True, 0)
    assert run.count_rows == len(frame)
    assert run.count_expectations == len(RULES)
    assert run.results.schema == SUITE_RESULTS


def test_the_gate_counts_exactly_what_the_rules_found(suites):
    frame = broken_cells()
    findings = check_changes(frame)

    run = gate().judge(frame, findings)

    assert not run.success
    assert by_rule(run.results) == {
        rule: (count == 0, count)
        for rule, _, count in verdicts_of(findings).iter_rows()
    }


def test_gate_and_full_suite_agree_on_the_same_cells_rule_by_rule(suites):
    frame = broken_cells()

    from_gate = by_rule(gate().judge(frame, check_changes(frame)).results)
    from_suite = by_rule(suites.run_cells(frame).results)

    assert {rule: from_suite[rule] for rule in from_gate} == from_gate
    assert {rule for rule, (success, _) in from_gate.items() if not success} == {
        rule.id for rule in RULES
    }


def test_the_full_suite_passes_sound_cells_and_no_cells(suites):
    for frame in (sound_cells(), pl.DataFrame(schema=CHECKED_CELLS)):
        run = suites.run_cells(frame)

        assert run.success, run.results.filter(~pl.col("success")).to_dicts()
        assert run.count_rows == len(frame)


def test_the_full_suite_names_the_places_by_ids_only(suites):
    run = suites.run_cells(cells(mark("5"), mark("7", student_id="К-7")))

    (found,) = run.results.filter(~pl.col("success")).to_dicts()
    assert found["expectation"] == "ExpectMarkIsOnTheScale"
    assert json.loads(found["facts"]) == {
        "count": 1,
        "places": ["2026:5А:МАТ 2026:5А:МАТ:20261120:2  К-7 mark"],
    }


def test_the_full_suite_finds_a_cell_that_stands_twice_and_a_strange_field(suites):
    run = suites.run_cells(cells(mark("5"), mark("4"), mark("5", field="note")))

    failed = set(run.results.filter(~pl.col("success"))["rule"])
    assert failed == {"current_cells_are_unique", "field_is_known"}


def test_the_warehouse_suite_tells_which_rule_and_how_often(suites):
    counts = pl.DataFrame(
        [
            (rule.id, 2, ["2026:5А:МАТ"]) if number == 1 else (rule.id, 0, [])
            for number, rule in enumerate(WAREHOUSE_RULES)
        ],
        schema=WAREHOUSE_COUNTS,
        orient="row",
    )

    run = suites.run_warehouse(counts)

    assert run.count_expectations == len(WAREHOUSE_RULES)
    (failed,) = run.results.filter(~pl.col("success")).to_dicts()
    assert failed["rule"] == WAREHOUSE_RULES[1].id
    assert failed["count_unexpected"] == 2
    assert json.loads(failed["facts"]) == {"count": 2, "places": ["2026:5А:МАТ"]}


def test_a_rule_that_was_not_counted_is_an_error_and_not_a_pass(suites):
    counts = pl.DataFrame([("uploads_add_up", 0, [])], WAREHOUSE_COUNTS, orient="row")

    with pytest.raises(RuntimeError, match="could not be evaluated"):
        suites.run_warehouse(counts)


def test_each_expectation_is_a_named_class_with_its_sentences(suites):
    for rule, expectation in suites.expectations():
        assert type(expectation).__name__ == f"Expect{rule.__name__}"
        assert expectation.description == rule.description
        assert expectation.severity == rule.severity
        assert (expectation.why, expectation.fix) == (rule.why, rule.fix)


def test_the_gate_waits_for_great_expectations_and_never_skips():
    waiting = GreatExpectationsGate()
    frame = sound_cells()

    run = waiting.judge(frame, check_changes(frame))

    assert run.success


def test_uploads_are_judged_right_while_the_full_suite_runs(suites):
    frame = broken_cells()
    findings = check_changes(frame)
    expected = by_rule(gate().judge(frame, findings).results)
    outcomes: list[dict[str, tuple[bool, int]]] = []

    def run_full_suite() -> None:
        outcomes.extend(by_rule(suites.run_cells(frame).results) for _ in range(2))

    background = threading.Thread(target=run_full_suite)
    background.start()
    while background.is_alive():
        assert by_rule(gate().judge(frame, findings).results) == expected
    assert [{rule: run[rule] for rule in expected} for run in outcomes] == [
        expected,
        expected,
    ]


def test_great_expectations_warns_of_nothing_and_has_nobody_to_call(suites):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        suites.run_cells(sound_cells())

    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
    assert "posthog" not in sys.modules


def test_judging_without_the_gate_does_not_pay_for_great_expectations():
    code = "import expectations.check, expectations.findings, sys; print(*sys.modules)"

    imported = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )

    assert "expectations.check" in imported.stdout.split()
    assert "great_expectations" not in imported.stdout.split()
    assert "pandas" not in imported.stdout.split()
