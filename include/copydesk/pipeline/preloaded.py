"""What every worker process needs, imported once: the server that they are forked from imports this module, and waits.

Modules only. Nothing is computed here, so that no thread of Arrow's is there when a worker is forked, which would be copied
half-way; and no file is read that may be wrong, since the server could tell nobody.
"""

from copydesk.pipeline import publish, stages
from copydesk.validate import engine

__all__ = ["publish", "stages"]

engine.imported()
