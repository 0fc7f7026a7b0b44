"""The root in an object store, against a real server of the S3 protocol, and the verbs that both kinds of root share."""

from __future__ import annotations

import io
import itertools
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow.fs as pafs
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from copydesk.errors import LakeError, MissingError
from copydesk.store import Root, open_root, open_there, paths
from copydesk.store import object as object_root
from copydesk.store.object import ObjectRoot
from tests.s3_server import Server, serving

NAMES = [
    "a",
    "ab",
    "a b",
    "संपादकीय",
    "100%",
    "a%2Fb",
    "c++",
    "q?x=#y&z",
    'it\'s "<x>"',
    "emoji🙂",
    "back\\slash",
    "a:b",
    ".dot",
    "~",
]
Make = Callable[[], Root]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("s3") / "log") as server:
        yield server


@pytest.fixture(scope="module", params=["disk", "bucket", "bucket and prefix"])
def make(request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes new, empty roots of one kind."""
    if request.param == "disk":
        return lambda: open_root(str(tmp_path_factory.mktemp("root")))
    prefix = f"/{quote('news desk/संपादकीय')}" if request.param.endswith("prefix") else ""
    return lambda: open_root(f"s3://{server.bucket()}{prefix}")


@pytest.fixture
def root(make: Make) -> Root:
    return make()


@pytest.fixture
def bucket(server: Server) -> str:
    return server.bucket()


# what every root does


def test_what_is_opened_is_read_by_lines_or_anywhere(root: Root) -> None:
    """What every file can do, a file of any root can: JSON Lines are read by the line, archives from their end."""
    lines = [b"%d\n" % number * 40_000 for number in range(10)]
    root.write("a/b", b"".join(lines))
    with root.open("a/b") as file:
        assert [file.readline(10), file.readline(1)] == [b"0\n", b"0"]
        assert (file.seek(-4, io.SEEK_END), file.read()) == (799_996, b"9\n9\n")
        assert (file.seek(0), file.read()) == (0, b"".join(lines))
    with root.open("a/b") as file:
        assert b"".join(file) == b"".join(lines)


@pytest.mark.parametrize("data", [b"", b"\n", b"\xff\x00" * 6_000_000], ids=["empty", "mark", "12 MB"])
def test_what_is_written_is_read_back(root: Root, data: bytes) -> None:
    """Bytes come back as they went in, from none to more than one part of an upload, also over an older file."""
    root.write("a/b", b"older")
    root.write("a/b", data)
    assert root.read("a/b") == data
    assert [(entry.path, entry.size, entry.plain) for entry in root.files("a")] == [("a/b", len(data), True)]


def test_names_are_kept_as_they_are(root: Root) -> None:
    """Folders and files may be named with spaces, other scripts, percent signs, plus signs and quotes."""
    for folder, name in itertools.pairwise(NAMES):
        root.write(f"top/{folder}/{name}", name.encode())
    paths = sorted(f"top/{folder}/{name}" for folder, name in itertools.pairwise(NAMES))
    assert [entry.path for entry in root.files("top")] == [entry.path for entry in root.files("")] == paths
    assert root.names("top") == sorted(NAMES[:-1])
    assert all(root.read(path) == path.rsplit("/", 1)[1].encode() for path in paths)


def test_folders_are_not_mixed_up_with_names_that_begin_alike(root: Root) -> None:
    """Listing folder `a` shows nothing of `ab`; what is not there, and a file, list as empty."""
    root.write("a/x", b"1")
    root.write("ab/y", b"2")
    assert [entry.path for entry in root.files("a")] == [entry.path for entry in root.files("a/")] == ["a/x"]
    assert root.names("a") == root.names("a/") == ["x"]
    assert root.names("") == ["a", "ab"]
    for nowhere in ("b", "a/z", "a/x"):
        assert root.names(nowhere) == []
    assert root.files("b") == root.files("a/z") == []


def test_time_of_writing_is_now_and_grows(root: Root) -> None:
    """`written` is the time of the last write in seconds, to the second on an object store."""
    before = time.time()
    root.write("a", b"1")
    [first] = root.files("")
    assert int(before) <= first.written <= time.time()
    time.sleep(1.01)
    root.write("a", b"2")
    [second] = root.files("")
    assert second.written > first.written


def test_what_is_not_there_is_named(root: Root) -> None:
    """Reading what is not there raises MissingError with the whole path; deleting it is no error."""
    with pytest.raises(MissingError) as told:
        root.read("no where/नहीं")
    assert f"{root.uri}/no where/नहीं" in str(told.value)
    root.delete("no where/नहीं")
    assert root.names("") == []


PATHS = st.lists(st.sampled_from(NAMES[:6]), min_size=1, max_size=3).map("/".join)
STEPS = st.lists(st.tuples(st.sampled_from(["write", "write", "delete"]), PATHS, st.binary(max_size=3)), max_size=12)


def _is_possible(path: str, files: dict[str, bytes]) -> bool:
    """A disk has no file and folder of the same name."""
    return not any(other.startswith(f"{path}/") or path.startswith(f"{other}/") for other in files)


@hypothesis(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_history_of_writes_and_deletions_lists_as_what_is_left(make: Make, steps: list[tuple[str, str, bytes]]) -> None:
    """After any writes and deletions, read, files and names say exactly what is left; an emptied folder is gone."""
    root, left = make(), dict[str, bytes]()
    for verb, path, data in steps:
        if not _is_possible(path, left):
            continue
        if verb == "delete":
            root.delete(path)
            left.pop(path, None)
        else:
            root.write(path, data)
            left[path] = data
    assert {entry.path: entry.size for entry in root.files("")} == {path: len(data) for path, data in left.items()}
    assert {path: root.read(path) for path in left} == left
    folders = {"", *(path.rsplit("/", deep)[0] for path in (s[1] for s in steps) for deep in range(1, path.count("/") + 1))}
    for folder in sorted(folders - left.keys()):
        below = [path.removeprefix(f"{folder}/") for path in left if not folder or path.startswith(f"{folder}/")]
        assert root.names(folder) == sorted({path.split("/")[0] for path in below})


# whole objects only


def test_small_object_is_one_put_and_no_upload_stays_open(server: Server, bucket: str) -> None:
    """Up to 10 MB a write is one PUT; above, a multipart upload that is over when write() returns."""
    root = open_root(f"s3://{bucket}/x")
    root.write("small", b"1")
    root.write("large", bytes(11_000_000))
    tags = {found["Key"]: found["ETag"] for found in server.client.list_objects_v2(Bucket=bucket)["Contents"]}
    assert "-" not in tags["x/small"]
    assert tags["x/large"].strip('"').endswith("-2")
    assert "Uploads" not in server.client.list_multipart_uploads(Bucket=bucket)


class Interrupted(BaseException):
    """What a signal's handler raises."""


def _interrupt_at(step: int, work: Callable[[], None]) -> bool:
    """Do some work and raise at the n-th line of the module's that this thread executes in it; whether it got that far."""
    count = itertools.count()

    def trace(frame: Any, event: str, arg: Any) -> Any:
        if event == "line" and frame.f_code.co_filename == object_root.__file__ and next(count) == step:
            sys.settrace(None)
            raise Interrupted
        return trace

    sys.settrace(trace)
    try:
        work()
    except Interrupted:
        return True
    finally:
        sys.settrace(None)
    return False


def test_write_that_is_interrupted_at_any_line_leaves_the_old_object_or_the_new_one(server: Server, bucket: str) -> None:
    """An exception from outside at any line of write() never publishes half an object, and nothing is written after it."""
    root = open_root(f"s3://{bucket}/x")
    seen = []
    for step in itertools.count():
        root.write("file", b"old")
        interrupted = _interrupt_at(step, lambda: root.write("file", b"newer"))
        seen.append(server.objects(bucket)["x/file"])
        if not interrupted:
            break
    assert step > 5
    assert set(seen) == {b"old", b"newer"}
    assert seen[-1] == b"newer"


def test_what_is_no_bytes_is_refused_before_the_object_is_touched(server: Server, bucket: str) -> None:
    """A caller's mistake raises in the caller and leaves the old object."""
    root = open_root(f"s3://{bucket}/x")
    root.write("file", b"old")
    with pytest.raises(TypeError):
        root.write("file", "text")  # type: ignore[arg-type]
    assert server.objects(bucket) == {"x/file": b"old"}


class Meddler:
    """A file system where something happens to the object each time that it was opened, and before it is read."""

    def __init__(self, real: Any, acts: list[Callable[[], object]]) -> None:
        self.real, self.acts = real, acts

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def open_input_file(self, path: str) -> Any:
        file = self.real.open_input_file(path)
        if self.acts:
            self.acts.pop(0)()
        return file


def _meddled(bucket: str, *acts: bytes | None) -> Root:
    """A root with object `file`, which is replaced by these bytes, or deleted, each time that somebody opened it."""
    root, other = ObjectRoot(f"s3://{bucket}"), open_root(f"s3://{bucket}")
    root.write("file", b"as it was")

    def act(data: bytes | None) -> Callable[[], object]:
        return lambda: other.delete("file") if data is None else other.write("file", data)

    root._fs = Meddler(root._fs, [act(data) for data in acts])
    return root


@pytest.mark.parametrize("data", [b"", b"less", b"as it is", b"it is more than it was"])
def test_object_that_is_replaced_while_it_is_read_is_read_whole(bucket: str, data: bytes) -> None:
    """A reader gets the old bytes or the new ones, never new bytes cut to the old size or filled up to it."""
    assert _meddled(bucket, data).read("file") == data


def test_object_that_goes_or_never_rests_while_it_is_read_is_told_plainly(bucket: str) -> None:
    """An object that is deleted while it is read is missing; one that changes all the time is an error that says so."""
    with pytest.raises(MissingError, match="file is not there"):
        _meddled(bucket, None).read("file")
    with pytest.raises(LakeError, match="file cannot be read: it was replaced"):
        _meddled(bucket, *(bytes(n) for n in range(1, 99))).read("file")


# listings


def test_more_files_than_one_page_of_a_listing_holds(server: Server, bucket: str) -> None:
    """Listings of more than a thousand objects are complete."""
    names = [f"{number:04}" for number in range(1005)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: server.client.put_object(Bucket=bucket, Key=f"x/many/{name}", Body=b""), names))
    root = open_root(f"s3://{bucket}/x")
    assert root.names("many") == names
    assert [entry.path for entry in root.files("")] == [f"many/{name}" for name in names]


