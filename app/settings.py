"""Settings of a server: YINGBIN_… environment variables; the command line overrides them."""

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, IPvAnyNetwork, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,252}"
"""Of a machine, without a port."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="YINGBIN_")

    host: str = "127.0.0.1"
    port: int = 8000
    data: Path = Path("var")
    database_url: str | None = None
    database_pool: Annotated[int, Field(ge=4, le=200)] = 10
    """Connections to PostgreSQL that a server opens at most, beside the two of its hints."""
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Processes that serve side by side on one port. More than one need PostgreSQL."""
    drain: Annotated[float, Field(ge=0, le=600)] = 0.0
    """Seconds that a server still serves after it was asked to stop, while `/readyz` turns balancers away already."""
    proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = ()
    """Addresses or networks, with commas between, of the proxies that are believed in whose name they ask. Nobody else is."""
    hosts: Annotated[tuple[Annotated[str, Field(pattern=f"^{NAME}$")], ...], NoDecode] = ()
    """Names, with commas between, by which this server is reached besides its addresses and the machine's own names."""
    tls_cert: Path | None = None
    """What the server shows over TLS, in PEM form with what leads to its authority; by default what was made here."""
    tls_key: Path | None = None
    """Its key, if that isn't in the same file."""
    insecure: bool = False
    """Plain HTTP on an address that other machines reach."""
    public_url: str | None = None
    """The address under which customers' phones reach this server; by default that of the request."""
    scripts: Path | None = None
    """The folder of the service scripts; `yingbin serve` takes `service_scripts/` here if there is one."""
    kiosk_tickets_a_minute: int = 30
    kiosk_burst: int = 10
    phone_tickets_a_day: Annotated[int, Field(ge=1)] = 10
    """Tickets that customers may take by one phone number, at the kiosks of a hall, in any 24 hours."""
    retention_days: Annotated[int, Field(ge=1, le=3660)] = 30
    """Days after a ticket's own for which its note and its phone page are kept."""
    lock_after: Annotated[float, Field(ge=1, le=43_200)] = 300.0
    """Seconds without a touch after which a paired screen of the staff is locked."""
    lock_after_elsewhere: Annotated[float, Field(ge=1, le=43_200)] = 900.0
    """The same at a machine that isn't paired."""
    strangers_a_minute: int = 120
    """Requests without a valid token that one address may make in a minute."""
    sockets: int = 64
    """Live sockets that one token may hold; integration and display tokens: `many_sockets`."""
    many_sockets: int = 5000
    video_megabytes: Annotated[int, Field(ge=1, le=2000)] = 100
    """How large a video for the screens may be."""
    media_megabytes: Annotated[int, Field(ge=1, le=100_000)] = 1000
    """How much room the pictures and videos of a hall may take."""
    lamps_secret: SecretStr | None = None
    """What calling lamps know a message of ours by."""
    lamps_secret_file: Path | None = None
    """A file with it, instead."""
    notices_file: Path | None = None
    """Who is told of what elsewhere, and where; by default `notices.yaml` in the data directory. Its addresses hold tokens."""
    render_every: float = 0.1
    """Seconds between two pictures of the same screen while the hall is busy."""

    @field_validator("proxies", "hosts", mode="before")
    @classmethod
    def _listed(cls, given: Any) -> Any:
        return [one.strip() for one in given.split(",") if one.strip()] if isinstance(given, str) else given

    @field_validator("public_url")
    @classmethod
    def _begins_an_address(cls, given: str | None) -> str | None:
        if given and not re.fullmatch(r"https?://[^\s/?#]{1,150}(?:/[^\s?#]{0,50})?", given):
            raise ValueError("it is an address such as https://queue.example.cn")
        return given.rstrip("/") if given else None

    def lamps_key(self) -> bytes | None:
        """Raises OSError if its file can't be read."""
        if self.lamps_secret is not None:
            return self.lamps_secret.get_secret_value().encode() or None
        return self.lamps_secret_file.read_bytes().strip() or None if self.lamps_secret_file else None
