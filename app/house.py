"""What a request may need: the desk, who is watching, who may come in, the settings."""

import asyncio
from dataclasses import dataclass, field
from functools import partial

from app.access import Access, Strangers
from app.accounts import Accounts
from app.audit import Audit
from app.chain import Chain
from app.claims import Claims
from app.cuts import Cuts
from app.database import Data, check
from app.desk import Desk
from app.devices import Devices
from app.hints import Hints
from app.lamps.hands import Lamps
from app.limits import DAY, Buckets, PhonePastLimit, Sockets
from app.live import Live
from app.log import Log
from app.media.reception import Reception
from app.notices.office import Notices
from app.pairing.paired import PairedDevices
from app.pairing.patience import Patience
from app.pairing.waiting import Waiting
from app.personal import Strongbox
from app.personal_data import PersonalData
from app.phone_door import PhoneDoor
from app.phone_link import PhoneLinks
from app.phones import VipList
from app.printing.logo import Logos
from app.printing.room import PrintRoom
from app.rehearsal.stage import Stage
from app.reporting import Reporting
from app.retention import Eraser
from app.settings import Settings
from app.shelf import Shelf
from app.speaking import Speaking
from app.staff.people import People
from app.staff.sessions import Sessions
from app.voices.ballots import Ballots
from app.voices.closing import Closing
from app.wishes import wall_clock


@dataclass
class House:
    settings: Settings
    log: Log
    live: Live
    desk: Desk
    accounts: Accounts
    access: Access
    people: People
    cuts: Cuts
    waiting: Waiting
    paired: PairedDevices
    patience: Patience
    buckets: Buckets
    numbers: Buckets
    sockets: Sockets
    vips: VipList
    shelf: Shelf
    stage: Stage
    claims: Claims
    chain: Chain
    media: Reception
    lamps: Lamps
    phones: PhoneDoor
    eraser: Eraser
    reporting: Reporting
    devices: Devices
    links: PhoneLinks
    printing: PrintRoom
    speaking: Speaking
    hints: Hints | None
    audit: Audit
    personal: PersonalData
    notices: Notices
    ballots: Ballots
    closing: Closing
    epochs: dict[str, str] = field(default_factory=dict)
    beating: "asyncio.Task[None]" = field(init=False)
    stopping: bool = False
    """It was asked to stop."""

    @property
    def turns_away(self) -> bool:
        """Whoever comes anew does better at another server: this one stops, or may not work with the database."""
        return self.stopping or self.desk.unfit is not None

    @classmethod
    def build(cls, data: Data, settings: Settings) -> "House":
        strongbox, vips, audit = Strongbox(data.key), VipList(data.engine, data.key), Audit(data.key)
        log, live, accounts = Log(data.engine, strongbox), Live(), Accounts(data.engine, data.key)
        desk, claims = Desk(log, live, wall_clock), Claims(data.engine)
        sessions = Sessions(data.engine, data.key, settings.lock_after, settings.lock_after_elsewhere)
        access = Access(accounts, Strangers(settings.strangers_a_minute), sessions)
        media = Reception(data.engine, data.directory, settings.video_megabytes, settings.media_megabytes)
        devices = Devices(data.engine, lambda: desk.clock(), live.rouse_hall)
        if data.shared:
            desk.check = partial(check, data, upgrade=True)
        house = cls(
            settings,
            log,
            live,
            desk,
            accounts,
            access,
            People(data.engine, data.key, sessions),
            Cuts(data.engine, accounts),
            Waiting(data.engine, data.key),
            PairedDevices(data.engine, data.key),
            Patience(),
            Buckets(settings.kiosk_burst, settings.kiosk_tickets_a_minute),
            Buckets(settings.phone_tickets_a_day, settings.phone_tickets_a_day, DAY, PhonePastLimit),
            Sockets(settings.sockets, settings.many_sockets),
            vips,
            Shelf(settings.scripts, desk),
            Stage(desk, claims),
            claims,
            Chain(desk, data.engine),
            media,
            Lamps(desk, claims, settings.lamps_key()),
            PhoneDoor(desk, access, settings.retention_days),
            Eraser(desk, claims, strongbox, settings.retention_days),
            Reporting(desk, claims, data.engine),
            devices,
            PhoneLinks(data.key, log),
            PrintRoom(desk, claims, Logos(media.store.whole)),
            Speaking(desk, claims),
            Hints(data.url, desk.hear) if data.shared else None,
            audit,
            PersonalData(strongbox, vips, audit),
            Notices(desk, claims, devices, settings.notices_file or data.directory / "notices.yaml"),
            ballots := Ballots(data.engine, data.key),
            Closing(desk, ballots),
        )
        desk.gone += [house.forget, house.devices.forget_hall]
        if house.hints is not None:
            desk.told.append(house.hints.tell)
        return house

    async def open(self) -> None:
        await self.desk.open()
        self.cuts.open()
        await self.shelf.open()
        await self.stage.open()
        self.beating = asyncio.create_task(self.live.keep_beating())
        await self.chain.open()
        self.media.open(self.desk.clock())
        await self.lamps.open()
        self.eraser.open()
        self.reporting.open()
        self.devices.open()
        self.people.open()
        await self.printing.open()
        await self.notices.open()
        self.closing.open()
        self.speaking.open()
        if self.hints is not None:
            self.hints.open()

    async def close(self) -> None:
        self.beating.cancel()
        self.live.close()
        await self.cuts.close()
        self.shelf.close()
        await self.eraser.close()
        await self.reporting.close()
        await self.stage.close()
        await self.printing.close()
        await self.notices.close()
        await self.closing.stop()
        await self.chain.close()
        await self.media.close()
        await self.lamps.close()
        await self.devices.close(in_touch=self.desk.in_touch)
        await self.speaking.close()
        await self.people.close()
        if self.hints is not None:
            await self.hints.close()
        await self.desk.close()
        self.claims.close()
        self.log.close()

    def forget(self, hall: str) -> None:
        """It may be another log when it comes again."""
        self.epochs.pop(hall, None)

    async def epoch(self, hall: str) -> str:
        if hall not in self.epochs:
            self.epochs[hall] = await asyncio.to_thread(self.log.epoch, hall)
        return self.epochs[hall]

    async def vip_level(self, hall: str, phone: str) -> str | None:
        return await asyncio.to_thread(self.vips.level, hall, phone)
