"""The frame of the plain pages: ways, languages, the way out; no script is needed.

`/assets/diary.js` only draws the page anew when the ledger grows, and leads to the
log-in when the session ends.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import HTMLResponse

from dashboards import tables
from dashboards.access import DOORS, pages_for
from dashboards.language_links import language_links
from expectations.language import N_, say
from warehouse.access.roles import person_name

if TYPE_CHECKING:
    from starlette.responses import Response

    from dashboards.callers import Caller
    from dashboards.site import Site

# The plain pages, in order: address and name. Their rows of access are doors.
WAYS = (("/diary", N_("Diary")), ("/diary/mail", N_("Weekly mail")))
# Pages that Streamlit draws: those of every family, and the first one of the staff.
_OF_FAMILIES = (
    ("/verify_form", N_("Verify a printed form")),
    ("/my_access", N_("My access")),
)
_JOURNAL = N_("Journal")
_STATIC = Path(__file__).parents[1] / "static"
_PAGE = Template("""<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="icon" href="/assets/icon.svg">
<link rel="stylesheet" href="/assets/diary.css">
<script src="/assets/diary.js" defer></script>
</head>
<body data-version="$version" data-tag="$tag"$still>
<a class="skip" href="#main">$skip</a>
<header class="top">
<a class="brand" href="/diary"><img src="/assets/icon.svg" alt="" width="32"
height="32"><span>$school</span></a>
<nav aria-label="$pages">$ways</nav>
</header>
<main id="main" tabindex="-1">
$content
</main>
<footer>
<p>$who</p>
<p class="languages">$languages</p>
<p><a href="/logout">$way_out</a></p>
</footer>
</body>
</html>
""")


class Drawn(NamedTuple):
    """What a plain page shows: `path` is the way that it stands for."""

    title: str
    content: str  # HTML
    path: str = "/diary"
    status: int = 200
    tag: str = ""  # changes with the content; '' is never asked about
    is_live: bool = True  # a form that is being filled in is not drawn anew


def answer(site: Site, who: Caller, name: str, drawn: Drawn) -> Response:
    """Return a page within the frame; `name` is who looks, as people are called."""
    language = who.language
    product = say(N_("Vedomost"), language)
    page = _PAGE.substitute(
        language=language,
        title=escape(f"{drawn.title} · {product}"),
        version=site.versions.latest,
        tag=drawn.tag,
        still="" if drawn.is_live else " data-still",
        skip=escape(say(N_("To the content"), language)),
        school=escape(site.school.name),
        pages=escape(say(N_("Sections"), language)),
        ways=_ways(who, drawn.path),
        content=drawn.content,
        who=escape(name),
        languages=language_links(language),
        way_out=escape(say(N_("Log out"), language)),
    )
    return HTMLResponse(page, drawn.status, {"Cache-Control": "no-store"})


def nobody(site: Site, who: Caller, title: str, path: str) -> Response:
    """Return the page of who has no child in the school today."""
    words = N_("No diary is open to you: nobody of yours is in this school now.")
    told, called = (escape(say(one, who.language)) for one in (words, title))
    drawn = Drawn(say(title, who.language), f"<h1>{called}</h1><p>{told}</p>", path)
    return answer(site, who, person_name(site.school.database, who.person_id), drawn)


def _ways(who: Caller, here: str) -> str:
    """Return the ways to the plain pages, then to those that Streamlit draws."""
    others = [page for page in pages_for(who.roles) if not page.is_plain]
    is_family = all(page.roles >= {"student", "parent"} for page in others)
    plain = [way for way in WAYS if _opens(who, way[0])]
    ways = [
        *plain,
        *(_OF_FAMILIES if is_family else [(f"/{others[0].name}", _JOURNAL)]),
    ]
    return "".join(
        f'<a href="{path}"{" aria-current=page" if path == here else ""}>'
        f"{escape(say(title, who.language))}</a>"
        for path, title in ways
    )


def _opens(who: Caller, path: str) -> bool:
    return any(door.path == path and door.roles & who.roles for door in DOORS)


def stylesheet() -> str:
    """Return the one stylesheet of the plain pages: colours, tables, frame, diary."""
    names = ("tables.css", "plain.css", "diary.css", "weekly_mail.css")
    rules = [(_STATIC / name).read_text(encoding="utf-8") for name in names]
    return "\n".join([tables.colours(), *rules])
