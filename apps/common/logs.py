"""How log lines are written."""

import logging

# Control characters and Unicode's line ends would let a stranger write log lines of his own.
_VISIBLE = {code: f"\\x{code:02x}" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0), 0x2028, 0x2029)}


class OneLineFormatter(logging.Formatter):
    """One message, one line; only a traceback takes more."""

    def formatMessage(self, record):
        return super().formatMessage(record).translate(_VISIBLE)
