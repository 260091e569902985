"""The tables. What a table is for stands here; the steps that made it stand in `migrations/`."""

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

HEAD = "0013"
"""The newest migration; a test holds it equal to Alembic's."""

HALL = String(60)
"""The id of a hall, 40 characters at most, and what is added to it for its rehearsal. SQLite holds nobody to a length."""

metadata = MetaData()

halls = Table(
    "halls",
    metadata,
    Column("id", HALL, primary_key=True),
    Column("epoch", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    comment="One row a hall: the seq of its newest fact is the lock of its log, the epoch names this log.",
)
facts = Table(
    "facts",
    metadata,
    Column("hall", HALL, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("type", String(40), nullable=False),
    Column("format", Integer, nullable=False),
    Column("data", Text, nullable=False),
    PrimaryKeyConstraint("hall", "seq"),
    comment="The log: gapless for each hall, never changed, never deleted.",
)
OF_SETTINGS = text("type IN ('HallSet', 'ScriptSet')")
"""The condition of the index of settings, in its own words: only then SQLite knows that the index will do."""
Index("facts_settings", facts.c.hall, facts.c.seq, sqlite_where=OF_SETTINGS, postgresql_where=OF_SETTINGS)
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("hall", HALL, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("day", String(10), nullable=False),
    Column("state", Text, nullable=False),
    PrimaryKeyConstraint("hall", "seq"),
    comment="The state at the beginning of each business day, so that a start reads one day and not the years before.",
)
scripts = Table(
    "scripts",
    metadata,
    Column("print", String(32), primary_key=True),
    Column("data", Text, nullable=False),
    comment="Each service script that checkpoints name, once for all halls and days, by a print of its content.",
)
commands = Table(
    "commands",
    metadata,
    Column("hall", HALL, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("id", LargeBinary(16), nullable=False),
    Column("day", String(10), nullable=False),
    Column("fingerprint", LargeBinary(16), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("hall", "seq", "id"),
    comment="The first answer to each command that took effect, beside its last fact; kept through the next business day.",
)
personal = Table(
    "personal",
    metadata,
    Column("hall", HALL, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("day", String(10), nullable=False),
    Column("number", String(12), nullable=False),
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
    Column("hall", HALL, nullable=False),
    Column("list", BigInteger, nullable=False),
    Column("phone", LargeBinary(16), nullable=False),
    Column("level", String(40), nullable=False),
    PrimaryKeyConstraint("hall", "list", "phone"),
    Index("vips_phone", "phone"),
    comment="VIP lists: a keyed hash of each phone number, and the level.",
)
vip_lists = Table(
    "vip_lists",
    metadata,
    Column("hall", HALL, primary_key=True),
    Column("list", BigInteger, nullable=False),
    Column("before", BigInteger),
    Column("print", LargeBinary(16)),
    comment="Which VIP list of a hall holds, which one before it can be taken back, and a print of what is on it.",
)
tokens = Table(
    "tokens",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("hall", HALL),
    Column("role", String(20), nullable=False),
    Column("counter", Integer),
    Column("created_at", BigInteger, nullable=False),
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
    Column("at", BigInteger, nullable=False),
    Column("address", String(64), nullable=False),
    Column("about", Text, nullable=False),
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
    Column("name", String(40), nullable=False),
    Column("duties", Text, nullable=False),
    Column("password", String(200)),
    Column("pin", String(200)),
    Column("must_change", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger),
    comment="Who works here, what their duties are, and argon2id hashes of what they sign in with. No hall: all of them.",
)
sessions = Table(
    "sessions",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("staff", String(20), nullable=False),
    Column("hall", HALL),
    Column("device", LargeBinary(32)),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("locked_at", BigInteger),
    Column("ended_at", BigInteger),
    Index("sessions_staff", "staff"),
    comment="Who has signed in, and at which device.",
)
attempts = Table(
    "attempts",
    metadata,
    Column("whose", LargeBinary(16), primary_key=True),
    Column("failed", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    comment="How often somebody failed to sign in lately: a keyed hash of the number that was typed, or of the address.",
)
audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("hall", HALL),
    Column("who", String(80), nullable=False),
    Column("act", String(40), nullable=False),
    Column("about", Text, nullable=False),
    Column("seal", LargeBinary(32), nullable=False),
    comment="Who let whom in, and who looked at what: only ever added to, each row sealed over the one before it.",
)
summaries = Table(
    "summaries",
    metadata,
    Column("hall", HALL, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("data", Text, nullable=False),
    comment="How each hall is doing, for the other halls and servers of the chain: made again from the hall whenever it changes.",
)
devices = Table(
    "devices",
    metadata,
    Column("hall", HALL, nullable=False),
    Column("id", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("data", Text, nullable=False),
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
    Column("hall", HALL, nullable=False),
    Column("about", String(80), nullable=False),
    Column("address", String(16), nullable=False),
    Column("who", String(40), nullable=False),
    Column("data", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
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
    Column("hall", HALL, nullable=False),
    Column("survey", String(20), nullable=False),
    Column("box", LargeBinary),
    Column("closed", Boolean, nullable=False),
    PrimaryKeyConstraint("hall", "survey"),
    comment="How often each answer was given in a round of the staff survey, closed at rest and always of one length; emptied"
    " when the round is over. No sheet of anybody's answers lies anywhere.",
)
voters = Table(
    "voters",
    metadata,
    Column("hall", HALL, nullable=False),
    Column("survey", String(20), nullable=False),
    Column("who", LargeBinary(16), nullable=False),
    Column("command", LargeBinary(16), nullable=False),
    PrimaryKeyConstraint("hall", "survey", "who"),
    comment="Who has answered in the round that is open, by a keyed hash of the staff number, so that each answers once.",
)
agreed = Table(
    "agreed",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("value", String(80), nullable=False),
    comment="What all servers of this database must agree on: the print of their secret key, the scripts that are in force.",
)
media = Table(
    "media",
    metadata,
    Column("hall", HALL, nullable=False),
    Column("print", String(32), nullable=False),
    Column("type", String(20), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("about", Text, nullable=False),
    PrimaryKeyConstraint("hall", "print"),
    comment="Pictures and videos for the screens, by a print of their content; a row is written when all parts of the file are.",
)
media_parts = Table(
    "media_parts",
    metadata,
    Column("hall", HALL, nullable=False),
    Column("print", String(32), nullable=False),
    Column("part", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("hall", "print", "part"),
    comment="The files themselves, in parts of 256 KiB, so that no transaction that writes or reads one is long.",
)
figures = Table(
    "figures",
    metadata,
    Column("hall", HALL, nullable=False),
    Column("day", String(10), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("data", Text, nullable=False),
    Column("carried", Text, nullable=False),
    PrimaryKeyConstraint("hall", "day"),
    comment="What each business day comes to, up to the fact `seq`, and what goes over into the next: made again from the log at"
    " will.",
)
