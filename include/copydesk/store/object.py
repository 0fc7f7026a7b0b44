"""A root in an object store, through pyarrow.fs: whole objects, no folders, no rename, no lock.

Three habits of pyarrow's S3 file system decide how this module works. A stream that is closed, even by an exception or by the
garbage collector, publishes what it holds. A file that is replaced between the question for its size and the reading of its
bytes comes out cut short, or longer than it is. And deleting a file leaves an empty object, named like its folder and ending
in "/" (apache/arrow issue 36275): every reader takes it for a folder, and so do the verbs here.
"""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from io import BufferedReader
from threading import Thread
from typing import BinaryIO, cast

import pyarrow as pa
import pyarrow.fs as pafs

from copydesk.errors import LakeError, MissingError
from copydesk.store import reading
from copydesk.store.root import Entry, pour

_TRIES = 10
"""How often an object is read again that is replaced while it is read."""

_AHEAD = 1_000_000
"""Bytes of an opened object that are asked for at once, where less is read: each request takes its time."""

_SCHEMES = {"s3": ("allow_delayed_open", "true"), "gs": ("retry_limit_seconds", "20")}
"""Kinds of buckets, each with what its URI says unless it says otherwise: small objects are sent in one PUT when their stream
closes, in place of a multipart upload each; a store that does not answer is asked for 20 seconds, in place of minutes."""

_ERRORS = reading.ERRORS


