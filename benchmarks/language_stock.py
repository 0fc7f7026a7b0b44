"""Language by language, whether copydesk is any worse than langdetect as it comes, where that has a profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

from benchmarks import results, sib

SHOWN = 10
CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Beside:
    """The texts of one language that each names rightly, and that each gives a wrong name; the rest is `und`."""

    code: str
    texts: int
    ours: int
    stock: int
    ours_wrong: int
    stock_wrong: int
    only_ours: int
    only_stock: int

    @property
    def lost(self) -> int:
        """How many more texts langdetect names rightly."""
        return self.stock - self.ours

    @property
    def chance(self) -> float:
        """How often two namers that are equally good would differ so far one way: the sign test over texts that one names."""
        differ = self.only_ours + self.only_stock
        return sum(comb(differ, k) for k in range(self.only_stock, differ + 1)) / float(2**differ)


def beside(texts: Sequence[sib.Text], ours: Sequence[str], stock: Sequence[str], unknown: str) -> list[Beside]:
    """The languages of langdetect's profiles, those first where copydesk loses most."""
    found = []
    for code in sib.PROFILED:
        own = [(text, a, b) for text, a, b in zip(texts, ours, stock, strict=True) if text.code == code]
        right = [(text.is_right(a), text.is_right(b)) for text, a, b in own]
        wrong = [sum(not text.is_right(said[i]) and said[i] != unknown for text, *said in own) for i in (0, 1)]
        only = [sum(a and not b for a, b in right), sum(b and not a for a, b in right)]
        found.append(Beside(code, len(own), sum(a for a, _ in right), sum(b for _, b in right), *wrong, *only))
    return sorted(found, key=lambda one: (-one.lost, one.code))


def table(level: str, found: Sequence[Beside]) -> str:
    """The languages where copydesk names fewer texts of a level rightly, and in how many that is more than chance."""
    worse = [one for one in found if one.lost > 0]
    sure = [one for one in worse if one.chance < CHANCE]
    misnamed = [one for one in found if one.ours_wrong > one.stock_wrong]
    told = f"{level.capitalize()}s: fewer right than stock in {len(worse)} of {len(found)}, beyond chance in {len(sure)}"
    told += f"; more wrong names than stock in {len(misnamed)}."
    rows = [
        [one.code, str(one.texts), str(one.ours), str(one.stock), str(one.ours_wrong), str(one.stock_wrong), f"{one.chance:.3f}"]
        for one in worse[:SHOWN]
    ]
    head = ["language", "texts", "copydesk right", "langdetect right", "copydesk wrong", "langdetect wrong", "by chance"]
    return f"{told}\n\n{results.table(head, rows)}" if rows else told
