"""How a screen is let into a hall: it shows a code, a manager types it, and a token of its own takes the place of the code."""
