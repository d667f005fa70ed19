"""Documents in the official format of GB/T 9704-2012, as Word files that need only a reading."""

from apps.reports.official.dates import chinese_date
from apps.reports.official.document import Document

__all__ = ["Document", "chinese_date"]
