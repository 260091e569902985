"""The clerk's console: one counter, the customer in hand, who is next and why, and one key for each thing to do."""
