"""The rules are tested too: ids, clauses, sentences, numbers, the page of the docs."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from expectations.catalogue import RULE_BY_ID, RULES
from expectations.language import LANGUAGES, say
from expectations.marks import DEFAULT_SCALE, MarkScale
from expectations.parameters import PARAMETERS
from expectations.rules_page import PAGES, rules_page
from expectations.rules_warehouse import WAREHOUSE_RULE_BY_ID, WAREHOUSE_RULES

ROOT = Path(__file__).parents[2]
EVERY_RULE = [*RULES, *WAREHOUSE_RULES]


def test_every_rule_has_an_id_of_its_own():
    assert len({rule.id for rule in EVERY_RULE}) == len(EVERY_RULE)
    assert RULE_BY_ID.keys().isdisjoint(WAREHOUSE_RULE_BY_ID)


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.id)
def test_a_rule_says_what_why_how_to_fix_and_how_severe(rule):
    words = "".join(part.capitalize() for part in rule.id.split("_"))
    assert rule.__name__.lower() == words.lower()
    assert rule.severity in ("critical", "warning")
    assert re.fullmatch(r"(\d\.\d+)?", rule.clause)
    for sentence in (rule.description, rule.what, rule.why, rule.fix):
        assert sentence.endswith(".")
        assert say(sentence, "ru") != sentence, f"no Russian: {sentence}"
    assert rule.__doc__


def test_clauses_are_clauses_of_the_regulation():
    asked = {rule.clause for rule in EVERY_RULE} - {""}

    assert asked <= {
        "1.2", "1.4", "1.5", "2.3", "2.5", "2.6", "2.7", "2.8", "2.9", "2.10",
        "2.11", "2.13",
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_rules_in_the_docs_is_up_to_date(language):
    written = (ROOT / PAGES[language]).read_text(encoding="utf-8")

    assert written == rules_page(language), "run: python -m expectations.rules_page"


def test_numbers_and_scale_agree_with_what_a_new_school_is_seeded_with():
    seeds = ROOT / "warehouse" / "seeds"
    with (seeds / "parameters.csv").open(encoding="utf-8", newline="") as file:
        seeded = {row["parameter_id"]: row for row in csv.DictReader(file)}
    with (seeds / "mark_scale.csv").open(encoding="utf-8", newline="") as file:
        scale = MarkScale.from_rows(
            {**row, "value": row["value"] or None} for row in csv.DictReader(file)
        )

    for name in PARAMETERS.keys() & seeded.keys():
        assert float(seeded[name]["value"]) == PARAMETERS[name].value
        assert seeded[name]["clause"].lstrip("§") == PARAMETERS[name].clause
    assert scale == DEFAULT_SCALE
