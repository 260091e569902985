"""What all screens share: the page, the tokens, <live-region>, the sentences."""
