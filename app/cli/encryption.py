"""With what a server encrypts, if it does: off loopback it must, unless it is told otherwise."""

import ipaddress
import ssl
from datetime import UTC, datetime
from pathlib import Path

import structlog

from app import certificates
from app.cli.errors import CommandError
from app.hosts import is_address
from app.settings import Settings

logger = structlog.get_logger()

OPEN = (
    "{host} is reached from other machines, and without TLS whoever is on the network can read along and take a screen's token."
    " Make a certificate (yingbin certificate --data {data}), or give --tls-cert and --tls-key, or name the proxy before this"
    " server in YINGBIN_PROXIES, or say --insecure if nobody else is on this network."
)


class Encryption:
    """A certificate in use. One that was made here is renewed by the server itself."""

    def __init__(self, cert: Path, key: Path | None, made_in: Path | None = None) -> None:
        self._cert, self._key, self._made_in = cert, key, made_in
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._seen = self._load()

    @property
    def names(self) -> tuple[str, ...]:
        return certificates.names_in(self._cert)

    def look(self) -> None:
        """Takes up a certificate that was exchanged; those who are connected stay so. Makes a new one if it is due."""
        try:
            if self._made_in is not None and certificates.provide(self._made_in, ()).fresh:
                logger.info("certificate_renewed")
            if self._stamp() != self._seen:
                self._seen = self._load()
                logger.info("certificate_taken_up")
        except (OSError, CommandError, certificates.CertificateError) as error:
            logger.error("certificate_not_renewed", error=type(error).__name__)

    def _load(self) -> tuple[int, ...]:
        seen = self._stamp()
        try:
            self.context.load_cert_chain(self._cert, self._key)
        except (OSError, ValueError) as error:
            what = f"{self._cert} and {self._key}" if self._key else str(self._cert)
            raise CommandError(f"{what} can't be used as certificate and key: {_ailing(error)}.") from None
        return seen

    def _stamp(self) -> tuple[int, ...]:
        try:
            return tuple(file.stat().st_mtime_ns for file in (self._cert, self._key) if file is not None)
        except OSError as error:
            raise CommandError(f"{error.filename} can't be read: {error.strerror}.") from None


def _ailing(error: Exception) -> str:
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError):
        return str(error.strerror)
    return "they are no pair in the PEM form"


def encryption(settings: Settings, address: str) -> Encryption | None:
    """None: plain HTTP, on loopback or because somebody said so. `address`: where the server listens."""
    try:
        return _chosen(settings, address)
    except certificates.CertificateError as error:
        raise CommandError(str(error)) from None


def _chosen(settings: Settings, address: str) -> Encryption | None:
    if settings.tls_key and not settings.tls_cert:
        raise CommandError("A key without a certificate: give --tls-cert too.")
    if settings.tls_cert:
        return Encryption(settings.tls_cert, settings.tls_key)
    if not _is_wanted(settings) or _on_loopback(address):
        return None
    made = certificates.shown(settings.data)
    if made is None:
        raise CommandError(OPEN.format(host=settings.host or "0.0.0.0", data=settings.data))
    if made.due(datetime.now(UTC)):
        certificates.provide(settings.data, ())
    return Encryption(made.file, None, settings.data)


def _is_wanted(settings: Settings) -> bool:
    return not (settings.insecure or settings.proxies)


def is_made_here(settings: Settings) -> bool:
    """Whether a server with these settings shows what `yingbin certificate` made."""
    near = settings.host == "localhost" or (is_address(settings.host) and _on_loopback(settings.host))
    return _is_wanted(settings) and not near and certificates.server_file(settings.data).exists()


def _on_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback
