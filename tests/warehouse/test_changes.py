"""Which journal pages a commit changed, and what is asked again after it."""

from __future__ import annotations

import pytest

from warehouse.changes import Changes
from warehouse.model_text import over
from warehouse.queries import choices, own_access
from warehouse.remembered import Kept, Remembered
from warehouse.viewer import Viewer

DEPUTY = Viewer("p-ooo", frozenset())


def commit(changes, version, *only, by=""):
    changes.begin()
    if only:
        changes.only(only, by)
    changes.committed(version)


def test_a_hand_in_concerns_its_pages_and_who_handed_in():
    changes = Changes()
    commit(changes, 1)
    commit(changes, 2, "5А:МАТ", by="p-mat")

    assert changes.version_of(["5А:МАТ", "5А:РУС"]) == 2
    assert changes.version_of(["9А:МАТ"]) == 1
    assert changes.version_of(["handed in by p-mat"]) == 2
    assert changes.version_of([]) == 1


def test_a_commit_of_which_nothing_is_said_concerns_every_page():
    changes = Changes()
    commit(changes, 1, "5А:МАТ")
    commit(changes, 2)

    assert changes.version_of(["5А:МАТ"]) == 2
    assert changes.version_of(["9А:МАТ"]) == 2


def test_what_was_said_in_a_write_that_was_undone_is_forgotten():
    changes = Changes()
    changes.begin()
    changes.only(["5А:МАТ"])
    commit(changes, 1)

    assert changes.version_of(["9А:МАТ"]) == 1


def test_another_nodes_commit_concerns_every_page():
    changes = Changes()
    commit(changes, 1, "5А:МАТ")
    changes.heard(2)

    assert changes.version_of(["9А:МАТ"]) == 2


def test_an_answer_is_remembered_until_the_stamp_changes():
    stamps, asked = [1], []
    memory = Remembered(lambda: stamps[0], 60)

    def ask():
        asked.append(stamps[0])
        return stamps[0]

    assert [memory.of("a", ask), memory.of("a", ask)] == [1, 1]
    stamps[0] = 2
    assert memory.of("a", ask) == 2
    assert asked == [1, 2]


def test_an_answer_is_remembered_no_longer_than_its_time():
    memory = Remembered(lambda: 0, 0)
    asked = iter((1, 2))

    assert [memory.of("a", lambda: next(asked)) for _ in range(2)] == [1, 2]


def test_the_answer_that_was_not_wanted_longest_is_let_go():
    kept = Kept(2)
    for key in ("a", "b", "c"):
        kept.of(key, 1, lambda key=key: key)

    assert kept.of("c", 1, lambda: "anew") == "c"
    assert kept.of("a", 1, lambda: "anew") == "anew"
    assert kept.of("a", 2, lambda: "newer") == "newer"


def test_a_role_that_is_taken_away_closes_its_classes_at_once(filled_school):
    database = filled_school.database

    def whole():
        return choices.classes(database, DEPUTY).filter("reads_whole_class")

    before = set(whole()["class_id"])

    with database.writing() as cursor:
        cursor.execute(
            "update setup.staff set roles = 'teacher', levels = '' "
            "where person_id = $person_id",
            {"person_id": DEPUTY.person_id},
        )

    assert set(whole()["class_id"]) < before


def test_what_one_person_reads_answers_nobody_else(filled_school):
    database = filled_school.database
    for _ in range(2):
        assert not choices.classes(database, DEPUTY).is_empty()
        assert choices.classes(database, Viewer("p-nobody", frozenset())).is_empty()


def test_a_question_about_whom_else_a_view_lets_in_asks_the_view(filled_school):
    database = filled_school.database
    question = (
        "select count(distinct access.person_id) "
        "from intermediate.int_class_access as access where $person_id = $person_id"
    )
    with database.reading() as cursor:
        asked = own_access.in_place(database, cursor, DEPUTY, question)

    assert asked == question


def test_a_models_text_is_asked_of_what_is_at_hand():
    counted = {"intermediate.int_counted_results": "(select 1 as told)"}

    assert "(select 1 as told)" in over("marts.class_totals", counted)
    with pytest.raises(LookupError):
        over("marts.class_totals", {"marts.no_such_view": "told"})
