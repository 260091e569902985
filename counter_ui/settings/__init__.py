"""The settings of a hall, in the browser."""
