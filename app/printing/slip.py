"""What stands on a ticket, in words, in its customer's language. How it looks is the picture's."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slip:
    """`facts` are pairs of a label and what it is; `address` is behind the QR code, None: there is none. Nothing in it names the
    customer or the level."""

    hall: str
    lead: str
    number: str
    service: str
    facts: tuple[tuple[str, str], ...]
    where: str
    bring: str
    documents: tuple[str, ...]
    scan: str
    address: str | None
    courtesy: str
    taken: str
    foot: str
    logo: str | None = None
    """The uploaded picture of the hall's logo for paper."""
