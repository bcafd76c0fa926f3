"""The frame of the forms before the pages: log-in, own password, second factor."""

from __future__ import annotations

from html import escape
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from dashboards.language_links import LANGUAGE_NAMES
from dashboards.speech import language_of
from expectations.language import LANGUAGES, N_, say, say_many

if TYPE_CHECKING:
    from starlette.requests import Request

    from warehouse.access.accounts import Account

_MINUTE = 60
_PAGE = Template("""<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="icon" href="/assets/icon.svg">
<link rel="stylesheet" href="/assets/login.css">
</head>
<body>
$languages<main>
<header>
<img src="/assets/icon.svg" alt="" width="44" height="44">
<div><h1>$product</h1><p>$school</p></div>
</header>
$content
</main>
</body>
</html>
""")


def spoken(request: Request, account: Account | None = None) -> str:
    """Return the language asked for in the address, else the person's, else theirs."""
    asked = request.query_params.get("lang")
    if asked in LANGUAGES:
        return asked
    if account is not None and account.language in LANGUAGES:
        return account.language
    return language_of(request.headers.get("accept-language"))


def render(
    content: str, *, title: str, school_name: str, language: str, path: str
) -> str:
    """Return a whole form; `path` is the form's own address, for the other language."""
    label = escape(say(N_("Language"), language))
    return frame(
        content,
        title=title,
        school_name=school_name,
        language=language,
        languages=f'<nav aria-label="{label}">{_languages(language, path)}</nav>\n',
    )


def frame(
    content: str, *, title: str, school_name: str, language: str, languages: str = ""
) -> str:
    """Return a whole page; `languages` is the way to the other ones, if there is."""
    product = say(N_("Vedomost"), language)
    return _PAGE.substitute(
        language=language,
        title=escape(f"{title} · {product}"),
        product=escape(product),
        school=escape(school_name),
        languages=languages,
        content=content,
    )


def open_form(action: str, language: str, signature: str, **hidden: str) -> str:
    """Return the beginning of a form, signed."""
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">\n'
        for name, value in {"form": signature, **hidden}.items()
    )
    return f'<form method="post" action="{action}?lang={language}">\n{fields}'


def secret_field(name: str, label: str, autocomplete: str, *, first: bool) -> str:
    """Return a labelled field whose text is not shown."""
    return (
        f'<label>{escape(label)}\n<input name="{name}" type="password" '
        f'autocomplete="{autocomplete}" required maxlength="1000"'
        f"{' autofocus' if first else ''}></label>\n"
    )


def alert(sentence: str, kind: str = "bad") -> str:
    """Return what the form has to say first; nothing for ''."""
    return f'<p class="{kind}" role="alert">{escape(sentence)}</p>' if sentence else ""


def waiting(seconds: int, language: str) -> str:
    """Return how long to wait, in seconds or, from a minute on, in minutes."""
    if seconds < _MINUTE:
        return say_many(
            "Too many tries. Wait {count} second and try again.",
            "Too many tries. Wait {count} seconds and try again.",
            seconds,
            language,
        )
    return say_many(
        "Too many tries. Wait {count} minute and try again. If you have forgotten "
        "your password, ask for a new one-time code.",
        "Too many tries. Wait {count} minutes and try again. If you have forgotten "
        "your password, ask for a new one-time code.",
        -(-(seconds - 1) // _MINUTE),  # the throttle rounds up too
        language,
    )


def _languages(language: str, path: str) -> str:
    address, _, query = path.partition("?")
    rest = f"&amp;{escape(query)}" if query else ""
    return " ".join(
        f'<b aria-current="true">{LANGUAGE_NAMES[one]}</b>'
        if one == language
        else (
            f'<a href="{quote(address)}?{urlencode({"lang": one})}{rest}" '
            f'hreflang="{one}" lang="{one}">{LANGUAGE_NAMES[one]}</a>'
        )
        for one in LANGUAGES
    )
