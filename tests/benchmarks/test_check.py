"""The check of ratios fails when one is above its ceiling, and says what to do."""

from __future__ import annotations

import sys

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import check


@pytest.fixture
def found(monkeypatch):
    """What is measured: everything at its ceiling."""
    ratios = {name: one.most for name, one in check.ceilings().items()}
    monkeypatch.setattr(check, "measure", lambda _place: ratios)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "check"])
    return ratios


def test_ratios_at_their_ceilings_pass(found, capsys):
    command.main()

    table = capsys.readouterr().out
    assert all(f"| {name} |" in table for name in found)
    assert "is above" not in table


@pytest.mark.parametrize("name", check.ceilings())
def test_a_lowered_ceiling_fails_with_a_sentence(
    found, name, tmp_path, monkeypatch, capsys
):
    text = check.CEILINGS.read_text()
    head, begin, rest = text.partition(f'["{name}"]')
    lowered = tmp_path / "ceilings.toml"
    lowered.write_text(head + begin + rest.replace("margin = 2.0", "margin = 1.9", 1))
    monkeypatch.setattr(check, "CEILINGS", lowered)

    with pytest.raises(SystemExit) as ended:
        command.main()

    assert ended.value.code == 1
    told = capsys.readouterr().out
    assert f"\n{name}: " in told
    assert "Find what became dearer" in told


def test_what_is_measured_and_not_held_is_noticed(found):
    found["something new"] = 1.0

    with pytest.raises(ValueError, match="something new"):
        command.main()


def test_every_ceiling_says_why_and_is_generous():
    for one in check.ceilings().values():
        assert one.measured > 0
        assert one.margin >= 2
        assert one.why.endswith(".")
