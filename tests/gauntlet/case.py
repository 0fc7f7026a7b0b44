"""What a case of the gauntlet is, and ordinary articles to be spoiled: no two alike, so that none is taken for another."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_WHO = ("The harbour master", "A young carpenter", "The town clerk", "Her neighbour", "The headmistress", "An old ferryman")
_WHO += (
    "The baker of the lower street",
    "A nurse on night duty",
    "The curator",
    "Their landlord",
    "The bell-ringer",
    "A beekeeper",
)
_DID = ("repaired", "painted", "measured", "defended", "sold", "photographed", "borrowed", "lost", "praised", "counted", "moved")
_WHAT = (
    "the wooden bridge",
    "three fishing boats",
    "a brass telescope",
    "the oldest lime tree",
    "forty library books",
    "the organ",
)
_WHAT += (
    "a cart of turnips",
    "the weather station",
    "two stone lions",
    "the parish records",
    "a quilt of nine colours",
    "the kiln",
)
_WHERE = (
    "behind the corn exchange",
    "near the canal lock",
    "on the upper moor",
    "beside the tannery",
    "under the viaduct",
    "at Elm Cross",
)
_WHERE += ("opposite the almshouse", "along the salt road", "in the walled garden", "by the disused quarry", "at the ropewalk")
_WHEN = ("before the frost came", "while the council argued", "although nobody had asked for it", "after eleven quiet years")
_WHEN += (
    "to the surprise of the visitors",
    "and wrote a long letter about it",
    "because the insurance had lapsed",
    "for the third time",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One bad file: its name, its bytes or what makes it, the row that it must have, and what its article must be like."""

    name: bytes
    make: bytes | Callable[[Path], None]
    fate: str
    reason: str | None = None
    record: str = ""
    title: str | None = None
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    published: str | None = None
    topic: str | None = None
    url: str | None = None


def sentence(seed: str) -> str:
    """A sentence that hardly any other seed gives."""
    draw = random.Random(seed)
    return " ".join(map(draw.choice, (_WHO, _DID, _WHAT, _WHERE, _WHEN))) + "."


def body(seed: str, paragraphs: int = 4) -> str:
    """Paragraphs of running text, a blank line between."""
    return "\n\n".join(" ".join(sentence(f"{seed}/{number}/{part}") for part in (1, 2)) for number in range(paragraphs))


def article(seed: str, title: str = "") -> str:
    """An ordinary article with a headline of its own."""
    return f"{title or headline(seed)}\n\nOctober 29, 2024\n\n{body(seed)}\n"


def headline(seed: str) -> str:
    """A headline that hardly any other seed gives."""
    draw = random.Random(f"headline {seed}")
    return f"{draw.choice(_WHO).removeprefix('The ').capitalize()} {draw.choice(_DID)} {draw.choice(_WHAT)} {draw.choice(_WHERE)}"
