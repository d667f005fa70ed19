"""The database engine of the product (settings.DATABASES): Django's own for PostgreSQL, a little cheaper for each request."""
