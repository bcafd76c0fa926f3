"""The weekly mail to parents (§1.6): the same facts as text and as HTML.

Of a child the given name alone; the subject names nobody, the link opens the diary's
door and says nothing of whose it is.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from babel.dates import format_date

from dashboards.mail.letter import Letter
from dashboards.mail.weekly_sections import Row, Section, day_name, sections
from expectations.language import N_, say
from warehouse.access.roles import STUDENT_PREFIX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.mail.weekly_facts import About, Child

PAGE = "/diary"
# Said in every cell, because mail programs drop what is said once for all; so short.
_LINE = "border-bottom:1px solid #c9d1dc"
_CELL = f"padding:5px 12px 5px 0;{_LINE};vertical-align:top"
_LEFT = f"{_CELL};text-align:left;font-weight:400"
_DAY = f"{_LEFT};white-space:nowrap"
_WIDE = f"{_CELL};width:100%"
_VALUE = f"padding:5px 0;{_LINE};vertical-align:top;text-align:right;font-weight:700"
_HEAD = f"{_LEFT};font-size:13px;color:#55606e"
_HEAD_RIGHT = f"{_HEAD};text-align:right;padding-right:0"
_SINCE = N_("What is new in the diary since {day}.")
_NOTHING = N_("Nothing new was entered this week.")
_LINK = N_("Open the diary")


def letter(
    told: Sequence[Child], about: About, language: str, public_address: str
) -> Letter:
    """Return the mail about all children that are told of; at least one."""
    day = str(format_date(about.today, "d MMMM", locale=language))
    subject = say(N_("Diary of the week, {day}"), language, day=day)
    parts = [_part(child, about, language) for child in told]
    link, url = say(_LINK, language), public_address + PAGE
    since = say(_SINCE, language, day=day_name(about.since, language))
    text = "\n\n\n".join([f"{subject}\n{since}", *(text for text, _ in parts)])
    html = (
        f'<h1 style="font-size:18px;line-height:1.3;margin:0">{escape(subject)}</h1>'
        f'<p class="quiet" style="margin:0;color:#55606e">{escape(since)}</p>'
    )
    html += "".join(html for _, html in parts)
    last = (
        '<p style="margin:1.5rem 0 0"><a class="link" style="color:#1d4f91" '
        f'href="{escape(url)}">{escape(link)}</a></p>'
    )
    whose = tuple(f"{STUDENT_PREFIX}{child.student_id}" for child in told)
    return Letter(subject, f"{text}\n\n{link}: {url}", html + last, whose)


def _part(child: Child, about: About, language: str) -> tuple[str, str]:
    """Return one child as text and as HTML."""
    name = child.given_name
    text, html = [name], [_title(name)]
    if not child.has_news:
        nothing = say(_NOTHING, language)
        text.append(nothing)
        html.append(f'<p style="margin:.25rem 0 0">{escape(nothing)}</p>')
    for section in sections(child, about, language):
        text += ["", _as_text(section)]
        html.append(_as_html(section))
    return "\n".join(text), "".join(html)


def _title(name: str) -> str:
    return (
        '<h2 class="line" style="font-size:22px;line-height:1.3;margin:1.5rem 0 0;'
        f'padding-bottom:.25rem;border-bottom:2px solid #1d4f91">{escape(name)}</h2>'
    )


def _as_text(section: Section) -> str:
    lines = [f"{section.title}:"]
    for row in section.rows:
        told = " · ".join(part for part in row if part)
        lines.append(f"- {told}")
    return "\n".join(lines)


def _as_html(section: Section) -> str:
    """Return a table; a column that no line fills is not there."""
    has_what = any(row.what for row in section.rows)
    has_value = any(row.value for row in section.rows)
    head = "".join(
        f'<th scope="col" class="line quiet" style="{style}">{escape(one)}</th>'
        for one, style, is_there in zip(
            section.heads,
            (_HEAD, _HEAD, _HEAD_RIGHT),
            (True, has_what, has_value),
            strict=True,
        )
        if is_there
    )
    body = "".join(_line(row, has_what, has_value) for row in section.rows)
    title = escape(section.title)
    return (
        f'<h3 style="font-size:17px;margin:1.25rem 0 .25rem">{title}</h3>'
        f'<table aria-label="{title}" style="border-collapse:collapse;width:100%">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _line(row: Row, has_what: bool, has_value: bool) -> str:  # noqa: FBT001
    when = _DAY if has_what else _LEFT
    what = f'<td class="line" style="{_WIDE}">{_what(row.what, row.detail)}</td>'
    value = f'<td class="line" style="{_VALUE}">{escape(row.value)}</td>'
    return (
        f'<tr><th scope="row" class="line" style="{when}">{escape(row.when)}</th>'
        f"{what if has_what else ''}{value if has_value else ''}</tr>"
    )


def _what(what: str, detail: str) -> str:
    """Return the subject and, below it, what is said about it, line ends kept."""
    lines = "<br>".join(escape(line) for line in detail.splitlines())
    quiet = f'<br><span class="quiet" style="color:#55606e">{lines}</span>'
    return escape(what) + (quiet if detail else "")
