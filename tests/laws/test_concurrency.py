"""Processes that run landing days at once leave the right lake, and readers never see less than what stays."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from tests.laws import newsroom as news
from tests.laws import workers

DAYS = news.DAYS[:3]
NAMES = "abcde"
ROUNDS = 5

Zone = dict[tuple[date, str], str]
"""What has landed: text by landing day and name."""

VANISHED = ("FileNotFoundError", "No such file", "IO Error: Cannot open file")
"""How a reader says that a file went between its listing and its opening: its own race, and it reads again."""

OPENED_TWICE = ("File out of specification", "range.end as u64 <= self.size", "Parquet file is likely corrupted")
"""How Polars and DuckDB say that a file was replaced between its first opening, for the footer, and its second, for the rows."""

TOLD = {"vanished", "opened twice", "an article missing from a scan that files changed under"}
"""What a reader by path may meet, which docs/contract.md tells, and what reading again cures."""


@dataclass(frozen=True)
class Round:
    """When a round began and ended, and every lake that may be seen in it: each changed day as before or as after."""

    begun: float
    ended: float
    lakes: list[dict[str, set[str]]]

    @property
    def stay(self) -> set[str]:
        """The articles that are published whichever of the days have been run already."""
        return set.intersection(*(set().union(*lake.values()) for lake in self.lakes))

    def of_date(self, day: str) -> list[set[tuple[str, str]]]:
        """What each of these lakes holds of a date, as (topic, id)."""
        head = f"lake/date={day}/topic="
        return [
            {(path.removeprefix(head).split("/")[0], id) for path, ids in lake.items() if path.startswith(head) for id in ids}
            for lake in self.lakes
        ]


@pytest.fixture(autouse=True)
def light() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        news.light(patch)
        news.edition(patch, 0)
        yield


class Builds:
    """From-scratch builds of landing zones, each once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[tuple[Any, ...], dict[str, bytes]] = {}

    def __call__(self, zone: Zone) -> dict[str, bytes]:
        key = tuple(sorted(zone.items()))
        if key not in self._known:
            root = self._folder / f"build-{len(self._known)}"
            for (day, name), text in zone.items():
                news.land(root, day, name, text)
            news.run(root, news.days(root))
            self._known[key] = news.files(root)
        return self._known[key]


def written(day: date, name: str, chance: random.Random) -> str:
    """What a scraper brings under a name: mostly that name's own story, dated and sectioned anew; at times one of the pool."""
    if chance.random() < 0.2:
        return chance.choice(news.POOL)
    story = news.STORIES[NAMES.index(name) % len(news.STORIES)]
    return news.page(story, chance.choice(news.DATES[1:]), chance.choice(news.SECTIONS), witness=f"{name}{day:%B}{day.day}")


def changed(zone: Zone, chance: random.Random) -> tuple[Zone, list[date]]:
    """Another landing zone: two days with files added, changed and removed."""
    after = dict(zone)
    days = chance.sample(DAYS, 2)
    for day in days:
        for name in chance.sample(NAMES, 4):
            if (day, name) in after and chance.random() < 0.1:
                del after[day, name]
            else:
                after[day, name] = written(day, name, chance)
    return after, days


def between(before: Zone, after: Zone, days: list[date]) -> Iterator[Zone]:
    """The landing zones that the desk can be of while the changed days are run: each day as it was, or as it is."""
    for count in range(len(days) + 1):
        for done in itertools.combinations(days, count):
            yield {k: v for zone, new in ((before, False), (after, True)) for k, v in zone.items() if (k[0] in done) == new}


def put(root: Path, before: Zone, after: Zone) -> None:
    """Change the landing zone on the disk, and age the desk's files, so that runs also sweep while others read."""
    for day, name in before.keys() - after.keys():
        news.remove(root, day, name)
    for (day, name), text in after.items():
        if before.get((day, name)) != text:
            news.land(root, day, name, text)
    old = time.time() - timedelta(days=2).total_seconds()
    for path in (root / "desk").rglob("*.parquet"):
        os.utime(path, (old, old))


@dataclass
class Process:
    """A process with its end of a pipe."""

    process: Any
    pipe: Connection


