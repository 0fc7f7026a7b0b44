"""A small newsroom for the tests of the laws: stories, landing days, a from-scratch build, and what a root holds."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from copydesk import audit, lexicon, pipeline, topics
from copydesk.settings import Settings
from copydesk.store import parquet
from copydesk.store.local import TEMPORARY
from copydesk.validate import engine

DAYS = [date(2024, 10, 29), date(2024, 10, 30), date(2024, 10, 31), date(2024, 11, 1)]
DATES = ["10/25/2024", "10/28/2024", "10/29/2024"]
"""As the sites print them; the first is outside the window of the last, so that runs also meet dates with nothing to do."""

SECTIONS = ["World", "Sport", ""]
"""Without a section the topic comes from the article's words, which an edit of the lexicon moves."""

_TAIL = "Nobody at the town hall wanted to say on the record how long the whole matter had been lying in a drawer."
_STORIES = {
    "library": (
        "Council keeps the old library open",
        "The town council voted on Monday to keep the old library open for another year, after a long and lively debate.\n\n"
        "Readers who had filled the gallery clapped when the mayor read out the result, and one of them began to sing.\n\n"
        "The building needs a new roof, which the council will pay for from the sale of the former bus depot.",
    ),
    "pool": (
        "Swimmers race again in the old pool",
        "Four swimmers opened the mended pool at dawn with a race that the whole street had come down to watch in the rain.\n\n"
        "The winner, a postman of sixty, said the pool was colder than he remembered but also a good deal cleaner.\n\n"
        "A second race for children follows on Saturday; swimmers under ten are asked to bring somebody who can pull them out.",
    ),
    "orchard": (
        "Late frost spares the orchards",
        "Growers along the river walked their rows before sunrise and found the blossom white, open and mostly unharmed.\n\n"
        "Smoke from hundreds of small fires had lain over the valley all night, and people in the villages kept windows shut.\n\n"
        "If the coming week stays mild, the cooperative expects as many apples as two years ago, when boxes ran out.",
    ),
}
STORIES = sorted(_STORIES)


def page(story: str, published: str, section: str, *, longer: bool = False, witness: str = "") -> str:
    """One scraped page: a story's headline, dateline, section and body.

    The longer version is a near-duplicate. With a `witness`, named after every second word, a story is like no other one.
    """
    title, body = _STORIES[story]
    if witness:
        body = "\n\n".join(_interrupted(paragraph, witness) for paragraph in body.split("\n\n"))
    return f"{title}\n\n{published} {section}\n\n{body}{chr(10) * 2 + _TAIL if longer else ''}\n\nLeave a Reply\n"


def _interrupted(paragraph: str, witness: str) -> str:
    words = paragraph.split(" ")
    return " ".join(f"{word} {witness}" if n % 2 else word for n, word in enumerate(words[:-1])) + " " + words[-1]


VISIT = {
    "hi": (
        "सिल्वरपोर्ट पहुँचे मंत्री ब्रैंडन हार्लो",
        "जहाज़ कारखाने के मज़दूरों से मिलने मंत्री ब्रैंडन हार्लो बुधवार को सिल्वरपोर्ट पहुँचे और शाम तक वहीं रहे।\n\n"
        "महापौर मार्टिन कोवाल्स्की और कप्तान सेल्मा क्रिस्टेंसन के साथ उन्होंने ट्राइडेंट शिपयार्ड देखा, जहाँ 4250 लोग काम करते हैं।",
    ),
    "gu": (
        "મંત્રી બ્રેન્ડન હાર્લો સિલ્વરપોર્ટની મુલાકાતે",
        "ટ્રાઇડેન્ટ શિપયાર્ડના ૪૨૫૦ કામદારોને મળવા મંત્રી બ્રેન્ડન હાર્લો બુધવારે સિલ્વરપોર્ટ આવ્યા હતા અને સાંજે પાછા ફર્યા.\n\n"
        "મેયર માર્ટિન કોવાલ્સ્કી અને કૅપ્ટન સેલ્મા ક્રિસ્ટેન્સન આખો દિવસ તેમની સાથે ફર્યાં અને કામદારોની વાત સાંભળી.",
    ),
}
"""One event in two languages: where both land, they are one story under the id of the first."""


def visit(language: str, published: str, section: str) -> str:
    """A page that tells of the event in a language."""
    title, body = VISIT[language]
    return f"{title}\n\n{published} {section}\n\n{body}\n\nLeave a Reply\n"


