"""What a person sees at an address where there is no page."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

from dashboards.door import form_page
from expectations.language import N_, say


def missing_page(school_name: str, language: str) -> HTMLResponse:
    """Return the 404 with the way to the start, in the log-in form's look."""
    sentence = say(N_("There is no such page."), language)
    start = escape(say(N_("To the start page"), language))
    page = form_page.frame(
        form_page.alert(sentence) + f'\n<a class="second" href="/">{start}</a>',
        title=sentence.rstrip("."),
        school_name=school_name,
        language=language,
    )
    return HTMLResponse(page, 404, headers={"Cache-Control": "no-store"})
