"""Reading points and values, for somebody."""
