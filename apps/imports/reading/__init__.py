"""Reading a problem list as it came from the office: bytes in, canonical rows and complaints out. Knows no database."""

from .gazetteer import Gazetteer
from .reader import Reading, read
from .result import Corrections, Mapping, Result

__all__ = ["Corrections", "Gazetteer", "Mapping", "Reading", "Result", "read"]
