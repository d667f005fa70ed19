"""Reading a problem list as it came from the office: bytes in, canonical rows and complaints out. Knows no database."""

from .gazetteer import Gazetteer
from .reader import read
from .result import Mapping, Result

__all__ = ["Gazetteer", "Mapping", "Result", "read"]
