"""The domain: a hall, its tickets and counters, and who is next. Pure: no IO, no clock, no randomness."""
