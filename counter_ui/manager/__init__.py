"""The duty manager's page: who calls for a manager, what is owed, the floor; moments of truth and scripts as pages beside it."""
