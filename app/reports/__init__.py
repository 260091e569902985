"""Reports: projections of the log."""
