"""Reading: returns scoped querysets or plain rows, never writes."""