def test_names_from_a_first_one_on_look_into_no_folder_before_it(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A listing from a first name on costs a request for each folder that it gives, however many lie before."""
    root = open_root(f"s3://{bucket}/x")
    for day in range(10, 30):
        root.write(f"landing/2024-10-{day}/a", b"1")
    asked: list[str] = []
    listed = ObjectRoot._list

    def counted(self: ObjectRoot, at: str, *, recursive: bool) -> list[pafs.FileInfo]:
        asked.append(at)
        return listed(self, at, recursive=recursive)

    monkeypatch.setattr(ObjectRoot, "_list", counted)
    assert root.names("landing", "2024-10-27") == ["2024-10-27", "2024-10-28", "2024-10-29"]
    assert len(asked) == 1 + 3


def test_entry_of_a_path_is_that_of_the_listing(root: Root) -> None:
    """What entry() says of a file is what files() says of it; a folder, and what is not there, is None."""
    root.write("a/b", b"123")
    assert [root.entry("a/b")] == root.files("a")
    assert root.entry("a") is root.entry("a/c") is root.entry("a/b/c") is None


def test_deleting_leaves_nothing_that_counts_as_a_file(server: Server, bucket: str) -> None:
    """What pyarrow leaves of a folder is empty and named like a folder: no verb shows it, and writing into it again works."""
    root = open_root(f"s3://{bucket}/x")
    root.write("a/b/c", b"1")
    root.write("a/d", b"2")
    root.delete("a/b/c")
    root.delete("a/b/c")
    assert server.objects(bucket) == {"x/a/d": b"2"}
    assert [key for key in server.keys(bucket) if not key.endswith("/")] == ["x/a/d"]
    assert root.names("a") == ["d"]
    root.delete("a/d")
    assert root.files("") == []
    assert root.names("") == root.names("a") == []
    root.write("a/b/c", b"3")
    assert root.names("a") == ["b"]


def test_marks_of_folders_that_others_leave_are_no_files(server: Server, bucket: str) -> None:
    """Empty objects that a console or another tool makes for folders are neither files nor names."""
    for key in ("x/", "x/landing/", "x/landing/2024-10-29/"):
        server.client.put_object(Bucket=bucket, Key=key, Body=b"")
    root = open_root(f"s3://{bucket}/x")
    assert root.files("") == []
    assert root.names("") == root.names("landing") == []


# errors


def _every_verb(root: Root) -> list[Callable[[], object]]:
    return [
        lambda: root.read("a/b"),
        lambda: root.write("a/b", b""),
        lambda: root.delete("a/b"),
        lambda: root.files("a/b"),
        lambda: root.names("a/b"),
    ]


def test_refused_credentials_are_told_by_every_verb(server: Server, bucket: str) -> None:
    """Where the store does not know the caller, each verb names bucket and path and says to check the credentials."""
    server.refuse_strangers(refuse=True)
    try:
        for verb in _every_verb(open_root(f"s3://{bucket}/x")):
            with pytest.raises(LakeError, match=rf"^s3://{bucket}/x/a/b cannot be .*Check the credentials"):
                verb()
    finally:
        server.refuse_strangers(refuse=False)


def test_bucket_that_is_not_there_is_no_empty_root(server: Server) -> None:
    """A misspelt bucket is an error when the root is opened, for it would look like a root with nothing in it."""
    del server  # that it runs is enough
    with pytest.raises(LakeError, match=r"^s3://misspelt-bucket/x cannot be opened: there is no bucket 'misspelt-bucket'"):
        open_root("s3://misspelt-bucket/x")


@pytest.mark.parametrize("scheme", ["abfs", "abfss", "hdfs", "viewfs", "mock", "http", "s3a", "gcs"])
def test_a_store_that_shows_half_an_object_is_no_root(scheme: str) -> None:
    """Law: a root is a folder, or a bucket of a kind that publishes an object whole; any other is refused before it is asked."""
    told = rf"^{scheme}://box/x cannot be opened: .* Name a folder, or s3://bucket/prefix or gs://bucket/prefix\.$"
    with pytest.raises(LakeError, match=told):
        open_root(f"{scheme}://KEY:SECRET@box/x?colour=SECRET")


def test_a_store_that_does_not_answer_is_not_waited_for_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: Google's store is asked for some seconds, unless the URI says for how long; left alone it is asked for minutes."""
    name, seconds = object_root._SCHEMES["gs"]
    assert 5 <= int(seconds) <= 30
    monkeypatch.setitem(object_root._SCHEMES, "gs", (name, "1"))
    nobody = "gs://anonymous@box/x?endpoint_override=127.0.0.1:1&scheme=http"
    for uri, least, most in ((nobody, 0, 10), (f"{nobody}&retry_limit_seconds=12", 10, 30)):
        start = time.monotonic()
        with pytest.raises(LakeError, match=r"^gs://box/x cannot be opened: "):
            open_root(uri)
        assert least <= time.monotonic() - start < most


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("s3://", "s3://"),
        ("s3://KEY:SECRET@bucket/a b", "s3://bucket/a b"),
        ("s3://KEY:SECRET@bucket/a?colour=SECRET2", "s3://bucket/a"),
        ("carrier-pigeon://KEY:SECRET@bucket/a", "carrier-pigeon://bucket/a"),
    ],
)
def test_uri_that_cannot_be_opened_is_named_without_its_secret(uri: str, shown: str) -> None:
    """An unusable URI is an error that names it and does not tell the password in it."""
    with pytest.raises(LakeError) as told:
        open_root(uri)
    assert str(told.value).startswith(f"{shown} cannot be opened: ")
    assert "SECRET@" not in str(told.value)


