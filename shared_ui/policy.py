"""What every answer says to a browser. A page may load and do what its own server's files say; no text of a page is a script or a
style; no other site may frame it, and none learns where somebody was."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self';"
    " connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; object-src 'none'"
)
UNUSED = (
    "accelerometer=(), bluetooth=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(),"
    " magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
)
"""What a browser can do and no page of ours ever asks for."""
HALF_A_YEAR = 180 * 86_400

HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", UNUSED.encode()),
    (b"cross-origin-resource-policy", b"same-origin"),
)
NO_STORE = (b"cache-control", b"no-store")
"""Unless an answer says otherwise: what is the same for everybody lies under an address with its content's stamp."""
OVER_TLS = (
    (b"strict-transport-security", b"max-age=%d" % HALF_A_YEAR),
    (b"cross-origin-opener-policy", b"same-origin"),
)
"""Browsers heed these over TLS only, and complain of the second otherwise."""
