"""Below the menu: the school, its date, who looks, the languages, the way out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from babel.dates import format_date

from dashboards import current
from dashboards.access import ROLE_NAMES, ROLES, pages_for
from dashboards.current import _
from dashboards.language_links import LANGUAGE_NAMES
from expectations.language import LANGUAGES
from warehouse.access.roles import person_name

if TYPE_CHECKING:
    from warehouse.viewer import Viewer

_STYLE = """
<style>
.vedomost-card { font-size: .875rem; line-height: 1.5; overflow-wrap: anywhere; }
.vedomost-card p { margin: 0 0 .5rem; }
.vedomost-card .quiet { opacity: .75; }
.vedomost-card a { color: inherit; margin-right: .75rem; }
.vedomost-card b[aria-current] { margin-right: .75rem; }
</style>
"""


def card(viewer: Viewer) -> str:
    """Return the card's HTML."""
    language = current.language()
    day = format_date(current.today(), format="full", locale=language)
    name = person_name(current.school().database, viewer.person_id)
    roles = ", ".join(_(ROLE_NAMES[role]) for role in ROLES if role in viewer.roles)
    way_out = _("Log out")
    plain = "".join(
        f'<p><a href="/{page.name}">{escape(_(page.title))}</a></p>'
        for page in pages_for(viewer.roles)
        if page.is_plain
    )
    languages = "".join(
        f'<b aria-current="true">{LANGUAGE_NAMES[one]}</b>'
        if one == language
        else f'<a href="/language/{one}" hreflang="{one}">{LANGUAGE_NAMES[one]}</a>'
        for one in LANGUAGES
    )
    return (
        f'{_STYLE}<div class="vedomost-card">{plain}'
        f"<p><strong>{escape(current.school().name)}</strong><br>{escape(day)}</p>"
        f'<p>{escape(name)}<br><span class="quiet">{escape(roles)}</span></p>'
        f"<p>{languages}</p>"
        f'<p><a href="/logout">{escape(way_out)}</a></p></div>'
    )
