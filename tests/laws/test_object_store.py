"""The laws hold in a bucket too, against a real server of the S3 protocol: the lake there is that of a build on a disk."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from typer.testing import CliRunner

import copydesk
from copydesk import audit, cli, pipeline
from copydesk.settings import Settings
from copydesk.store import open_root
from copydesk.store.object import ObjectRoot
from tests.laws import newsroom as news
from tests.laws.test_order import CONTENTS, DAYS, NAMES, Died, Newsroom
from tests.s3_server import Server, serving


@pytest.fixture(scope="module", autouse=True)
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("s3") / "log") as server:
        InABucket.server = server
        yield server


class InABucket(Newsroom):
    """The same newsroom around a root in a bucket; `self.root` is a copy on the disk of what scrapers and readers see of it."""

    server: ClassVar[Server]

    def __init__(self) -> None:
        super().__init__()
        self.bucket = self.server.bucket()
        self.settings = Settings(root=f"s3://{self.bucket}/desk", batch_records=2)
        self.put: dict[str, int] = {}

    def _make_mortal(self, verb: str) -> None:
        real = getattr(ObjectRoot, verb)

        def mortal(root: ObjectRoot, *args: Any) -> None:
            if self.steps_left is not None and root.uri == self.settings.root:
                if self.steps_left == 0:
                    raise Died
                self.steps_left -= 1
            real(root, *args)

        self.patch.setattr(ObjectRoot, verb, mortal)

    def _pull(self) -> None:
        """Make the copy on the disk anew: landing zone, orders, lake, and which landing days the desk knows."""
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir()
        for zone in ("landing", "takedowns", "lake"):
            for key, data in self.server.objects(self.bucket, f"desk/{zone}/").items():
                path = self.root / key.removeprefix("desk/")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        for name in open_root(self.settings.root).names("desk"):
            (self.root / "desk" / name).mkdir(parents=True)

    def _push(self) -> None:
        """Make the landing zone in the bucket as it is on the disk."""
        there = self.server.objects(self.bucket, "desk/landing/")
        here = {f"desk/{path.relative_to(self.root)}": path.read_bytes() for path in self.root.glob("landing/*/*")}
        for key in here.keys() - there.keys() | {key for key in here.keys() & there.keys() if here[key] != there[key]}:
            while self.put.get(key) == int(time.time()):
                time.sleep(0.05)  # S3 tells times in seconds: two files of one size within one second look the same
            self.server.client.put_object(Bucket=self.bucket, Key=key, Body=here[key])
            self.put[key] = int(time.time())
        for key in there.keys() - here.keys():
            self.server.client.delete_object(Bucket=self.bucket, Key=key)

    @rule(day=DAYS, name=NAMES, text=CONTENTS)
    def land(self, day: date, name: str, text: str) -> None:
        self._pull()
        super().land(day, name, text)
        self._push()

    @precondition(lambda self: self.changes)
    @rule(pick=st.randoms(use_true_random=False))
    def remove(self, pick: Any) -> None:
        self._pull()
        super().remove(pick)
        self._push()

    @precondition(lambda self: self.gone)
    @rule()
    def put_back(self) -> None:
        self._pull()
        super().put_back()
        self._push()

    @invariant()
    def taken_down_articles_stay_away(self) -> None:
        if self.taken:
            self._pull()
            super().taken_down_articles_stay_away()

    def _check(self) -> None:
        self._pull()
        super()._check()

    def teardown(self) -> None:
        self._pull()
        super().teardown()


InABucket.TestCase.settings = hypothesis(
    max_examples=2,
    stateful_step_count=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestEveryHistoryInABucket = InABucket.TestCase


# two publishers at once, without a lock


PAGES = {
    (news.DAYS[0], "a"): news.page("library", news.DATES[1], "World"),
    (news.DAYS[0], "b"): news.page("orchard", news.DATES[1], "Sport"),
    (news.DAYS[1], "a"): news.page("library", news.DATES[1], "Sport", longer=True),
    (news.DAYS[1], "b"): news.page("pool", news.DATES[2], "World"),
    (news.DAYS[2], "a"): news.page("pool", news.DATES[1], "World", longer=True),
    (news.DAYS[2], "b"): news.page("orchard", news.DATES[2], "World"),
}
"""Near-duplicates across three landing days on two dates: every run changes dates that the others publish too."""


def run_days(root: str, days: Sequence[date]) -> None:
    """What one process does."""
    with pytest.MonkeyPatch.context() as patch:
        news.light(patch)
        for day in days:
            pipeline.run_day(Settings(root=root), day)


def findings(root: str) -> list[str]:
    settings, place = Settings(root=root), open_root(root)
    found = [f for day in audit.days(place) for f in audit.check_day(settings, day)]
    found += [f for day in audit.dates(place) for f in audit.check_date(settings, day)]
    return [f"{f.rule} at {f.where}: {f.what}" for f in found]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The lake of PAGES, built on a disk."""
    folder = tmp_path_factory.mktemp("built")
    for (day, name), text in PAGES.items():
        news.land(folder, day, name, text)
    run_days(str(folder), news.DAYS[:3])
    return news.files(folder)


