"""The colours of the pages: what is written can be read (WCAG 2.2, 1.4.3, 1.4.11)."""

from __future__ import annotations

import pytest

from dashboards.streamlit_settings import THEME

_ON_PRIMARY = "#ffffff"  # Streamlit writes white on a primary button and on tags


def _light_of(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_light_of(one), _light_of(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(params=["light", "dark"])
def colours(request):
    start = f"theme.{request.param}."
    return {
        name.removeprefix(start): value
        for name, value in THEME.items()
        if name.startswith(start)
    }


def test_white_on_a_primary_button_can_be_read(colours):
    assert contrast(_ON_PRIMARY, colours["primaryColor"]) >= 4.5


@pytest.mark.parametrize("page", ["backgroundColor", "secondaryBackgroundColor"])
def test_buttons_and_focus_rings_stand_out_from_the_page(colours, page):
    assert contrast(colours["primaryColor"], colours[page]) >= 3


@pytest.mark.parametrize("page", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("words", ["textColor", "linkColor"])
def test_words_and_links_can_be_read(colours, words, page):
    assert contrast(colours[words], colours[page]) >= 4.5


def test_black_on_white_is_the_greatest_contrast():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
