"""Which records of a container an order to take one down means: its article, wherever that stands now, and none beside it.

A record of a container is named by its place there, and a place is no article: where a line is removed, all behind it move up. So
an order follows the text, byte for byte, and the address that was its record's alone. Where another record stands at the place of
one that was taken down, it has a name of its own: `3##2`. The files of an archive have names, and are known by these as well.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from copydesk.ingest import Unpacked
from copydesk.pipeline.work import record_id, source_of

Order = Mapping[str, Any]
"""An order to take a record down; see store.desk.takedowns."""

_PLACE = re.compile(r"[0-9.-]+")
"""The name of a record by its number, or of a second file of a name in an archive."""

_EMPTIED = {"empty", "no-text-field"}
"""Reasons of a record that holds no article: who empties a place leaves this."""

_MARK = "##"
"""Before the number of an article that stands at the place of another one; no name from outside has it."""


class Standing(NamedTuple):
    """A record of a landed file under its id and its name, and the order that takes it down, if one does."""

    id: str
    record: str
    order: Order | None


class Tombstones:
    """The orders for records of one landed file."""

    def __init__(self, day: date, path: str, taken: Mapping[str, Order]) -> None:
        source = source_of(path)
        self._day, self._path = day, path
        self._own = {id: order for id, order in taken.items() if order["source"] == source}
        self._texts = {order["sha256"]: order for order in self._own.values() if order["sha256"] and order["record"]}
        self._addresses = {order["address"]: order for order in self._own.values() if order.get("address")}

    def of(self, found: Unpacked) -> Standing:
        """A record as it is to be filed."""
        id, name, number = record_id(self._day, self._path, found.record), found.record, 1
        if not self._own:
            return Standing(id, name, None)
        if order := self._order(id, found):
            return Standing(id, name, order)
        while id in self._own:
            number += 1
            name = f"{found.record}{_MARK}{number}"
            id = record_id(self._day, self._path, name)
        return Standing(id, name, None)

    def _order(self, id: str, found: Unpacked) -> Order | None:
        text = None if found.fault else self._texts.get(hashlib.sha256(found.data).hexdigest())
        if order := text or self._addresses.get(address_of(found)):
            return order
        order = self._own.get(id)
        return order if order and _is_its_place(order, found) else None


def _is_its_place(order: Order, found: Unpacked) -> bool:
    """Whether what stands at the place of an order, with another text, is its record all the same."""
    if order["sha256"] is None or (found.fault and found.fault.reason in _EMPTIED):
        return True  # nobody could read it, so its place is all that is known of it; or nothing is left there
    return not any(_PLACE.fullmatch(part.rpartition("#")[2]) for part in found.record.split("!"))


def address_of(found: Unpacked) -> str:
    """The digest of a record's address as its container has it; empty without one. An order is to show no headline."""
    return hashlib.sha256(found.hints.url.encode("utf-8", "surrogatepass")).hexdigest() if found.hints.url else ""


def place_of(record: str) -> str:
    """The name of a record's place in its container.

    >>> place_of("3##2"), place_of("pages.zip!a.html#2")
    ('3', 'pages.zip!a.html#2')
    """
    return record.partition(_MARK)[0]
