"""Proof from the files alone that nothing was lost: every record has one fate, every line one place, every file its hash.

`extent` says what there is to look at, `day` what is wrong with a landing day and `records` with what landed on it, `date` what
is wrong with a publication date of the lake and `rows` with its articles, `files` with anything that a manifest vouches for.
`strays` is what landed on no day. `whole` looks at all of it, and has made anew what is wrong.
"""

from copydesk.audit.date import check_date
from copydesk.audit.day import check_day
from copydesk.audit.extent import Extent, dates, dates_since, days, extent_of
from copydesk.audit.finding import Finding
from copydesk.audit.whole import check, mend

__all__ = ["Extent", "Finding", "check", "check_date", "check_day", "dates", "dates_since", "days", "extent_of", "mend"]
