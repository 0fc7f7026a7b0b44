"""What an audit finds, and the command that mends what a run does not."""

from __future__ import annotations

from dataclasses import dataclass

from copydesk.store import Root


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is not as it must be: the rule it breaks, where, what was found, and what to do."""

    rule: str
    where: str
    what: str
    cure: str


def repair_of(root: Root) -> str:
    """The command that mends whatever is wrong under a root."""
    return f"copydesk repair {root.uri}"
