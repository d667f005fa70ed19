"""What the standards say about measured values. Plain functions: no database, no clock."""
