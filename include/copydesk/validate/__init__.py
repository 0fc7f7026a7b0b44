"""The schema gate: Great Expectations, with suites built from schema.COLUMNS, over a batch and over what is to be published.

Two kinds of failure. A row of a batch that breaks an expectation is a rejection: it is named with every expectation that it
fails and the rest of the batch goes on. A batch that breaks the schema as a whole, or any row that is about to be published
against it, is a ContractError and nothing goes on. `drift` holds a day against the days before it, and only warns.
"""

from copydesk.validate.batch import Checked, check
from copydesk.validate.published import check_partitions

__all__ = ["Checked", "check", "check_partitions"]
