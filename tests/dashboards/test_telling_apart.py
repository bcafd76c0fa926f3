"""Namesakes in lists to choose from: no two options may look alike."""

from __future__ import annotations

from dashboards.telling_apart import told_apart


def test_only_namesakes_are_written_longer():
    labels = told_apart(
        {
            "К-1": ("Белова К.", "Белова Ксения", "Белова Ксения · К-1"),
            "К-2": ("Белова К.", "Белова Карина", "Белова Карина · К-2"),
            "К-3": ("Волков Л.", "Волков Лев", "Волков Лев · К-3"),
        }
    )

    assert labels == {
        "К-1": "Белова Ксения",
        "К-2": "Белова Карина",
        "К-3": "Волков Л.",
    }


def test_full_namesakes_are_known_by_their_codes():
    labels = told_apart(
        {code: ("Ким Ян", "Ким Ян", f"Ким Ян · {code}") for code in ("1", "2", "3")}
    )

    assert labels == {"1": "Ким Ян · 1", "2": "Ким Ян · 2", "3": "Ким Ян · 3"}


def test_a_longer_spelling_that_equals_another_name_is_not_the_last_word():
    labels = told_apart(
        {
            "1": ("Ли", "Ли Ян", "Ли Ян · 1"),
            "2": ("Ли", "Ли Яна", "Ли Яна · 2"),
            "3": ("Ли Ян", "Ли Ян", "Ли Ян · 3"),
        }
    )

    assert len(set(labels.values())) == 3


def test_an_empty_list_has_no_labels():
    assert told_apart({}) == {}
