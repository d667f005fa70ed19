"""When two rows are the same problem."""

import sys
import unicodedata

from .cells import key_of_clean

_PUNCTUATION = dict.fromkeys(code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code))[0] == "P")


def identity_of(row):
    """The list's own number within its source; without one, place, day and words without their punctuation.

    A number that has lost its last digits would make one problem of many.
    """
    if row.external_no and not row.number_lost:
        return row.source, key_of_clean(row.external_no)
    words = _bare(row.title), _bare(row.description), _bare(row.location)
    return row.township, row.village, row.discovered_on, *words


def _bare(text):
    return key_of_clean(text).translate(_PUNCTUATION) if text else ""