def started(target: Callable[..., None], *args: Any, first: bool = False) -> Process:
    """Start a process; its pipe is the first or the last of its arguments."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=target, args=(there, *args) if first else (*args, there), daemon=True)
    process.start()
    return Process(process, here)


def told(each: Process, name: str) -> Any:
    """What a reader saw."""
    try:
        return each.pipe.recv()
    except EOFError:
        each.process.join()
        pytest.fail(f"the process of {name} died with {each.process.exitcode}")


def play(root: Path, writers: list[Process], builds: Builds, zone: Zone) -> list[Round]:
    """Change the landing zone and let all writers run its days at once, round after round."""
    chance, rounds = random.Random(len(writers)), []
    for number in range(ROUNDS):
        after, days = changed(zone, chance)
        lakes = [news.where(builds(each)) for each in between(zone, after, days)]
        begun = time.monotonic()
        put(root, zone, after)
        for n, writer in enumerate(writers):
            writer.pipe.send([days, days[::-1], DAYS, DAYS[::-1]][(n + number) % 4])
        assert [writer.pipe.recv() for writer in writers] == [None] * len(writers)
        rounds.append(Round(begun, time.monotonic(), lakes))
        assert news.differences(news.files(root), builds(after)) == []
        zone = after
    return rounds


def seen_by(rounds: list[Round], begun: float, ended: float) -> list[Round]:
    """The rounds that a reader may have seen something of; between two rounds, the one before."""
    last = max((r for r in rounds if r.begun <= begun), key=lambda r: r.begun, default=rounds[0])
    return [r for r in rounds if r is last or (r.begun <= ended and r.ended >= begun)]


def faults_of_plain(name: str, seen: list[Any], rounds: list[Round]) -> Counter[str]:
    """What was wrong with the answers of a reader by path."""
    faults: Counter[str] = Counter()
    for begun, ended, moved, rows in seen:
        if isinstance(rows, str):
            twice = name in ("polars", "duckdb") and any(text in rows for text in OPENED_TWICE)
            faults["vanished" if any(text in rows for text in VANISHED) else "opened twice" if twice else rows] += 1
            continue
        if len(set(rows)) != len(rows):
            faults["an id twice in one file"] += 1
        stay = set.intersection(*(r.stay for r in seen_by(rounds, begun, ended)))
        if not stay <= {id for _, _, id in rows}:
            faults["an article missing" + (" from a scan that files changed under" if moved else "")] += 1
    return faults


def faults_of_snapshots(seen: list[Any], rounds: list[Round]) -> Counter[str]:
    """What was wrong with the answers of copydesk.read."""
    faults: Counter[str] = Counter()
    for begun, ended, day, rows in seen:
        if isinstance(rows, str):
            faults[rows] += 1
            continue
        if len({id for _, id in rows}) != len(rows):
            faults["an id twice"] += 1
        if set(map(tuple, rows)) not in [state for r in seen_by(rounds, begun, ended) for state in r.of_date(day)]:
            faults["a mixture"] += 1
    return faults


@pytest.mark.timeout(240)
@pytest.mark.parametrize("count", [2, 4])
def test_writers_at_once_and_their_readers(tmp_path: Path, count: int) -> None:
    """After each round the lake is right; meanwhile no reader sees a torn file, an id twice in one, or less than what stays."""
    root, builds = tmp_path / "root", Builds(tmp_path)
    chance = random.Random(0)
    zone = {(day, name): written(day, name, chance) for day in DAYS for name in NAMES}
    put(root, {}, zone)
    news.run(root, DAYS)
    stop = multiprocessing.get_context("spawn").Event()
    writers = [started(workers.writer, root, first=True) for _ in range(count)]
    readers = {name: started(workers.reader, name, root, stop) for name in workers.READERS}
    snapshot = started(workers.snapshots, root, stop)
    for each in (*readers.values(), snapshot):
        assert each.pipe.recv() == "ready"
    try:
        rounds = play(root, writers, builds, zone)
    finally:
        stop.set()
    answers = {name: told(each, name) for name, each in readers.items()}
    whole = told(snapshot, "copydesk.read")
    for writer in writers:
        writer.pipe.send([])
    assert news.audited(root) == []
    assert news.temporaries(root) == []
    assert faults_of_snapshots(whole, rounds) == {}
    for name, seen in answers.items():
        assert len(seen) > ROUNDS, f"{name} polled often enough to see something"
        assert faults_of_plain(name, seen, rounds).keys() <= TOLD, name
        assert not isinstance(seen[-1][-1], str), f"{name} reads again and is cured"
