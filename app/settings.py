"""Settings of a server: YINGBIN_… environment variables; the command line overrides them."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="YINGBIN_")

    host: str = "127.0.0.1"
    port: int = 8000
    data: Path = Path("var")
    database_url: str | None = None
    public_url: str | None = None
    """The address under which customers' phones reach this server; by default that of the request."""
    scripts: Path | None = None
    """The folder of the service scripts; `yingbin serve` takes `service_scripts/` here if there is one."""
    kiosk_tickets_a_minute: int = 30
    kiosk_burst: int = 10
    strangers_a_minute: int = 120
    """Requests without a valid token that one address may make in a minute."""
    sockets: int = 64
    """Live sockets that one token may hold; integration and display tokens: `many_sockets`."""
    many_sockets: int = 5000
    render_every: float = 0.1
    """Seconds between two pictures of the same screen while the hall is busy."""