POOL = [
    page("library", DATES[0], "World"),
    page("library", DATES[1], "Sport"),
    page("library", DATES[1], "World", longer=True),
    page("library", DATES[2], "World"),
    page("orchard", DATES[1], "World"),
    page("orchard", DATES[2], "Sport"),
    page("pool", DATES[0], ""),
    page("pool", DATES[1], ""),
    page("pool", DATES[1], "World"),
    page("pool", DATES[2], ""),
    page("pool", DATES[2], "", longer=True),
    visit("hi", DATES[1], "World"),
    visit("hi", DATES[2], "World"),
    visit("gu", DATES[1], "Sport"),
    visit("gu", DATES[2], "World"),
]
"""Articles with near-duplicates on several dates, in several sections, one story whose topic the lexicon decides, and one that is
told in two languages."""

BAD = ["", "\x00\x01\x02\x03\x00\x00", "Too short to print\n"]
"""Files that the desk cannot read or must reject."""


def land(root: Path, day: date, name: str, text: str) -> None:
    """Put a file into a landing day, as a scraper does."""
    path = root / "landing" / day.isoformat() / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def remove(root: Path, day: date, name: str) -> None:
    """Take a file out of a landing day."""
    (root / "landing" / day.isoformat() / f"{name}.txt").unlink(missing_ok=True)


def settings_of(root: Path, **changes: Any) -> Settings:
    """Settings for a root."""
    return Settings(root=str(root), **changes)


def run(root: Path, days: Iterable[date], **changes: Any) -> None:
    """Run landing days one after another."""
    for day in days:
        pipeline.run_day(settings_of(root, **changes), day)


def files(root: Path) -> dict[str, bytes]:
    """Every file of the lake with its bytes, hidden ones too."""
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted((root / "lake").rglob("*")) if p.is_file()}


def days(root: Path) -> list[date]:
    """Every day that ever landed or was run."""
    return audit.days(pipeline.root_of(settings_of(root)))


def from_scratch(root: Path, fresh: Path) -> dict[str, bytes]:
    """The lake that a first build of a root's landing zone and takedown orders gives, in another root."""
    for zone in ("landing", "takedowns"):
        if (root / zone).is_dir():
            shutil.copytree(root / zone, fresh / zone)
    run(fresh, days(fresh))
    return files(fresh)


def audited(root: Path) -> list[str]:
    """What the audit of a whole root finds, one line a finding."""
    settings, place = settings_of(root), pipeline.root_of(settings_of(root))
    found = [f for day in audit.days(place) for f in audit.check_day(settings, day)]
    found += [f for day in audit.dates(place) for f in audit.check_date(settings, day)]
    return [f"{f.rule} at {f.where}: {f.what}" for f in found]


def temporaries(root: Path) -> list[str]:
    """Half-written files anywhere below a root."""
    return sorted(str(path.relative_to(root)) for path in root.rglob(f"{TEMPORARY}*"))


def where(lake: dict[str, bytes]) -> dict[str, set[str]]:
    """The ids in each partition of a lake."""
    return {name: set(parquet.decode(data, ["id"])["id"].to_pylist()) for name, data in lake.items() if "/topic=" in name}


def published(lake: dict[str, bytes]) -> set[str]:
    """The ids that a lake holds."""
    return set().union(*where(lake).values())


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Names of the files that are not the same in two lakes."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def light(patch: pytest.MonkeyPatch) -> None:
    """Make runs cheap: validation without Great Expectations, which costs seconds to import and more for each call than all
    the rest of such a small run. Every row passes; what these tests attack is elsewhere. Nothing waits for the disk either:
    processes die here, not the power.
    """
    patch.setattr(engine, "run", lambda suite, table, index: [])
    patch.setattr(os, "fsync", lambda handle: None)


def edition(patch: pytest.MonkeyPatch, number: int) -> None:
    """Set the lexicon's edition: its version, and the topic that the words of the pool story speak for."""
    spoken_for = ("sport", "science")[number % 2]
    english = dataclasses.replace(lexicon.load()["en"], topics={spoken_for: ("swimmers", "race", "pool")})
    known = topics.words.vocabulary(english, english)
    patch.setattr(lexicon, "version", lambda: f"edition-{number}")
    patch.setattr(topics.words, "of_language", lambda language: known)


def lightened() -> Iterator[None]:
    """For a fixture: light() for as long as it is in use."""
    with pytest.MonkeyPatch.context() as patch:
        light(patch)
        yield


def shows(path: Path, words: str) -> bool:
    """Whether a file, Parquet or text, holds these words."""
    data = path.read_bytes()
    return words in (str(parquet.decode(data).to_pydict()) if path.suffix == ".parquet" else data.decode("utf-8", "replace"))


def readable(path: Path) -> bool:
    """Whether a file is a whole Parquet file."""
    try:
        parquet.decode(path.read_bytes())
    except (pa.ArrowException, OSError):
        return False
    return True
