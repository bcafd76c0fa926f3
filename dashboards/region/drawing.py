"""A region's page as HTML: plain, without a script."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from dashboards import tables
from dashboards.forms.table_form import Share, shown
from dashboards.language_links import language_links
from dashboards.region.words import RULES
from expectations.language import N_, say

if TYPE_CHECKING:
    from dashboards.forms.table_form import Cell
    from dashboards.region.choosing import Choice
    from dashboards.region.sights import Shown, Sight

STYLE = "region.css"
_STATIC = Path(__file__).parents[1] / "static"
_PAGE = Template("""<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="icon" href="/assets/icon.svg">
<link rel="stylesheet" href="/assets/region.css">
</head>
<body>
<a class="skip" href="#main">$skip</a>
<header class="top">
<a class="brand" href="/region"><img src="/assets/icon.svg" alt="" width="32"
height="32"><span>$region</span></a>
</header>
<main id="main" tabindex="-1">
$content
</main>
<footer>
<p>$who</p>
<p class="languages">$languages</p>
<p><a href="/password">$password</a></p>
<p><a href="/logout">$way_out</a></p>
</footer>
</body>
</html>
""")


def stylesheet() -> str:
    """Return the stylesheet: colours, tables, frame of the plain pages, own rules."""
    names = ("tables.css", "plain.css", STYLE)
    rules = [(_STATIC / name).read_text(encoding="utf-8") for name in names]
    return "\n".join([tables.colours(), *rules])


def page(sight: Sight, choice: Choice, region: str, who: str, language: str) -> str:
    """Return the whole page of a sight."""

    def told(sentence: str, **facts: object) -> str:
        return escape(say(sentence, language, **facts))

    files = " · ".join(
        f'<a href="{escape(choice.file(ending))}">{ending.upper()}</a>'
        for ending in ("xlsx", "csv")
    )
    content = "\n".join(
        [
            _way(sight, told(N_("Sections"))),
            f"<h1>{escape(sight.title)}</h1>",
            f'<p class="whose">{escape(sight.note)}</p>' if sight.note else "",
            _choosing(choice, told(N_("Period")), told(N_("Show"))),
            f'<p class="files">{told(N_("Download"))}: {files}</p>',
            *(_section(one, language) for one in sight.shown),
            f"<h2>{told(N_('How it is counted'))}</h2>",
            "<ul>" + "".join(f"<li>{told(rule)}</li>" for rule in RULES) + "</ul>",
        ]
    )
    return _PAGE.substitute(
        language=language,
        title=escape(f"{sight.title} · {say(N_('Vedomost'), language)}"),
        skip=told(N_("To the content")),
        region=escape(region),
        content=content,
        who=escape(who),
        languages=language_links(language),
        password=told(N_("Change the password")),
        way_out=told(N_("Log out")),
    )


def _way(sight: Sight, label: str) -> str:
    if not sight.way:
        return ""
    links = " → ".join(
        f'<a href="{escape(address)}">{escape(name)}</a>' for name, address in sight.way
    )
    return f'<nav class="above" aria-label="{label}">{links}</nav>'


def _choosing(choice: Choice, label: str, button: str) -> str:
    """Return the form that chooses a period; without a script it has a button."""
    options = "".join(
        f'<option value="{escape(one.key)}"{" selected" if one.is_chosen else ""}>'
        f"{escape(one.name)}</option>"
        for one in choice.options
    )
    return (
        f'<form method="get" action="{escape(choice.path)}" class="period">'
        f'<label>{label}<select name="of">{options}</select></label>'
        f"<button>{button}</button></form>"
    )


def _section(one: Shown, language: str) -> str:
    table = one.table
    heading = f"<h2>{escape(table.title)}</h2>"
    if not table.rows:
        return f"{heading}<p>{escape(say(N_('There is nothing here.'), language))}</p>"
    links = one.links or ("",) * len(table.rows)
    head = tables.row(
        tables.heading(table.heads[0], "name"),
        *(
            tables.heading(name, _side(cell))
            for name, cell in zip(table.heads[1:], table.rows[0][1:], strict=True)
        ),
    )
    body = [
        tables.row(
            _first(row[0], link, language), *(_cell(c, language) for c in row[1:])
        )
        for row, link in zip(table.rows, links, strict=True)
    ]
    return heading + tables.table(table.title, [head], body)


def _first(cell: Cell, link: str, language: str) -> str:
    text = escape(shown(cell, language))
    told = f'<a href="{escape(link)}">{text}</a>' if link else text
    return f'<th scope="row" class="name">{told}</th>'


def _cell(cell: Cell, language: str) -> str:
    """Return a cell; a share tells what it is made of to whoever points at it."""
    title = ""
    if isinstance(cell, Share):
        title = say(N_("{of} of {out_of}"), language, of=cell.of, out_of=cell.out_of)
    return tables.cell(shown(cell, language), _side(cell), title)


def _side(cell: Cell) -> str:
    """Return where a cell's text stands: words on the left, figures on the right."""
    return "" if isinstance(cell, str) else "right"
