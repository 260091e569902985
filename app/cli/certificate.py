"""`yingbin certificate`."""

import hashlib
import re
import ssl
from pathlib import Path
from typing import Annotated

import typer

from app import certificates
from app.cli.errors import CommandError
from app.cli.places import DataOption, settings_with
from app.hosts import is_address, listed
from app.settings import NAME

HOW = """\
Every screen has to know the hall's authority, once: {ca}
(SHA-256 {print})
  kiosk or TV of ours:       deploy/kiosk/install --ca {name} …
  Debian, Ubuntu:            as root: cp {name} /usr/local/share/ca-certificates/yingbin.crt && update-ca-certificates
  Windows:                   as administrator: certutil -addstore Root {name}
  tablet, phone of staff:    send it the file and open it: certificates, CA, install
It is no secret. ca.key beside it is one: with it anybody can pose as this server.
"""


def certificate(
    data: DataOption = None,
    names: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="HOST", help="A further name or address of this server; may be given several times."),
    ] = None,
) -> None:
    """Makes a certificate for a hall's own network: an authority at first use, and what the server shows. Run again, it is made
    anew only if it ends within 30 days or a name is missing; the authority stays."""
    settings = settings_with(data=data)
    if not (settings.data / "secret.key").exists():
        raise CommandError(f"{settings.data} is no data directory: make one with `yingbin init`.")
    wanted = [_name(name) for name in names or ()]
    try:
        made = certificates.provide(settings.data, [*wanted, *sorted(listed(settings))])
    except certificates.CertificateError as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{certificates.folder(settings.data)} can't be written: {error.strerror}.") from None
    state = "new" if made.fresh else "good"
    print(f"The certificate is {state}: {made.file}, until {made.ends:%Y-%m-%d}, for {', '.join(made.names)}.")
    ca = certificates.authority_file(settings.data)
    print(HOW.format(ca=ca, name=ca.name, print=_print(ca)), end="")


def _name(given: str) -> str:
    name = given.strip("[]").lower()
    if not (is_address(name) or re.fullmatch(NAME, name)):
        raise CommandError(f"{given[:60]} is neither a name nor an address: give it without scheme and port.")
    return name


def _print(ca: Path) -> str:
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(ca.read_text())).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, 64, 2))
