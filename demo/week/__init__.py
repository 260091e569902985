"""A week of a hall, played through the product on a clock that is set: all that is done is a command of it."""
