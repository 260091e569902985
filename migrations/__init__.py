"""Alembic migrations; `app.database` runs them when a server starts on an older directory."""
