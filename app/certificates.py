"""The certificates of a hall's own network: an authority of its own, and what the server shows. They lie in DATA/tls; what is a
key is for its owner only."""

import ipaddress
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_FOR, SERVER_FOR = timedelta(days=3653), timedelta(days=397)
"""Browsers refuse what a server shows for longer; an authority that was put on every screen by hand should last."""
DUE = timedelta(days=30)
EARLIER = timedelta(hours=1)
"""A screen's clock may be behind."""
HERE = "localhost", "127.0.0.1", "::1"


class CertificateError(Exception):
    """A sentence for whoever runs the server."""


@dataclass(frozen=True)
class Shown:
    """What the server shows: until when, and for which names and addresses. `key` and certificate are one file, so that both are
    exchanged at once."""

    file: Path
    ends: datetime
    names: tuple[str, ...]
    fresh: bool = False

    def due(self, now: datetime) -> bool:
        return self.ends - now < DUE


def folder(data: Path) -> Path:
    return data / "tls"


def authority_file(data: Path) -> Path:
    return folder(data) / "ca.pem"


def server_file(data: Path) -> Path:
    return folder(data) / "server.pem"


def own_names() -> tuple[str, ...]:
    """This machine's, and the address by which it reaches others; nothing is sent to find that out."""
    host = socket.gethostname().lower()
    short = host.partition(".")[0]
    return tuple(dict.fromkeys((host, short, f"{short}.local", *_addresses(), *HERE)))


def _addresses() -> list[str]:
    found = []
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((far, 9))
                found.append(str(probe.getsockname()[0]))
        except OSError:
            continue
    return found


def shown(data: Path) -> Shown | None:
    """What lies there. Raises CertificateError if that is none."""
    file = server_file(data)
    if not file.exists():
        return None
    certificate = _read(file)
    return Shown(file, certificate.not_valid_after_utc, _names_of(certificate))


def names_in(file: Path) -> tuple[str, ...]:
    """Those of any certificate, also of one that others made. Raises CertificateError."""
    return _names_of(_read(file))


def provide(data: Path, names: Iterable[str], now: datetime | None = None) -> Shown:
    """A certificate for these names and those of the one before; made anew only if it is due or a name is missing. The authority
    stays as long as it holds. Raises CertificateError, OSError."""
    now = now or datetime.now(UTC)
    before = shown(data)
    wanted = tuple(dict.fromkeys((*names, *(before.names if before else own_names()))))
    if before and not before.due(now) and set(wanted) == set(before.names) and authority_file(data).exists():
        return before
    folder(data).mkdir(mode=0o700, exist_ok=True)
    authority, key = _authority(data, now)
    return _issued(server_file(data), authority, key, wanted, now)


def _authority(data: Path, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    file, key_file = authority_file(data), folder(data) / "ca.key"
    if not file.exists() and not key_file.exists():
        _found_authority(file, key_file, now)
    try:
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
    except (ValueError, TypeError, FileNotFoundError):
        raise CertificateError(_gone(data, "its key is missing or damaged")) from None
    authority = _read(file)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != authority.public_key():
        raise CertificateError(_gone(data, "its key is another's"))
    if authority.not_valid_after_utc - now < DUE:
        raise CertificateError(_gone(data, f"it ends on {authority.not_valid_after_utc:%Y-%m-%d}"))
    return authority, key


def _gone(data: Path, why: str) -> str:
    return (
        f"The hall's authority in {folder(data)} can't be used any more ({why}): restore that folder, or move it away, run this"
        " again and give the new ca.pem to every screen."
    )


def _found_authority(file: Path, key_file: Path, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Yingbin"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Yingbin {socket.gethostname()[:40]} {now:%Y-%m-%d}"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        _begun(name, name, key.public_key(), now, now + AUTHORITY_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(key_file, _pem(key), 0o600)
    _write(file, made.public_bytes(serialization.Encoding.PEM), 0o644)


def _issued(
    file: Path, authority: x509.Certificate, by: ec.EllipticCurvePrivateKey, names: tuple[str, ...], now: datetime
) -> Shown:
    key = ec.generate_private_key(ec.SECP256R1())
    ends = min(now + SERVER_FOR, authority.not_valid_after_utc)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    made = (
        _begun(authority.subject, subject, key.public_key(), now, ends)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .sign(by, hashes.SHA256())
    )
    _write(file, _pem(key) + made.public_bytes(serialization.Encoding.PEM), 0o600)
    return Shown(file, made.not_valid_after_utc, _names_of(made), fresh=True)


def _begun(
    issuer: x509.Name, subject: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _names_of(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return (*found.get_values_for_type(x509.DNSName), *map(str, found.get_values_for_type(x509.IPAddress)))


def _read(file: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (ValueError, OSError):
        raise CertificateError(f"{file} can't be read as a certificate: give one in the PEM form.") from None


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _write(file: Path, content: bytes, mode: int) -> None:
    """Whole or not at all, and never readable by others for a moment."""
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        os.fchmod(out.fileno(), mode)  # the authority's is for everybody, whatever the umask
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(new, file)
