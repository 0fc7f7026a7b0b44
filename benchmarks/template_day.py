"""How long dedup takes where a site fills one form thousands of times a day, or prints one text with small changes.

    python -m benchmarks.template_day

Four kinds of day: `weather` pages, which are alike but for their numbers and so are each compared with all before; `notice`
pages that differ by a name and a word here and there, near the threshold; `rewrites` of one article; and `ordinary` articles.
"""

from __future__ import annotations

import argparse
import random
import resource
import time

import numpy as np

from benchmarks import labelled, results
from benchmarks.labelled import Writer
from copydesk import dedup
from copydesk.settings import Settings

SIZES = (1_000, 5_000, 20_000)
KINDS = ("ordinary", "rewrites", "notice", "weather")


def texts(kind: str, count: int, seed: int = 7) -> list[str]:
    """A day of Hindi pages, none equal to another but by chance."""
    chooser = random.Random(f"{seed} {kind}")
    one, writer = labelled.base("hi", random.Random(seed))
    if kind == "ordinary":
        return [labelled.base("hi", chooser)[0] for _ in range(count)]
    if kind == "rewrites":
        writer.chooser = chooser
        return [labelled.rewritten(0.03)(one, writer)[1] for _ in range(count)]
    if kind == "notice":
        fresh = Writer("hi", chooser)
        return [labelled.rewritten(0.08)(labelled.notice(one, fresh)[0], fresh)[1] for _ in range(count)]
    fresh = Writer("hi", chooser)
    return [fresh.fill(fresh.phrases["weather"][0].strip()) for _ in range(count)]


def articles(written: list[str]) -> dedup.Articles:
    """The texts as dedup sees them, all of one day."""
    minhashes = np.array([dedup.signature(dedup.shingles(text)) for text in written], np.uint32)
    contents = np.unique(written, return_inverse=True)[1]
    return dedup.Articles(np.zeros(len(written), np.int64), contents, dedup.bands_of(minhashes).T)


def measure(kind: str, count: int) -> tuple[float, int]:
    """CPU seconds that dedup.mark takes, and the duplicates that it finds."""
    written = texts(kind, count)
    made = articles(written)
    settings = Settings()
    start = time.process_time()
    found = dedup.mark(
        made,
        lambda places: ((place, written[place]) for place in places.tolist()),
        window_days=settings.window_days,
        least=settings.similarity,
    )
    return time.process_time() - start, int((found.of >= 0).sum())


def main() -> None:
    """Measure, and replace the section of the page."""
    parser = argparse.ArgumentParser(description="Measure dedup on days full of near-identical pages.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    sizes = parser.parse_args().sizes
    rows = []
    for kind in KINDS:
        cells = ["{:.1f} s, {} duplicates".format(*measure(kind, size)) for size in sizes]
        rows.append([kind, *cells])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    results.put(
        "template_day",
        f"""## A day full of one form

`python -m benchmarks.template_day`: CPU seconds that dedup.mark takes, by number of pages in the window. Peak memory of the
whole program: {peak} MB.

{results.table(["pages", *[f"{size:,}" for size in sizes]], rows)}

The rule stays one of pairs. Pages that repeat another stop at the first page that they are like. Pages of one form that
contradict each other have to be compared each with each, which is quadratic; numpy does it in bulk.""",
    )


if __name__ == "__main__":
    main()
