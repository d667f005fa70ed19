"""What changes points and values. The parts are imported by name: points, values."""
