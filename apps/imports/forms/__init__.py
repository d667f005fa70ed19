"""Turning what people choose on the import pages into values."""
