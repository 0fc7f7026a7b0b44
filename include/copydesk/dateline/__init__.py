"""Datelines: lines that say when an article was published or updated, and little else; and dates in file names and addresses.

A line is cut into numbers, words and signs, and each becomes one letter of a sketch ("30 Oct 2024" is "NMY"), in which patterns
find dates and times. What is left beside them must be short.

>>> line = parse("Published: 30 October 2024, 06:45 PM IST | World")
>>> [(reading.kind, reading.dates()) for reading in line.dates], line.rest
([('published', {'fixed': datetime.date(2024, 10, 30)})], 'World')
>>> parse("The vote was held on 30 October 2024 in three states.") is None
True
"""

from copydesk.dateline.filing import opening
from copydesk.dateline.line import loosely, parse
from copydesk.dateline.paths import in_path, in_query
from copydesk.dateline.reading import Ago, Dateline, Reading

__all__ = ["Ago", "Dateline", "Reading", "in_path", "in_query", "loosely", "opening", "parse"]
