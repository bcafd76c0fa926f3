"""A school is part of every key: what is remembered is remembered of a school."""

from __future__ import annotations

import ast

import pytest

from dashboards import cached, current
from dashboards.door.sessions import Session
from tests.dashboards.conftest import DASHBOARDS, user_of
from warehouse.viewer import Viewer


def _cached_functions():
    for path in sorted(DASHBOARDS.rglob("*.py")):
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(one, ast.FunctionDef) and any(
                "cache" in ast.unparse(decorator) and "st." in ast.unparse(decorator)
                for decorator in one.decorator_list
            ):
                yield pytest.param(one, id=f"{path.name}:{one.name}")


@pytest.mark.parametrize("function", [*_cached_functions()])
def test_whatever_streamlit_remembers_is_remembered_by_school_first(function):
    assert function.args.args[0].arg == "school_key"


def test_two_openings_of_one_school_share_no_answer(node):
    assert len({site.key for site in node.sites.values()}) == len(node.sites)


def test_the_same_question_of_the_same_person_has_the_answer_of_each_school(node):
    with node.sites["Б"].school.database.writing() as cursor:
        cursor.execute("delete from setup.parents")
    viewer = Viewer("P-01", frozenset({"director"}))
    answers = []
    for _ in range(2):
        for site in node.sites.values():
            with current.serving(site):
                answers.append(cached.read(_count_parents, viewer))

    assert answers == [2, 0, 2, 0]


def _count_parents(school, viewer):
    del viewer
    with school.database.reading() as cursor:
        return cursor.execute("select count(*) from setup.parents").fetchone()[0]


def test_the_work_of_no_school_has_no_school(node):
    assert current.running() is None
    with pytest.raises(RuntimeError, match="no school"):
        current.site()
    with current.serving(node.sites["А"]):
        assert current.site() is node.sites["А"]
        current.remove(node.sites["А"])
        assert current.running() is None


def test_a_page_of_a_school_that_is_not_served_any_more_draws_nothing(
    node, looking_as, site
):
    app = looking_as("director").run()
    current.remove(site)

    app.run()

    (told,) = app.exception
    assert "no school" in told.message
    assert len(app.main) == 1


def test_a_thread_of_its_own_works_for_the_school_that_began_it(node):
    seen = []
    with current.serving(node.sites["Б"]):
        work = current.carried(lambda: seen.append(current.running()))

    work()

    assert seen == [node.sites["Б"]]


def test_what_a_page_is_told_of_a_session_names_its_school(node):
    session = Session("x", "a-1", *[None] * 3, 1)

    assert user_of(node.sites["А"], session) != user_of(node.sites["Б"], session)