class ObjectRoot:
    """A prefix in a bucket; each write is one PUT, or above 10 MB one multipart upload that is completed at its end.

    Credentials, region and endpoint come from the URI or from the AWS variables (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, …).
    Raises LakeError for a URI of another kind and for a bucket that is not there. S3 is tested; Google's store publishes objects
    whole too. Of HDFS and Azure, which pyarrow knows besides, readers would see half an object.
    """

    locks = False

    def __init__(self, uri: str) -> None:
        scheme, _, rest = uri.partition("://")
        where = f"{scheme}://{rest.partition('?')[0].rpartition('@')[2]}"  # an error must not tell the secret in a URI
        if scheme not in _SCHEMES:
            known = " or ".join(f"{known}://bucket/prefix" for known in _SCHEMES)
            raise LakeError(f"{where} cannot be opened: copydesk knows no such store. Name a folder, or {known}.")
        name, value = _SCHEMES[scheme]
        try:
            self._fs, prefix = pafs.FileSystem.from_uri(_with(uri, name, value))
        except _ERRORS as error:
            raise LakeError(f"{where} cannot be opened: {_told(error).replace(uri, where)}") from None
        self._prefix = prefix.strip("/")
        self.uri = f"{scheme}://{self._prefix}"
        self._look_for_bucket(self._prefix.split("/")[0])

    def _look_for_bucket(self, bucket: str) -> None:
        """A bucket that is not there would look like an empty root."""
        try:
            found = bool(bucket) and self._fs.get_file_info(bucket).type != pafs.FileType.NotFound
        except _ERRORS as error:
            if "ACCESS_DENIED" in str(error):
                return  # a policy may allow the prefix and nothing above it; the first verb will tell
            raise LakeError(f"{self.uri} cannot be opened: {_told(error)}") from error
        if not found:
            raise LakeError(f"{self.uri} cannot be opened: there is no bucket {bucket!r}. Make it, or correct the URI.")

    def _at(self, path: str) -> str:
        return f"{self._prefix}/{path}" if path else self._prefix

    def _missing(self, path: str) -> MissingError:
        return MissingError(f"{self.uri}/{path} is not there.")

    def _failed(self, path: str, what: str, error: BaseException) -> LakeError:
        return LakeError(f"{self.uri}/{path} cannot be {what}: {_told(error)}")

    def _unread(self, path: str, error: Exception) -> LakeError:
        return reading.refused_remotely(f"{self.uri}/{path}", error, _told(error))

    def read(self, path: str) -> bytes:
        """The bytes of an object, as they were at one moment."""
        try:
            for _ in range(_TRIES):
                data = self._read_once(path)
                if data is not None:
                    return data
        except _ERRORS as error:
            raise self._unread(path, error) from error
        raise LakeError(f"{self.uri}/{path} cannot be read: it was replaced {_TRIES} times while it was read.")

    def open(self, path: str) -> BinaryIO:
        """An object to be read from its beginning, or anywhere in it, as long as nobody replaces it."""
        try:
            file = self._fs.open_input_file(self._at(path))
        except _ERRORS as error:
            raise self._unread(path, error) from error
        return BufferedReader(reading.InStore(file, partial(self._unread, path)), _AHEAD)

    def _read_once(self, path: str) -> bytes | None:
        """The bytes in one GET, or None where the object was not the same before and after."""
        failed: OSError | None = None
        data = b""
        with self._fs.open_input_file(self._at(path)) as file:
            before = file.metadata()
            try:
                data = bytes(file.readall())
            except OSError as error:  # so does an object that went, or shrank, since it was opened
                failed = error
        with self._fs.open_input_file(self._at(path)) as file:
            same = file.metadata() == before
        if same and failed:
            raise failed
        return data if same else None

    def write(self, path: str, data: bytes | BinaryIO) -> None:
        """Put an object in place as a whole, over an older one.

        The stream lives in a thread of its own, because signals raise in the main thread only: a Ctrl-C or a scheduler's
        SIGTERM between opening and writing would close it, and so publish an empty object.
        """
        failed: list[BaseException] = []
        thread = Thread(target=self._put, args=(self._at(path), data if hasattr(data, "read") else pa.py_buffer(data), failed))
        try:
            thread.start()
        finally:
            if thread.ident:  # also when it was disturbed: nobody may write the object anew before this is over
                thread.join()
        if failed and hasattr(data, "read"):
            self.delete(path)  # the stream has published what it held of the file
        for error in failed:
            if isinstance(error, _ERRORS):
                raise self._failed(path, "written", error) from error
            raise error

    def _put(self, at: str, data: bytes | BinaryIO, failed: list[BaseException]) -> None:
        try:
            with self._fs.open_output_stream(at) as stream:
                pour(data, cast(BinaryIO, stream))
        except BaseException as error:  # noqa: BLE001 - raised in the thread that waits for this one
            failed.append(error)

    def copy(self, path: str, to: str) -> None:
        """Have the store copy an object, which takes no memory here; S3 does so up to 5 GB."""
        try:
            self._fs.copy_file(self._at(path), self._at(to))
        except _ERRORS as error:
            if "NO_SUCH_KEY" in str(error):
                raise self._missing(path) from error
            raise self._failed(path, f"copied to {to}", error) from error

    def delete(self, path: str) -> None:
        """Remove an object; one that is gone already is no error."""
        try:
            self._fs.delete_file(self._at(path))
        except FileNotFoundError:
            return
        except _ERRORS as error:
            raise self._failed(path, "removed", error) from error

    def files(self, folder: str) -> list[Entry]:
        """Every object below a folder, by path; `written` is in whole seconds on S3."""
        found = self._list(self._at(folder.rstrip("/")), recursive=True)
        return sorted(self._entry(info) for info in found if info.type == pafs.FileType.File)

    def entry(self, path: str) -> Entry | None:
        """The object at a path, or None where there is none."""
        try:
            info = self._fs.get_file_info(self._at(path))
        except _ERRORS as error:
            raise self._failed(path, "looked at", error) from error
        return self._entry(info) if info.type == pafs.FileType.File else None

    def _entry(self, info: pafs.FileInfo) -> Entry:
        return Entry(info.path[len(self._prefix) + 1 :], info.size, info.mtime.timestamp() if info.mtime else time.time())

    def names(self, folder: str, first: str = "") -> list[str]:
        """Names of the objects right in a folder, and of the folders in it that hold an object, sorted, from `first` on.

        Whether a folder holds an object is a request of its own for each: whoever needs only the last ones names the first.
        """
        at = self._at(folder.rstrip("/"))
        found = {info.path[len(at) + 1 :]: info for info in self._list(at, recursive=False) if info.path != at}
        return sorted(name for name, info in found.items() if name >= first and self._holds(info))

    def _holds(self, info: pafs.FileInfo) -> bool:
        """Whether this is an object, or a folder that is more than the mark of a folder that once was."""
        if info.type == pafs.FileType.File:
            return True
        return any(child.path != info.path and self._holds(child) for child in self._list(info.path, recursive=False))

    def _list(self, at: str, *, recursive: bool) -> list[pafs.FileInfo]:
        try:
            return list(self._fs.get_file_info(pafs.FileSelector(at, recursive=recursive, allow_not_found=True)))
        except _ERRORS as error:
            raise self._failed(at[len(self._prefix) + 1 :], "listed", error) from error

    def lock(self, name: str) -> AbstractContextManager[None]:
        """No lock: object stores have none, so publishing checks what it left when it is done."""
        del name
        return nullcontext()

    def sweep(self, folder: str) -> int:
        """Nothing to do: an object store shows no half-written object."""
        del folder
        return 0


def _with(uri: str, name: str, value: str) -> str:
    """The URI with an option that it does not have yet."""
    return uri if f"{name}=" in uri.partition("?")[2] else f"{uri}{'&' if '?' in uri else '?'}{name}={value}"


def _told(error: BaseException) -> str:
    """What pyarrow says, in one line, and where to look if the store does not know us."""
    text = " ".join(str(error).split()).rstrip(".") + "."
    refused = any(code in text for code in ("ACCESS_DENIED", "INVALID_ACCESS_KEY_ID", "SIGNATURE_DOES_NOT_MATCH"))
    return f"{text} Check the credentials (AWS_ACCESS_KEY_ID, AWS_PROFILE, ...) and the bucket's policy." if refused else text
