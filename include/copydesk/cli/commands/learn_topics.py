"""`copydesk learn-topics`: a topic model out of the lake's own articles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from copydesk.cli import options, progress
from copydesk.cli.console import out, plainly, refuse_closed, say
from copydesk.settings import Settings


def learn_topics(
    root: options.Root,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The model; its card is written beside it.")] = Path(
        "topics.npz"
    ),
    least: Annotated[int, typer.Option("--least", min=10, help="Articles of a language to judge on, at least.")] = 50,
) -> None:
    """Learn topics from the lake's articles that carry a section, and keep what beats the lexicon. Nothing uses it unasked."""
    from copydesk import learn as learning
    from copydesk.store import open_known

    refuse_closed("--to", to)
    with plainly():
        open_known(root)
        with progress.bars() as tell:
            data, card = learning.of_lake(Settings.from_env(root=root).root, tell, least)
        say(Text(card.text()))
        if data is None:
            say("[yellow]No model was written:[/] in no language is there one that is better than the lexicon.")
            return
        files = ", ".join(str(file) for file in learning.write(data, card, to))
    told = f"Written: {files}. To use it, set COPYDESK_TOPIC_MODEL={to.resolve()}; every landing day is then made anew."
    out.print(Text(told), soft_wrap=True)  # so that the setting can be copied
