"""A pytest plugin, loaded before Django: real servers of their own for the tests, and a media folder to throw away."""

import os
import tempfile
from pathlib import Path

from config import embedded

os.environ.setdefault("VAR_DIR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ.setdefault("MEDIA_ROOT", tempfile.mkdtemp(prefix="media-"))
os.environ.setdefault("ENVIRONMENT", "demo")
embedded.ensure()
