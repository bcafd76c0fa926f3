"""In ten turns everything that is marked `by_turns` is run once."""

from __future__ import annotations

from collections import Counter

from tests.samples import has_its_turn

NAMES = [f"tests/test_any.py::test_one[{number}]" for number in range(400)]


def test_every_name_has_its_turn_once_in_ten(monkeypatch):
    run = Counter()
    for turn in map(str, range(330, 340)):
        monkeypatch.setenv("VEDOMOST_TURN", turn)
        taken = [name for name in NAMES if has_its_turn(name)]
        assert len(taken) < len(NAMES) / 4
        run.update(taken)
    assert run == Counter(NAMES)


def test_without_a_turn_everything_is_run(monkeypatch):
    monkeypatch.delenv("VEDOMOST_TURN", raising=False)
    assert all(has_its_turn(name) for name in NAMES)
