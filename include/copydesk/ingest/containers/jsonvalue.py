"""What a JSON value holds: an article, or a list of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from copydesk.errors import UnreadableError
from copydesk.ingest.containers import fields
from copydesk.ingest.containers.member import Member


def members(name: str, data: bytes, names: Mapping[str, tuple[str, ...]], what: str) -> Iterator[Member]:
    """The object in the bytes; where it is no article but holds a list of them, as answers of services do, each of those.

    What is no object gives a member with a fault that calls it `what`.
    """
    try:
        row = loads(data)
    except (ValueError, RecursionError) as error:
        yield Member(name, fault=UnreadableError("broken-json", f"{what} is no JSON: {error}."))
        return
    if not isinstance(row, dict):
        yield Member(name, fault=UnreadableError("broken-json", f"{what} is no object."))
        return
    columns = fields.chosen(row, names)
    inner = [] if {"text", "html"} & columns.keys() else [own for value in row.values() for own in _objects(value)]
    if not inner:
        yield fields.member(name, row, columns)
    for number, own in enumerate(inner, 1):
        yield fields.member(f"{name}.{number}" if name else str(number), own, fields.chosen(own, names))


def loads(data: bytes) -> Any:
    """The value; bytes that are not UTF-8 become surrogates that stand for them. Raises ValueError and RecursionError."""
    text = data.decode("utf-8-sig", "surrogateescape")
    try:
        return json.loads(text, parse_constant=str)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a number of more digits than Python takes: nobody needs it
        return json.loads(text, parse_constant=str, parse_int=str)


def _objects(value: object) -> list[dict[str, Any]]:
    return [own for own in value if isinstance(own, dict)] if isinstance(value, list) else []
