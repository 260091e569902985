"""The rehearsal's page: choose a case, follow the scene beside the real screens, see how it went."""