def test_two_processes_at_once(server: Server, built: dict[str, bytes]) -> None:
    """Two processes that run overlapping days at once, in any order, leave the lake of a build on a disk; the audit is clean."""
    bucket, days = server.bucket(), news.DAYS[:3]
    orders = [(days, days[::-1]), (days, days), ([days[1], days[0]], [days[2], days[1]])]
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        for number, pair in enumerate(orders):
            uri = f"s3://{bucket}/{number}"
            for (day, name), text in PAGES.items():
                open_root(uri).write(f"landing/{day}/{name}.txt", text.encode())
            for work in [pool.submit(run_days, uri, order) for order in pair]:
                work.result(timeout=120)
            lake = {key.removeprefix(f"{number}/"): data for key, data in server.objects(bucket, f"{number}/lake/").items()}
            assert news.differences(lake, built) == []
            assert open_root(uri).names("desk/_publishing") == [], "a publisher that ends takes its mark away"
        assert findings(uri) == []


# the command line


def invoke(*args: str) -> str:
    result = CliRunner().invoke(cli.app, list(args))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_command_takes_a_uri(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """clean, run, audit, takedown, repair and export work on s3:// as on a folder, with the endpoint in the URI."""
    news.light(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    bucket = server.bucket()
    uri = f"s3://{bucket}/{quote('समाचार desk')}?scheme=http&endpoint_override={server.address}"
    pages = tmp_path / "in" / "a b+c" / "ख़बर 100%"
    pages.mkdir(parents=True)
    for number, text in enumerate(news.POOL[:8]):
        (pages / f"{number} 50%.txt").write_text(text, encoding="utf-8")
    invoke("clean", str(tmp_path / "in"), uri, "--day", "2024-10-29")
    assert "Nothing changed" in invoke("run", uri, "--day", "2024-10-29")
    invoke("clean", str(tmp_path / "in"), str(tmp_path / "disk"), "--day", "2024-10-29")
    prefix = "समाचार desk/"

    def lake() -> dict[str, bytes]:
        return {key.removeprefix(prefix): data for key, data in server.objects(bucket, f"{prefix}lake/").items()}

    assert lake() == news.files(tmp_path / "disk")
    assert json.loads(invoke("audit", uri, "--json")) == []

    partition = next(key for key in sorted(lake()) if "/topic=" in key)
    server.client.put_object(Bucket=bucket, Key=prefix + partition, Body=b"PAR1 no more PAR1")
    assert CliRunner().invoke(cli.app, ["audit", uri]).exit_code == 1
    invoke("repair", uri)
    assert lake() == news.files(tmp_path / "disk")

    before = copydesk.read(uri, columns=["id", "title"]).to_pylist()
    invoke("takedown", uri, before[0]["id"], "--why", "by order of a court")
    invoke("takedown", str(tmp_path / "disk"), before[0]["id"], "--why", "by order of a court")
    assert lake() == news.files(tmp_path / "disk")
    assert before[0]["id"] not in copydesk.read(uri)["id"].to_pylist()
    invoke("export", uri, str(tmp_path / "out.parquet"))
    assert pq.read_table(tmp_path / "out.parquet").num_rows == copydesk.read(uri).num_rows > 0
    assert json.loads(invoke("audit", uri, "--json")) == []
