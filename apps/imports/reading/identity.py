"""When two rows are the same problem."""

import sys
import unicodedata

from .cells import key_of_clean

_PUNCTUATION = dict.fromkeys(code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code))[0] == "P")


def identity(*, external_no, source, township, village, discovered_on, title, description, location):
    """The list's own number within its source; without one, place, day and words without their punctuation."""
    if external_no:
        return source, key_of_clean(external_no)
    return township, village, discovered_on, _bare(title), _bare(description), _bare(location)


def identity_of(row):
    return identity(
        external_no=row.external_no,
        source=row.source,
        township=row.township,
        village=row.village,
        discovered_on=row.discovered_on,
        title=row.title,
        description=row.description,
        location=row.location,
    )


def _bare(text):
    return key_of_clean(text).translate(_PUNCTUATION) if text else ""
