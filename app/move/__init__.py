"""A hall goes from one database to another, with its whole story, and is in one of the two at any moment; never in none."""
