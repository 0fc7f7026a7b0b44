"""What every page of the desk has: head, menu, links, forms, and messages that say what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from importlib.resources import files
from urllib.parse import quote, urlencode

from copydesk import report
from copydesk.explain import page as lines
from copydesk.report.markup import Html

MENU = (("", "Desk"), ("dates", "Dates"), ("span", "Range"), ("articles", "Articles"))

CURRENT = ' aria-current="page"'

_TOKENS = re.compile(r":root \{(.*?)\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages are mounted: all links are made here, below `base`, which has no slash at its end."""

    base: str = ""

    def to(self, path: str, **query: object) -> str:
        """The address of a page."""
        asked = {name: value for name, value in query.items() if value not in (None, "")}
        return f"{self.base}/{quote(path, safe='/=')}{'?' + urlencode(asked) if asked else ''}"

    def link(self, path: str, text: str, **query: object) -> Html:
        """A link with escaped text."""
        kind = ' class="date"' if text[:4].isdigit() and text.count("-") == 2 and len(text) == 10 else ""
        return Html(f'<a{kind} href="{escape(self.to(path, **query))}">{escape(text)}</a>')

    def day(self, day: date) -> str:
        """The address of a landing day."""
        return self.to(f"days/{day}")

    def date(self, day: date) -> str:
        """The address of a publication date."""
        return self.to(f"dates/{day}")


@cache
def style() -> str:
    """The one style sheet; whoever chose light or dark in Airflow gets that, and not what the system says."""
    css = report.look() + "\n" + files(__package__).joinpath("desk.css").read_text("utf-8") + lines.hiding()
    tokens = _TOKENS.findall(css)
    chosen = "".join(
        f':root[data-theme="{theme}"] {{ color-scheme: {theme}; {"".join(own).replace("color-scheme: light dark;", "")} }}\n'
        for theme, own in (("light", tokens[0::2]), ("dark", tokens[1::2]))
    )
    return f"{css}\n{chosen}"


@cache
def script() -> str:
    """The one script: it follows Airflow's own light or dark; every page works without it."""
    return files(__package__).joinpath("desk.js").read_text("utf-8")


def page(place: Place, title: str, body: str, *, here: str = "-", lead: str = "") -> str:
    """A page of the desk. `body` is markup, `title` and `lead` are text."""
    menu = "".join(f'<a href="{escape(place.to(path))}"{CURRENT if path == here else ""}>{name}</a>' for path, name in MENU)
    told = f'<p class="lead">{escape(lead)}</p>' if lead else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)} · copydesk</title>\n<link rel="stylesheet" href="{escape(place.to("static/desk.css"))}">\n'
        f'<script src="{escape(place.to("static/desk.js"))}" defer></script>\n</head>\n<body>\n'
        '<a class="skip" href="#content">Skip to the content</a>\n'
        f'<nav class="menu" aria-label="The desk\'s pages"><b>copydesk</b>{menu}</nav>\n'
        f'<main id="content" tabindex="-1"><h1>{escape(title)}</h1>{told}\n{body}\n</main>\n</body>\n</html>\n'
    )


def message(place: Place, title: str, *sentences: str) -> str:
    """A page that only says something: nothing there yet, or an error and what to do about it."""
    body = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return page(place, title, f'<section class="remarks">{body}</section>')


def form(place: Place, path: str, fields: Sequence[tuple[str, str, str, str]], button: str) -> str:
    """A form that asks a page: fields as (name, label, kind, value)."""
    inputs = "".join(
        f'<label>{escape(label)} <input name="{name}" type="{kind}" value="{escape(value)}"></label>'
        for name, label, kind, value in fields
    )
    return f'<form action="{escape(place.to(path))}" method="get">{inputs}<button>{escape(button)}</button></form>'


def legend(names: Mapping[str, str], kind: str) -> str:
    """What colours mean: each name with its meaning, beside a square of its class `<kind>-<name>`."""
    items = "".join(
        f'<li class="{kind}-{name}"><svg viewBox="0 0 30 30" aria-hidden="true"><rect x="1" y="1" width="28" height="28" rx="4"/>'
        f"{'<path class=corner d=M18,1h11v11z />' if name == 'late' else ''}</svg><span><b>{escape(name)}</b> "
        f'<span class="soft">{escape(meaning)}</span></span></li>'
        for name, meaning in names.items()
    )
    return f'<ul class="key-list">{items}</ul>'
