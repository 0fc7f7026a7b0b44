"""What every worker process needs, imported once: the server that they are forked from imports this module, and waits.

Nothing is computed here, so that no thread of Arrow's is there when a worker is forked, which would be copied half-way.
"""

from copydesk import lexicon
from copydesk.pipeline import publish, stages
from copydesk.validate import engine

__all__ = ["publish", "stages"]

engine.imported()
lexicon.load()
