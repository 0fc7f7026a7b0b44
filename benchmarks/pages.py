"""What lands in the lakes that are measured: the same small pages again every few days, in folders named by their date."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache

from benchmarks import labelled
from copydesk.settings import Settings
from copydesk.store import open_root, paths
from copydesk.text import words

FIRST = date(2021, 11, 1)
CYCLE = 8
"""Days after which pages come again: well outside the window of dedup."""


def nth(n: int) -> date:
    """A landing day by its number; the first has number 0."""
    return FIRST + timedelta(days=n)


@cache
def _vocabulary() -> list[str]:
    phrases = labelled.grammar("en").values()
    return sorted({word for pool in phrases for phrase in pool for word in words(phrase) if word.isalpha()})


_SECTIONS = ["World", "Sports", "Business", "Health", "Politics", "Technology", "Entertainment", "Education", "Crime", "Weather"]


def page(seed: str, sentences: int = 6) -> str:
    """A page of some 500 bytes: section, headline, two paragraphs of English words in no order, a line of chrome."""
    chooser = random.Random(seed)
    section = chooser.choice(_SECTIONS)
    headline, *body = (" ".join(chooser.choices(_vocabulary(), k=chooser.randint(9, 15))).capitalize() for _ in range(7))
    told = [f"{sentence}." for sentence in body[:sentences]]
    return f"{section}\n\n{headline}\n\n{' '.join(told[:3])}\n\n{' '.join(told[3:])}\n\nLeave a Reply\n"


def path(site: int, published: date, k: int) -> str:
    """Where a page lands below its landing day; the date stands behind six letters."""
    return f"site{site}/{published.isoformat()}/{k:05}.txt"


def land(settings: Settings, n: int, count: int) -> None:
    """Put a day's pages into its landing folder: most are of that day, each fifth is of the day before.

    One in twenty repeats a page that landed the day before, and one in twenty its neighbour with a sentence less.
    """
    root = open_root(settings.root)
    for k in range(count):
        older, shorter = k % 20 == 10, k % 20 == 13
        text = page(f"{(n - older) % CYCLE} {k - (older or shorter)}", 5 if shorter else 6)
        root.write(f"{paths.landing(nth(n))}/{path(k % 7, nth(n - (k % 5 == 4)), k)}", text.encode())
