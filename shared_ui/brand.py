"""The hall's colour as a stylesheet: its address is its content, so it may be kept for ever."""

from fastapi import APIRouter
from starlette.responses import Response

from app.hall.colours import for_white_words, is_colour
from app.hall.refusals import Refusal

router = APIRouter(include_in_schema=False)


class NoColour(Refusal):
    code = "unknown_page"


@router.get("/brand/{colour}.css", response_model=None)
async def brand(colour: str) -> Response:
    """`--brand-pure`: the colour as it is. `--brand-words`: where white words stand on it; on paper it is `--brand` too, if
    nobody asked for high contrast."""
    if not is_colour(f"#{colour}"):
        raise NoColour(path=f"/brand/{colour[:20]}.css")
    body = (
        f":root {{ --brand-pure: #{colour}; --brand-words: {for_white_words(f'#{colour}')} }}\n"
        "@media (prefers-contrast: no-preference) {\n"
        '  [data-theme="paper"]:not([data-contrast]) { --brand: var(--brand-words); --brand-ink: #fff }\n'
        "}\n"
    )
    return Response(body, 200, {"Cache-Control": "public, max-age=31536000, immutable"}, media_type="text/css")
