"""What a learned topic model is made from and how it did, for people and programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from operator import methodcaller
from pathlib import Path

from copydesk.scratch import write_whole


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the model of one language did on its newest articles, beside the lexicon; `used` says whether the file holds it."""

    language: str
    used: bool
    why: str
    fitted_on: int = 0
    chosen_on: int = 0
    tested_on: int = 0
    margin: float = 0.0
    spoke: int = 0
    right: int = 0
    right_by_words: int = 0
    topics: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    """By topic of the test: articles, right with the model, right by words alone."""


@dataclass(frozen=True, slots=True)
class Card:
    """What was learned from which days, for people and programs."""

    first_day: str
    last_day: str
    articles: int
    languages: tuple[Verdict, ...]
    sha256: str = ""

    def as_dict(self) -> dict[str, object]:
        """The card as plain values."""
        return asdict(self)

    def text(self) -> str:
        """The card for a terminal or a text file."""
        lines = [
            f"Topic model learned from {self.articles:,} articles with a stated section, {self.first_day} to {self.last_day}."
        ]
        lines += [f"File SHA-256: {self.sha256}", ""]
        for one in self.languages:
            lines.append(f"{one.language}: {'used' if one.used else 'NOT used'}: {one.why}")
            if one.tested_on:
                sizes = f"fitted on {one.fitted_on:,}, tested on the newest {one.tested_on:,}; margin {one.margin:.2f}"
                right = f"{one.right / one.tested_on:.3f} right, {one.right_by_words / one.tested_on:.3f} by the lexicon alone"
                lines += [f"  {sizes}: {right}", "    topic          tested right by the lexicon"]
                lines += [f"    {topic:<14} {n:>6} {new:>5} {old:>14}" for topic, (n, new, old) in one.topics.items()]
        return "\n".join(lines) + "\n"


def write(data: bytes, card: Card, path: Path) -> list[Path]:
    """Put the model at a path and its card beside it, as .json and .txt; each file appears whole or not at all.

    Raises LakeError where they cannot be written.
    """
    about = json.dumps(card.as_dict(), indent=1, ensure_ascii=False) + "\n"
    files = {path: data, path.with_suffix(".json"): about.encode(), path.with_suffix(".txt"): card.text().encode()}
    for file, content in files.items():
        write_whole(file, methodcaller("write_bytes", content))
    return list(files)
