"""The pages of people: signing in elsewhere, the set-up, my account, the staff."""
