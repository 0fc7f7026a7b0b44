"""A real browser opens every page that shows a hostile day: no script of the data runs, and no other host is asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from copydesk import explain, pipeline
from copydesk.explain import page as explain_page
from copydesk.overview import frame
from copydesk.overview.answers import Answers
from copydesk.overview.desk import Desk
from copydesk.overview.frame import Place
from copydesk.settings import Settings
from tests.gauntlet import contents
from tests.gauntlet.case import article, headline

DAY = date(2024, 10, 30)
PAYLOADS = {
    "script": contents.SCRIPT,
    "attribute": contents.ONERROR,
    "single-quote": "'><svg onload=window.pwned=1>",
    "image": "<img src=x onerror=window.pwned=1>",
    "end-of-title": "</title></head><body onload=window.pwned=1>",
    "end-of-style": "</style><script>window.pwned=1</script>",
    "end-of-textarea": "</textarea></p></svg><details open ontoggle=window.pwned=1>",
    "frame": "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "address": "<a href=javascript:window.pwned=1 autofocus onfocus=window.pwned=1>click</a>",
    "entity": "&lt;script&gt;window.pwned=1&lt;/script&gt;&#60;img src=x onerror=window.pwned=1&#62;",
    "comment": "--><script>window.pwned=1</script><!--",
    "template": "{{constructor.constructor('window.pwned=1')()}}${window.pwned=1}",
    "override": "\u202e<script>window.pwned=1</script>\u2066",
    "utf-7": "+ADw-script+AD4-window.pwned=1+ADw-/script+AD4-",
    "null-in-tag": "<scr\0ipt>window.pwned=1</scr\0ipt>",
}
"""Each is headline, paragraph, by-line, file name and site of an article."""

ODD = "img, iframe, object, embed, video, base, [onload], [onerror], [onfocus], [ontoggle], [href^=javascript], [srcdoc]"
"""Elements that none of our pages has."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A day of hostile articles, and a report that has a hostile remark."""
    root = tmp_path_factory.mktemp("browser")
    for name, payload in PAYLOADS.items():
        site = root / "landing" / DAY.isoformat() / payload.replace("/", "\u2215").replace("\0", "")
        site.mkdir(parents=True, exist_ok=True)
        text = article(name, f"{payload} {headline(name)}").replace("\n\nOctober", f"\n\nBy {payload}\n\nOctober")
        text += f"\n\nThe vandals had painted {payload} on the wall of the almshouse, and the town clerk had to wash it off.\n"
        (site / f"{name} {site.name[:60]}.txt").write_text(text)
    settings = Settings(root=str(root))
    pipeline.run_day(settings, DAY)
    pipeline.report_day(settings, DAY, remarks=list(PAYLOADS.values()))
    return settings


def pages(settings: Settings) -> Iterator[tuple[str, str]]:
    """Every page that shows the day, by a name."""
    ask, place = Answers(Desk(settings)), Place("")
    shown = explain.of_day(settings, DAY, 100)
    yield "report", ask.report(DAY)
    yield "explain", explain_page.render(shown, f"{DAY} {contents.SCRIPT}")
    yield "front", ask.front(place, DAY)
    yield "day", ask.day(place, DAY)
    yield "span", ask.span(place, DAY, DAY, DAY)
    yield "calendar", ask.calendar(place, DAY.year, DAY)
    yield "date", ask.one_date(place, DAY)
    listing, _ = ask.listing(place, DAY)
    yield "listing", listing
    for name, payload in PAYLOADS.items():
        yield f"site-{name}", ask.listing(place, DAY, payload)[0]
    for row in explain.tables_of(settings, DAY)["articles"]:
        yield f"article-{row['id']}", ask.article(place, row["id"], DAY)


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromium"), reason="no chromium on this machine (Debian: apt-get install chromium)")
def test_no_script_of_the_data_runs_in_a_browser(settings: Settings) -> None:
    """On no page does a payload run, open a dialog, ask for anything or add an element; where one does, this test notices."""
    from playwright.sync_api import sync_playwright

    sources = dict(pages(settings))
    assert len(sources) >= 8 + 2 * len(PAYLOADS)
    sources["proof"] = f"<!doctype html><body>{PAYLOADS['image']}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        try:
            window = Window(browser.new_page(), sources)
            ran = {name: window.opened(name) for name in sources}
        finally:
            browser.close()
    assert ran.pop("proof") == [True, ["https://desk.test/x"], 1], "a page that does run a payload was not noticed"
    assert {name: found for name, found in ran.items() if found != [False, [], 0]} == {}


class Window:
    """A browser's window on a host that has these pages and nothing else."""

    def __init__(self, page: Any, sources: dict[str, str]) -> None:
        self._page, self._asked, self._dialogs = page, list[str](), list[str]()
        self._own = {f"https://desk.test/{name}.html": ("text/html; charset=utf-8", source) for name, source in sources.items()}
        self._own["https://desk.test/static/desk.css"] = ("text/css", frame.style())
        self._own["https://desk.test/static/desk.js"] = ("text/javascript", frame.script())
        self._own["https://desk.test/favicon.ico"] = ("image/x-icon", "")
        page.route("**/*", self._answer)
        page.on("dialog", self._dismiss)

    def opened(self, name: str) -> list[object]:
        """Whether a payload ran on a page, what else the page asked for, and how many elements came out of the data."""
        self._asked.clear()
        self._dialogs.clear()
        self._page.goto(f"https://desk.test/{name}.html")
        self._page.evaluate("document.querySelectorAll('a, summary, input').forEach(one => one.focus())")
        ran = self._page.evaluate("'pwned' in window") or bool(self._dialogs)
        return [ran, [*self._asked], self._page.evaluate(f"document.querySelectorAll({ODD!r}).length")]

    def _answer(self, route: Any) -> None:
        if found := self._own.get(route.request.url):
            route.fulfill(content_type=found[0], body=found[1])
        else:
            self._asked.append(route.request.url)
            route.abort()

    def _dismiss(self, dialog: Any) -> None:
        self._dialogs.append(dialog.message)
        dialog.dismiss()
