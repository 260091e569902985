"""Why a file isn't taken."""

from app.hall.refusals import Refusal


class NotMedia(Refusal):
    """Neither a picture nor a video, whatever its name says."""

    code = "not_media"


class NoSvg(Refusal):
    """A drawing that may hold scripts."""

    code = "no_svg"


class BadPicture(Refusal):
    """It begins like a picture, and can't be read to its end."""

    code = "bad_picture"


class TooManyPixels(Refusal):
    code = "too_many_pixels"


class BadVideo(Refusal):
    """Not a video that a screen can play; `found`: what it has instead."""

    code = "bad_video"


class MediaTooLarge(Refusal):
    """`most`: megabytes."""

    code = "media_too_large"


class MediaFull(Refusal):
    """The hall has as many files as it may; `most`: megabytes."""

    code = "media_full"


class UnknownMedia(Refusal):
    code = "unknown_media"


class BrokenOff(Refusal):
    """The file didn't come to its end."""

    code = "broken_off"
