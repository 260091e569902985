"""Where a screen gets a file of its hall."""


def media_address(hall: str, media: str) -> str:
    return f"/media/{hall}/{media}"
