"""`yingbin devices`: the screens that are let in."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.cli.errors import CommandError
from app.cli.places import DataOption, UrlOption, opened
from app.device_rows import UnknownDevice
from app.pairing.paired import Paired, PairedDevices

devices_app = typer.Typer(no_args_is_help=True, help="The screens that are let in.")


@devices_app.callback()
def devices_of(context: typer.Context, data: DataOption = None, database_url: UrlOption = None) -> None:
    context.obj = data, database_url


@devices_app.command("list")
def list_devices(
    context: typer.Context,
    hall: Annotated[str | None, typer.Option("--hall", metavar="HALL", help="Those of this hall only.")] = None,
) -> None:
    """One line a screen: id, hall, role, counter, name, address, who let it in, when it was seen last."""
    with opened(*context.obj) as found:
        for one in PairedDevices(found.engine, found.key).of(hall):
            print("\t".join(_told(one)))


def _told(one: Paired) -> list[str]:
    seen = datetime.fromtimestamp(one.seen_at / 1000, UTC).isoformat(timespec="seconds") if one.seen_at else "-"
    refused = [f"refused from {one.elsewhere}"] if one.elsewhere else []
    refused += ["an old token was used"] if one.replayed_at else []
    counter = str(one.counter) if one.counter is not None else "-"
    return [one.id, one.hall, one.role, counter, one.name or "-", one.address, one.by, seen, *refused]


@devices_app.command()
def revoke(context: typer.Context, id: Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it.")]) -> None:
    """The screen is let in no longer. A running server cuts its sockets and refuses its requests within a second."""
    with opened(*context.obj) as found:
        try:
            gone = PairedDevices(found.engine, found.key).revoke(None, id, "command line")
        except UnknownDevice:
            raise CommandError(f"There is no screen {id[:40]!r}: `yingbin devices list` shows those that there are.") from None
    print(f"{gone.name or gone.role} of {gone.hall} is revoked.")