def test_uri_may_hold_endpoint_and_credentials_and_does_not_show_them(
    server: Server, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """endpoint_override, scheme and credentials in the URI lead to a server of one's own; `uri` is bucket and prefix."""
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    root = open_root(f"s3://KEY:SECRET@{bucket}/x?scheme=http&endpoint_override={server.address}")
    root.write("a", b"1")
    assert server.objects(bucket) == {"x/a": b"1"}
    assert root.uri == f"s3://{bucket}/x"


@pytest.mark.parametrize("path", ["a//b", "a/\udcff", ""])
def test_path_that_no_object_can_have_is_an_error_of_ours(bucket: str, path: str) -> None:
    """A name that is not UTF-8, an empty folder name, no name at all: LakeError from read and write."""
    root = open_root(f"s3://{bucket}/x")
    with pytest.raises(LakeError):
        root.read(path)
    if path:
        with pytest.raises(LakeError, match="cannot be written"):
            root.write(path, b"")


def test_server_that_is_gone_is_told(tmp_path: Path, server: Server) -> None:
    """Where nothing answers, the error comes after a few seconds of trying and names what could not be done."""
    del server  # whose environment comes back at the end
    with serving(tmp_path / "log") as other:
        root = open_root(f"s3://{other.bucket()}/x")
    started = time.monotonic()
    with pytest.raises(LakeError, match=r"^s3://bucket-\S+/x/a cannot be written: .*NETWORK_CONNECTION"):
        root.write("a", b"1")
    assert time.monotonic() - started < 30


def test_a_file_that_breaks_while_it_is_put_leaves_no_object(server: Server, bucket: str) -> None:
    """A stream that fails half-way leaves nothing behind that could be taken for the file."""

    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    root = open_root(f"s3://{bucket}/x")
    with pytest.raises(LakeError, match="Input/output error"):
        root.write("file", Breaking(b"some bytes"))
    assert server.objects(bucket) == {}


def test_an_object_is_copied_by_the_store(server: Server, bucket: str) -> None:
    """copy() puts the same bytes under another name; an object that is not there is named."""
    root = open_root(f"s3://{bucket}/x")
    root.write("one", io.BytesIO(b"bytes"))
    root.copy("one", "b/two")
    assert server.objects(bucket) == {"x/one": b"bytes", "x/b/two": b"bytes"}
    with pytest.raises(MissingError, match="none"):
        root.copy("none", "three")


def test_a_slash_too_many_is_one(server: Server) -> None:
    """Law: s3://bucket//prefix is the root s3://bucket/prefix, as a folder with a slash too many is that folder."""
    bucket = server.bucket()
    endpoint = f"?scheme=http&endpoint_override={quote(server.address, safe='')}"
    for told in (f"s3://{bucket}//news", f"s3://{bucket}/news//", f"s3://{bucket}///news{endpoint}"):
        root = open_root(told)
        assert root.uri == f"s3://{bucket}/news"
        root.write("landing/one.txt", b"x")
    assert [entry.path for entry in open_root(f"s3://{bucket}/news").files("landing")] == ["landing/one.txt"]


@pytest.mark.parametrize("folder", ["inbox", paths.LANDING, paths.DESK, paths.LAKE])
def test_a_prefix_is_a_root_once_it_holds_something(bucket: str, folder: str) -> None:
    """Law: a misspelt prefix is told as one, and an inbox alone makes a prefix the root that a first sweep is for."""
    with pytest.raises(MissingError, match="news holds no landing zone"):
        open_there(f"s3://{bucket}/news")
    open_root(f"s3://{bucket}/news").write(f"{folder}/a.txt", b"x")
    assert open_there(f"s3://{bucket}/news", "inbox").names(folder) == ["a.txt"]
