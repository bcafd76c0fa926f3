"""Streamlit's own English words are said in Russian; ours are left as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

import dashboards

pytestmark = pytest.mark.by_turns

SCRIPT = Path(dashboards.__file__).parent / "static" / "russian.js"


@pytest.fixture
def page(browser):
    """Streamlit draws after our script has run: so do these tests."""
    opened = browser.new_page()
    opened.add_script_tag(path=SCRIPT)
    return opened


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("Select 5 matches", "Выбрать всех найденных: 5"),
        ("1 option available.", "Вариантов: 1."),
        ("Page not found", "Страница не найдена"),
        ("10MB per file • XLSX", "до 10 МБ • XLSX"),
        ("yyyy", "гггг"),
    ],
)
def test_what_streamlit_shows_is_said_in_russian(page, english, russian):
    page.evaluate("text => document.body.append(text)", english)

    assert page.text_content("body").endswith(russian)


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("Sidebar", "Меню"),
        ("Show password", "Показать пароль"),
        ("Choose date, ноябрь 2026 г.", "Выбрать дату, ноябрь 2026 г."),
        ("day, Когда вы об этом узнали", "день, Когда вы об этом узнали"),
        ("Help for Класс", "Подсказка: Класс"),
    ],
)
def test_what_streamlit_reads_aloud_is_said_in_russian(page, english, russian):
    page.evaluate(
        "label => { const one = document.createElement('button');"
        " one.setAttribute('aria-label', label); document.body.append(one) }",
        english,
    )

    assert page.get_attribute("button", "aria-label") == russian


def test_what_teachers_wrote_stays_as_it_is(page):
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<table><td>Next</td></table>')"
    )

    assert page.text_content("td") == "Next"
