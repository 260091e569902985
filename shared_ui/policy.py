"""What a page may load and do: its own server's files only, no text of a page as a script or style."""

POLICY = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; object-src 'none'"
