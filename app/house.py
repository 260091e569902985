"""What a request may need: the desk, who is watching, who may come in, the settings."""

import asyncio
from dataclasses import dataclass, field

from app.access import Access, Strangers
from app.accounts import Accounts
from app.database import Data
from app.desk import Desk
from app.limits import Buckets
from app.live import Live
from app.log import Log
from app.phones import VipList
from app.rehearsal.stage import Stage
from app.settings import Settings
from app.shelf import Shelf
from app.wishes import wall_clock


@dataclass
class House:
    settings: Settings
    log: Log
    live: Live
    desk: Desk
    accounts: Accounts
    access: Access
    buckets: Buckets
    vips: VipList
    shelf: Shelf
    stage: Stage
    epochs: dict[str, str] = field(default_factory=dict)

    @classmethod
    def build(cls, data: Data, settings: Settings) -> "House":
        log, live, accounts = Log(data.engine), Live(), Accounts(data.engine)
        desk = Desk(log, live, wall_clock)
        return cls(
            settings,
            log,
            live,
            desk,
            accounts,
            Access(accounts, Strangers(settings.strangers_a_minute)),
            Buckets(settings.kiosk_burst, settings.kiosk_tickets_a_minute),
            VipList(data.engine, data.key),
            Shelf(settings.scripts, desk),
            Stage(desk),
        )

    async def epoch(self, hall: str) -> str:
        if hall not in self.epochs:
            self.epochs[hall] = await asyncio.to_thread(self.log.epoch, hall)
        return self.epochs[hall]

    async def vip_level(self, hall: str, phone: str) -> str | None:
        return await asyncio.to_thread(self.vips.level, hall, phone)
