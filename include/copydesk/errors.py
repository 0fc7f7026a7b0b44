"""What can go wrong, as one tree.

CopydeskError
├── SettingsError      a setting that cannot be used; says which and what would be
├── LexiconError       a lexicon file that breaks its own rules; names file and entry
├── UnreadableError    one record cannot be read; becomes a ledger row, never stops a run
├── ContractError      a batch breaks the schema; stops the run before anything is published
├── LakeError          files under the root contradict each other or the caller, or the root does not answer
│   ├── MissingError   something asked for by name is not there
│   └── FileError      one file cannot be read for a reason of its own; the root answers
└── EngineError        an engine that was to do the work is not there or gave up
"""


class CopydeskError(Exception):
    """Any error that copydesk raises on purpose; its text says what happened, where, and what to do."""


class SettingsError(CopydeskError):
    """A setting has a value that cannot be used."""


class LexiconError(CopydeskError):
    """A lexicon file breaks the rules that lexicon.py holds it to."""


class UnreadableError(CopydeskError):
    """One record cannot be read.

    `reason` is a stable slug for the ledger (`empty`, `binary`, `too-large`, ...); `detail` is for people.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class ContractError(CopydeskError):
    """A batch breaks the schema as a whole, so nothing of it may be published."""


class LakeError(CopydeskError):
    """Files under the root contradict each other or what the caller asks for, or the root does not answer.

    It is no fate of a record: who meets it stops, and finds everything as it was when it comes again.
    """


class MissingError(LakeError):
    """Something asked for by name (a landing day, a record, an article) is not there."""


class FileError(LakeError):
    """One file cannot be read for a reason of its own: it is closed to us, or damaged. The root answers otherwise."""


class EngineError(CopydeskError):
    """An engine that was to do the work (Spark) is not there, is not set up for it, or gave up."""


NO_FATES = (LexiconError, SettingsError, LakeError, EngineError, MemoryError, OSError, ImportError)
"""What is never a fate of a record, whichever record was looked at when it came: a stage reads no file of a record's own."""

NO_MEMORY = (
    "this process has no memory left. Nothing is lost, and readers see nothing that is half done: run this again, with fewer "
    "--workers or more memory."
)
"""What is said where memory ran out."""


def printable(text: str) -> str:
    """A name as it may be printed: what a terminal would obey, and bytes that are no UTF-8, as escapes.

    >>> printable("a\\x1b[2J.txt")
    'a\\\\x1b[2J.txt'
    """
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
