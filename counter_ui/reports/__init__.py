"""The reports as pages with charts, and as files for Excel."""
