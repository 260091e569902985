"""The tables. What a table is for stands here; the steps that made it stand in `migrations/`."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeEngine

HEAD = "0014"
"""The newest migration; a test holds it equal to Alembic's."""

HALL = String(60)
"""The id of a hall, 40 characters at most, and what is added to it for its rehearsal. SQLite holds nobody to a length."""

metadata = MetaData()


def needed(name: str, kind: type[TypeEngine[Any]] | TypeEngine[Any]) -> Column[Any]:
    """A column in which every row has something."""
    return Column(name, kind, nullable=False)


halls = Table(
    "halls",
    metadata,
    Column("id", HALL, primary_key=True),
    needed("epoch", String(32)),
    needed("version", Integer),
    comment="One row a hall: the seq of its newest fact is the lock of its log, the epoch names this log.",
)
facts = Table(
    "facts",
    metadata,
    needed("hall", HALL),
    needed("seq", Integer),
    needed("type", String(40)),
    needed("format", Integer),
    needed("data", Text),
    PrimaryKeyConstraint("hall", "seq"),
    comment="The log: gapless for each hall, never changed, never deleted.",
)
OF_SETTINGS = text("type IN ('HallSet', 'ScriptSet')")
"""The condition of the index of settings, in its own words: only then SQLite knows that the index will do."""
Index("facts_settings", facts.c.hall, facts.c.seq, sqlite_where=OF_SETTINGS, postgresql_where=OF_SETTINGS)
OF_COMPLAINTS = text(
    "type IN ('ComplaintRecorded', 'ComplaintClassified', 'ComplaintSolved', 'ComplaintReplied', 'ComplaintJudged',"
    " 'ComplaintClosed', 'WorkOrderRaised', 'WorkOrderAnswered')"
)
"""The condition of the index of complaints, in its own words. Measured: a year's figures without it read for 4.2 s."""
Index("facts_complaints", facts.c.hall, facts.c.seq, sqlite_where=OF_COMPLAINTS, postgresql_where=OF_COMPLAINTS)
checkpoints = Table(
    "checkpoints",
    metadata,
    needed("hall", HALL),
    needed("seq", Integer),
    needed("day", String(10)),
    needed("state", Text),
    PrimaryKeyConstraint("hall", "seq"),
    comment="The state at the beginning of each business day, so that a start reads one day and not the years before.",
)
scripts = Table(
    "scripts",
    metadata,
    Column("print", String(32), primary_key=True),
    needed("data", Text),
    comment="Each service script that checkpoints name, once for all halls and days, by a print of its content.",
)
commands = Table(
    "commands",
    metadata,
    needed("hall", HALL),
    needed("seq", Integer),
    needed("id", LargeBinary(16)),
    needed("day", String(10)),
    needed("fingerprint", LargeBinary(16)),
    needed("status", Integer),
    needed("body", LargeBinary),
    PrimaryKeyConstraint("hall", "seq", "id"),
    comment="The first answer to each command that took effect, beside its last fact; kept through the next business day.",
)
personal = Table(
    "personal",
    metadata,
    needed("hall", HALL),
    needed("seq", Integer),
    needed("day", String(10)),
    needed("number", String(12)),
    Column("note", Text),
    Column("secret", LargeBinary(16)),
    Column("customer", String(40)),
    Column("box", LargeBinary),
    Column("phone", LargeBinary(16)),
    PrimaryKeyConstraint("hall", "seq"),
    Index("personal_phone", "hall", "phone"),
    comment="All that is personal about a ticket, beside the fact that issued or noted it; rows may be erased at any time.",
)
vips = Table(
    "vips",
    metadata,
    needed("hall", HALL),
    needed("list", BigInteger),
    needed("phone", LargeBinary(16)),
    needed("level", String(40)),
    PrimaryKeyConstraint("hall", "list", "phone"),
    Index("vips_phone", "phone"),
    comment="VIP lists: a keyed hash of each phone number, and the level.",
)
vip_lists = Table(
    "vip_lists",
    metadata,
    Column("hall", HALL, primary_key=True),
    needed("list", BigInteger),
    Column("before", BigInteger),
    Column("print", LargeBinary(16)),
    comment="Which VIP list of a hall holds, which one before it can be taken back, and a print of what is on it.",
)
tokens = Table(
    "tokens",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("hall", HALL),
    needed("role", String(20)),
    Column("counter", Integer),
    needed("created_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("kind", String(10), nullable=False, server_default="token"),
    Column("name", String(40)),
    Column("address", String(64)),
    Column("by", String(80)),
    Column("device", LargeBinary(16)),
    Column("browser", String(40)),
    Column("paired_at", BigInteger),
    Column("used_at", BigInteger),
    Column("seen_at", BigInteger),
    Column("changed_at", BigInteger),
    Column("elsewhere", String(64)),
    Column("replayed_at", BigInteger),
    Index("tokens_device", "device"),
    Index("tokens_changed_at", "changed_at"),
    Index("tokens_revoked_at", "revoked_at"),
    comment="What may come in: the SHA-256 of each token, its role, hall and counter; no hall: all of them. Of a paired device"
    " (kind `device`), which gets a new token from time to time, its name, its address, who let it"
    " in, when it used this token first and was seen last, and what was refused: the other address, the replaced token.",
)
pairings = Table(
    "pairings",
    metadata,
    Column("device", LargeBinary(32), primary_key=True),
    Column("code", LargeBinary(32), nullable=False, unique=True),
    needed("at", BigInteger),
    needed("address", String(64)),
    needed("about", Text),
    Column("hall", HALL),
    Column("role", String(20)),
    Column("counter", Integer),
    Column("name", String(40)),
    Column("by", String(80)),
    Column("used_at", BigInteger),
    comment="Screens that show a code and wait to be let in; hashes of the code and of what the screen asks"
    " with. With a role: let in.",
)
staff = Table(
    "staff",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("hall", HALL),
    needed("name", String(40)),
    needed("duties", Text),
    Column("password", String(200)),
    Column("pin", String(200)),
    needed("must_change", Boolean),
    needed("created_at", BigInteger),
    needed("changed_at", BigInteger),
    Column("disabled_at", BigInteger),
    comment="Who works here, what their duties are, and argon2id hashes of what they sign in with. No hall: all of them.",
)
sessions = Table(
    "sessions",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    needed("staff", String(20)),
    Column("hall", HALL),
    Column("device", LargeBinary(32)),
    needed("created_at", BigInteger),
    needed("seen_at", BigInteger),
    Column("locked_at", BigInteger),
    Column("ended_at", BigInteger),
    Index("sessions_staff", "staff"),
    comment="Who has signed in, and at which device.",
)
attempts = Table(
    "attempts",
    metadata,
    Column("whose", LargeBinary(16), primary_key=True),
    needed("failed", Integer),
    needed("at", BigInteger),
    comment="How often somebody failed to sign in lately: a keyed hash of the number that was typed, or of the address.",
)
audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    needed("at", BigInteger),
    Column("hall", HALL),
    needed("who", String(80)),
    needed("act", String(40)),
    needed("about", Text),
    needed("seal", LargeBinary(32)),
    comment="Who let whom in, and who looked at what: only ever added to, each row sealed over the one before it.",
)
summaries = Table(
    "summaries",
    metadata,
    Column("hall", HALL, primary_key=True),
    needed("version", Integer),
    needed("at", BigInteger),
    needed("data", Text),
    comment="How each hall is doing, for the other halls and servers of the chain: made again from the hall whenever it changes.",
)
devices = Table(
    "devices",
    metadata,
    needed("hall", HALL),
    needed("id", String(40)),
    needed("kind", String(20)),
    needed("first_at", BigInteger),
    needed("seen_at", BigInteger),
    needed("data", Text),
    Column("name", String(40)),
    Column("reload_at", BigInteger),
    Column("reload_key", LargeBinary(16)),
    PrimaryKeyConstraint("hall", "id"),
    Index("devices_reload_at", "reload_at"),
    comment="The browsers that stand in a hall: when each was last seen, what it told of itself, what a manager wishes of it.",
)
notices = Table(
    "notices",
    metadata,
    needed("hall", HALL),
    needed("about", String(80)),
    needed("address", String(16)),
    needed("who", String(40)),
    needed("data", Text),
    needed("at", BigInteger),
    needed("tries", Integer),
    needed("next_at", BigInteger),
    Column("done_at", BigInteger),
    Column("outcome", String(10)),
    Column("error", String(40)),
    PrimaryKeyConstraint("hall", "about", "address"),
    Index("notices_next_at", "next_at"),
    comment="What is told to staff and departments elsewhere: matter, counter and ticket number at most, a print of the address,"
    " and how it went; kept for a week.",
)
ballots = Table(
    "ballots",
    metadata,
    needed("hall", HALL),
    needed("survey", String(20)),
    Column("box", LargeBinary),
    needed("closed", Boolean),
    PrimaryKeyConstraint("hall", "survey"),
    comment="How often each answer was given in a round of the staff survey, closed at rest and always of one length; emptied"
    " when the round is over. No sheet of anybody's answers lies anywhere.",
)
voters = Table(
    "voters",
    metadata,
    needed("hall", HALL),
    needed("survey", String(20)),
    needed("who", LargeBinary(16)),
    needed("command", LargeBinary(16)),
    PrimaryKeyConstraint("hall", "survey", "who"),
    comment="Who has answered in the round that is open, by a keyed hash of the staff number, so that each answers once.",
)
agreed = Table(
    "agreed",
    metadata,
    Column("name", String(20), primary_key=True),
    needed("value", String(80)),
    comment="What all servers of this database must agree on: the print of their secret key, the scripts that are in force.",
)
media = Table(
    "media",
    metadata,
    needed("hall", HALL),
    needed("print", String(32)),
    needed("type", String(20)),
    needed("bytes", Integer),
    needed("parts", Integer),
    needed("at", BigInteger),
    needed("about", Text),
    PrimaryKeyConstraint("hall", "print"),
    comment="Pictures and videos for the screens, by a print of their content; a row is written when all parts of the file are.",
)
media_parts = Table(
    "media_parts",
    metadata,
    needed("hall", HALL),
    needed("print", String(32)),
    needed("part", Integer),
    needed("at", BigInteger),
    needed("data", LargeBinary),
    PrimaryKeyConstraint("hall", "print", "part"),
    comment="The files themselves, in parts of 256 KiB, so that no transaction that writes or reads one is long.",
)
figures = Table(
    "figures",
    metadata,
    needed("hall", HALL),
    needed("day", String(10)),
    needed("seq", Integer),
    needed("data", Text),
    needed("carried", Text),
    PrimaryKeyConstraint("hall", "day"),
    comment="What each business day comes to, up to the fact `seq`, and what goes over into the next: made again from the log at"
    " will.",
)
