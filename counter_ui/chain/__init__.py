"""The halls of the chain, side by side."""
