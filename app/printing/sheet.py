"""A strip of paper that is drawn on from above, in black and white."""

from typing import Literal

import segno
from PIL import Image, ImageDraw

from app.printing.type import Face, face, lines, wide

WHITE, BLACK = 255, 0
LONGEST = 2400
"""Dots: 30 cm, more than any ticket needs; what is beyond isn't printed."""
THRESHOLD = 140
"""What is darker becomes a dot. A little above the middle: the paper makes thin strokes thinner."""
QUIET = 4
"""Modules of white that a QR code needs around it."""
MASK = 3
"""One of the eight of the standard; trying which one is the most even takes half as long as the whole ticket."""
Side = Literal["left", "middle", "right"]


class Sheet:
    """`y`: how far down it is drawn on. `width` in dots, `margin` on each side."""

    def __init__(self, width: int, margin: int) -> None:
        self._image = Image.new("L", (width, LONGEST), WHITE)
        self._draw = ImageDraw.Draw(self._image)
        self.width, self.margin, self.y = width, margin, 0

    @property
    def room(self) -> int:
        return self.width - 2 * self.margin

    def space(self, dots: int) -> None:
        self.y += dots

    def rule(self) -> None:
        self._draw.rectangle((self.margin, self.y, self.width - self.margin - 1, self.y + 1), BLACK)
        self.y += 2

    def text(
        self, text: str, size: int, *, side: Side = "middle", most: int = 2, heavy: int = 0, left: int = 0, room: int = 0
    ) -> None:
        """Lines of this size, within `room` dots from `left` on. `heavy`: dots of stroke around each letter."""
        room = room or self.room - left
        for line in lines(text, size, room, most):
            at = self._x(line, size, side, left, room), self.y
            self._draw.text(at, line, BLACK, face(size), stroke_width=heavy)
            self.y += size * 4 // 3

    def _x(self, line: str, size: int, side: Side, left: int, room: int) -> int:
        over = room - round(wide(line, size))
        return self.margin + left + (0 if side == "left" else over if side == "right" else over // 2)

    def number(self, text: str, written: Face) -> None:
        """As high as its digits are: no line above or below."""
        left, top, right, bottom = written.getbbox(text)
        x = (self.width - round(right - left)) // 2
        self._draw.text((x - left, self.y - top), text, BLACK, written)
        self.y += round(bottom - top)

    def pair(self, label: str, value: str, small: int, large: int) -> None:
        """A label and what it is, on one line if there is room for both, else the one below the other."""
        if wide(label, small) + wide(value, large) + small > self.room:
            self.text(label, small, side="left")
            self.text(value, large, side="right", heavy=1)
            return
        base = self.y + large
        right = self._x(value, large, "right", 0, self.room)
        self._draw.text((self.margin, base), label, BLACK, face(small), anchor="ls")
        self._draw.text((right, base), value, BLACK, face(large), anchor="ls", stroke_width=1)
        self.y += large * 4 // 3

    def box(self, left: int, top: int, size: int) -> None:
        """An empty one, to be ticked."""
        x = self.margin + left
        self._draw.rectangle((x, top, x + size - 1, top + size - 1), WHITE, BLACK, width=3)

    def frame(self, top: int, bottom: int) -> None:
        self._draw.rounded_rectangle((self.margin, top, self.width - self.margin - 1, bottom), 10, None, BLACK, width=3)

    def code(self, address: str, largest: int, *, left: int | None = None) -> int:
        """A QR code no wider than this, its white edge within it, at `left` or in the middle. Returns its width; `y` stays."""
        found = segno.make(address, micro=False, error="m", boost_error=False, mask=MASK)
        modules = len(found.matrix)
        scale = max(2, largest // (modules + 2 * QUIET))
        across = modules * scale
        image = Image.frombytes("L", (modules, modules), b"".join(bytes(row) for row in found.matrix))
        image = image.point([WHITE, *([BLACK] * 255)]).resize((across, across), Image.Resampling.NEAREST)
        x = (self.width - across) // 2 if left is None else self.margin + left
        self._image.paste(image, (x, self.y))
        return across

    def picture(self, dots: Image.Image) -> None:
        """In the middle."""
        self._image.paste(dots.convert("L"), ((self.width - dots.width) // 2, self.y))
        self.y += dots.height

    def cut(self) -> Image.Image:
        """What was drawn on, as dots."""
        strip = self._image.crop((0, 0, self.width, min(self.y, LONGEST)))
        return strip.point([BLACK if grey < THRESHOLD else WHITE for grey in range(256)]).convert("1", dither=Image.Dither.NONE)
