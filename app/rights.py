"""Who may do what: one row a route. Every check asks this table, and what has no row is refused.

A row names the roles that may use the route: those of a token or a paired device, and of whoever has signed in at one. A clerk is
held to the own counter wherever a route names one, everyone to the own hall. `duties`: staff who need no such device.
`managers`: whose, of those who have signed in as managers; a manager's token of `yingbin token` is no person, and may do it all.
"""

from dataclasses import dataclass, replace

from app.staff.duties import DUTIES, IN_CHARGE
from app.staff.duties import MANAGERS as ALL_MANAGERS

KIOSK, DISPLAY, GREETER, COUNTER, MANAGER, INTEGRATION = "kiosk", "display", "greeter", "counter", "manager", "integration"


@dataclass(frozen=True, slots=True)
class Row:
    """`open`: why nobody needs to be known here; then it says nothing of roles."""

    roles: frozenset[str] = frozenset()
    duties: frozenset[str] = frozenset()
    managers: frozenset[str] = ALL_MANAGERS
    open: str = ""

    def lets(self, role: str, duties: frozenset[str] = frozenset()) -> bool:
        """`duties`: those of whoever has signed in; who comes with a token alone has none."""
        if not self.duties.isdisjoint(duties):
            return True
        return role in self.roles and (role != MANAGER or not duties or not self.managers.isdisjoint(duties))


def _for(*roles: str, duties: tuple[str, ...] = ()) -> Row:
    return Row(frozenset(roles), frozenset(duties))


KIOSKS = _for(KIOSK)
DISPLAYS = _for(DISPLAY)
PADS = _for(DISPLAY, INTEGRATION)
"""For customers' ratings. A counter's own screen may not: a clerk would rate their own service."""
GREETERS = _for(GREETER)
COUNTERS = _for(COUNTER)
MANAGERS = _for(MANAGER)
RUNNING = replace(MANAGERS, managers=IN_CHARGE)
"""Settings, and all that is kept about a customer: for whoever runs the hall; a duty manager watches over its day."""
AT_HAND = _for(GREETER, COUNTER, MANAGER)
"""For a customer's number: a clerk's only while the customer is in hand, which the command itself looks at."""
OVERSEERS = _for(MANAGER, INTEGRATION)
JUDGES = replace(OVERSEERS, managers=IN_CHARGE)
"""Single visits of mystery customers, inspections, what they make of each person; and the log, in which they stand."""
AT_THE_DOOR = _for(GREETER, MANAGER, INTEGRATION)
OVER_COUNTER = _for(COUNTER, MANAGER, INTEGRATION)
STAFF = _for(GREETER, COUNTER, MANAGER, INTEGRATION)
TAKERS = _for(KIOSK, GREETER, COUNTER, MANAGER, INTEGRATION)
ANYONE = _for(KIOSK, DISPLAY, GREETER, COUNTER, MANAGER, INTEGRATION)
SIGNED_IN = Row(duties=frozenset(DUTIES))
AND_SIGNED_IN = replace(ANYONE, duties=SIGNED_IN.duties)
APPOINTERS = Row(duties=IN_CHARGE)
OF_CASES = _for(
    MANAGER, INTEGRATION, duties=("complaint-clerk", "customer-supervisor", "duty-manager", "hall-manager", "administrator")
)
"""Which case is whose, the commands themselves look at."""
CASE_READERS = replace(OF_CASES, duties=OF_CASES.duties | {"department-clerk", "follow-up-agent"})
CALLERS = replace(OF_CASES, duties=OF_CASES.duties | {"follow-up-agent", "account-manager"})
ANALYSTS = replace(JUDGES, duties=frozenset({"complaint-analyst"}) | IN_CHARGE)
BULLETIN_READERS = replace(OVERSEERS, duties=ANALYSTS.duties | {"bulletin-reader", "duty-manager"})
SECRET = Row(open="the link's secret is the key")
MACHINE = Row(open="for programs on this machine only")
NOTHING_IN_IT = Row(open="there is nothing of a hall in it")
DOOR = Row(open="here it is found out who comes")

TABLE: dict[str, Row] = {
    # The interface, below /api/v1
    "GET /openapi.json": NOTHING_IN_IT,
    "GET /me": AND_SIGNED_IN,
    "GET /halls": OVERSEERS,
    "GET /halls/{hall}": ANYONE,
    "GET /halls/{hall}/moments": OVERSEERS,
    "GET /halls/{hall}/guidance": OVERSEERS,
    "GET /halls/{hall}/reports/{report}": OVERSEERS,
    "GET /halls/{hall}/ratings": OVERSEERS,
    "GET /halls/{hall}/tickets/{number}": TAKERS,
    "GET /halls/{hall}/log": JUDGES,
    "GET /halls/{hall}/devices": OVERSEERS,
    "GET /halls/{hall}/devices/{device}": ANYONE,
    "GET /halls/{hall}/playlist": OVERSEERS,
    "LIVE /halls/{hall}/stream": ANYONE,
    "POST /halls/{hall}/media": OVERSEERS,
    "POST /halls/{hall}/tickets": TAKERS,
    "POST /halls/{hall}/tickets/{number}/cancel": STAFF,
    "POST /halls/{hall}/tickets/{number}/rejoin": STAFF,
    "POST /halls/{hall}/tickets/{number}/let-pass": STAFF,
    "POST /halls/{hall}/tickets/{number}/change": STAFF,
    "POST /halls/{hall}/tickets/{number}/note": STAFF,
    "POST /halls/{hall}/tickets/{number}/print": STAFF,
    "POST /halls/{hall}/tickets/{number}/reveal": AT_HAND,
    "POST /halls/{hall}/follow-ups/{follow_up}/reveal": replace(AT_HAND, duties=CALLERS.duties),
    "POST /halls/{hall}/personal-export": RUNNING,
    "POST /halls/{hall}/personal-erase": RUNNING,
    **{
        f"POST /halls/{{hall}}/counters/{{n}}/{verb}": OVER_COUNTER
        for verb in (
            *(
                "open",
                "pause",
                "close",
                "call-next",
                "call",
                "recall",
                "start",
                "finish",
                "no-show",
                "hold",
                "resume",
                "transfer",
            ),
            *("leg", "leave-seat", "take-seat", "fault", "fault-over"),
        )
    },
    "POST /halls/{hall}/counters/{n}/assign": OVERSEERS,
    "POST /halls/{hall}/attention": OVERSEERS,
    "POST /halls/{hall}/notices/{name}/test": OVERSEERS,
    "POST /halls/{hall}/attention/{attention}/heed": STAFF,
    "POST /halls/{hall}/attention/{attention}/withdraw": OVERSEERS,
    "POST /halls/{hall}/counters/{n}/rate": PADS,
    "POST /halls/{hall}/patrols": OVERSEERS,
    "POST /halls/{hall}/questionnaires": JUDGES,
    "POST /halls/{hall}/questionnaires/{questionnaire}/retire": JUDGES,
    "POST /halls/{hall}/questionnaires/{questionnaire}/remove": JUDGES,
    "POST /halls/{hall}/visits": JUDGES,
    "POST /halls/{hall}/inspections": JUDGES,
    "GET /halls/{hall}/assessment": JUDGES,
    "GET /halls/{hall}/surveys": JUDGES,
    "POST /halls/{hall}/surveys": JUDGES,
    "POST /halls/{hall}/surveys/{survey}/answer": SIGNED_IN,
    "POST /halls/{hall}/surveys/{survey}/close": JUDGES,
    "POST /halls/{hall}/walks": TAKERS,
    "POST /halls/{hall}/walks/{walk}/answer": TAKERS,
    "POST /halls/{hall}/walks/{walk}/back": TAKERS,
    "POST /halls/{hall}/walks/{walk}/leave": TAKERS,
    "POST /halls/{hall}/walks/{walk}/skip": TAKERS,
    "POST /halls/{hall}/help": TAKERS,
    "POST /halls/{hall}/help/{help}/sent": STAFF,
    "POST /halls/{hall}/pages": STAFF,
    "POST /halls/{hall}/pages/{page}/answer": OVERSEERS,
    "POST /halls/{hall}/follow-ups/{follow_up}/done": replace(STAFF, duties=CALLERS.duties),
    "GET /halls/{hall}/follow-ups": CALLERS,
    "GET /halls/{hall}/complaints": CASE_READERS,
    "POST /halls/{hall}/complaints": OF_CASES,
    "GET /halls/{hall}/complaints/{complaint}": CASE_READERS,
    **{
        f"POST /halls/{{hall}}/complaints/{{complaint}}/{verb}": OF_CASES
        for verb in ("classify", "note", "solve", "dispatch", "reply", "satisfaction", "close")
    },
    "POST /halls/{hall}/complaints/{complaint}/reveal": CASE_READERS,
    "GET /halls/{hall}/complaint-figures": BULLETIN_READERS,
    "GET /halls/{hall}/bulletins": BULLETIN_READERS,
    "POST /halls/{hall}/bulletins/{bulletin}/save": ANALYSTS,
    "POST /halls/{hall}/bulletins/{bulletin}/publish": ANALYSTS,
    "POST /halls/{hall}/work-orders/{work_order}/answer": CASE_READERS,
    "POST /halls/{hall}/posts/{post}/away": AT_THE_DOOR,
    "POST /halls/{hall}/posts/{post}/back": AT_THE_DOOR,
    "POST /halls/{hall}/lounge/{lounge}/seat": AT_THE_DOOR,
    "POST /halls/{hall}/lounge/{lounge}/leave": AT_THE_DOOR,
    "POST /halls/{hall}/offers/{offer}/made": STAFF,
    "POST /halls/{hall}/notice": OVERSEERS,
    "GET /halls/{hall}/plan": RUNNING,
    "POST /halls/{hall}/plan": RUNNING,
    "POST /halls/{hall}/plan-check": RUNNING,
    "POST /halls/{hall}/plan/{version}/back": RUNNING,
    "GET /halls/{hall}/scripts/{script}": RUNNING,
    **{f"POST /halls/{{hall}}/scripts/{{script}}/{verb}": RUNNING for verb in ("publish", "check", "back", "give-back")},
    "POST /halls/{hall}/vips": RUNNING,
    "GET /halls/{hall}/vips": RUNNING,
    "POST /halls/{hall}/vips/{list}/back": RUNNING,
    "POST /halls/{hall}/vip-check": RUNNING,
    "POST /halls/{hall}/devices/{device}/reload": OVERSEERS,
    "POST /halls/{hall}/devices/{device}/name": OVERSEERS,
    "POST /halls/{hall}/devices/{device}/forget": OVERSEERS,
    "POST /halls/{hall}/codes": MANAGERS,
    "GET /halls/{hall}/screens": MANAGERS,
    "POST /halls/{hall}/screens": MANAGERS,
    **{f"POST /halls/{{hall}}/screens/{{screen}}/{verb}": MANAGERS for verb in ("revoke", "rename", "move", "allow")},
    "POST /pairing": DOOR,
    "POST /pairing/ask": DOOR,
    "POST /pairing/renew": ANYONE,
    "POST /halls/{hall}/playlist": OVERSEERS,
    "POST /halls/{hall}/playlist/{entry}/change": OVERSEERS,
    "POST /halls/{hall}/playlist/{entry}/move": OVERSEERS,
    "POST /halls/{hall}/playlist/{entry}/remove": OVERSEERS,
    "POST /halls/{hall}/logos/{use}/set": OVERSEERS,
    "POST /halls/{hall}/rehearsal": OVERSEERS,
    "POST /halls/{hall}/rehearsal-hall": OVERSEERS,
    "POST /halls/{hall}/rehearsal/{case}/end": OVERSEERS,
    # Who has signed in, and the staff
    "POST /sign-in": DOOR,
    "POST /set-up": DOOR,
    "POST /sign-out": SIGNED_IN,
    "POST /lock": SIGNED_IN,
    "POST /account": SIGNED_IN,
    "GET /staff": APPOINTERS,
    "POST /staff": APPOINTERS,
    "POST /staff/{number}/duties": APPOINTERS,
    "POST /staff/{number}/disable": APPOINTERS,
    "POST /staff/{number}/reset": APPOINTERS,
    # Screens
    "GET /": AND_SIGNED_IN,
    "GET /sign-in": DOOR,
    "GET /set-up": DOOR,
    "GET /account": SIGNED_IN,
    "GET /account/staff": APPOINTERS,
    "GET /account/survey": SIGNED_IN,
    "GET /enter": DOOR,
    "GET /pair": DOOR,
    "GET /kiosk/{hall}": KIOSKS,
    "LIVE /kiosk/{hall}/live": KIOSKS,
    "GET /kiosk/{hall}/code/{number}.svg": KIOSKS,
    "GET /kiosk/{hall}/slip/{number}.png": KIOSKS,
    "GET /display/{hall}": DISPLAYS,
    "LIVE /display/{hall}/live": DISPLAYS,
    "GET /display/{hall}/window/{n}": DISPLAYS,
    "LIVE /display/{hall}/window/{n}/live": DISPLAYS,
    "GET /rate/{hall}/{n}": DISPLAYS,
    "LIVE /rate/{hall}/{n}/live": DISPLAYS,
    "GET /counter/{hall}/{n}": COUNTERS,
    "LIVE /counter/{hall}/{n}/live": COUNTERS,
    "GET /greeter/{hall}": GREETERS,
    "LIVE /greeter/{hall}/live": GREETERS,
    "GET /greeter/{hall}/slip/{number}": GREETERS,
    "GET /greeter/{hall}/slip/{number}/{paper}.png": GREETERS,
    "GET /manager/{hall}": MANAGERS,
    "LIVE /manager/{hall}/live": MANAGERS,
    "GET /manager/{hall}/signage": MANAGERS,
    "LIVE /manager/{hall}/signage/live": MANAGERS,
    "GET /manager/{hall}/connect": MANAGERS,
    "LIVE /manager/{hall}/connect/live": MANAGERS,
    "GET /manager/{hall}/moments": MANAGERS,
    "GET /manager/{hall}/day": MANAGERS,
    "GET /manager/{hall}/reports": MANAGERS,
    "GET /manager/{hall}/reports/{report}": MANAGERS,
    "GET /manager/{hall}/reports/{report}.xlsx": MANAGERS,
    "GET /manager/{hall}/reports/{report}.csv": MANAGERS,
    "GET /manager/{hall}/patrol": MANAGERS,
    "LIVE /manager/{hall}/patrol/live": MANAGERS,
    "GET /manager/{hall}/visits": RUNNING,
    "GET /manager/{hall}/survey": RUNNING,
    "GET /manager/{hall}/assessment": RUNNING,
    "GET /manager/{hall}/scripts": MANAGERS,
    "GET /manager/{hall}/scripts/{script}": MANAGERS,
    "GET /complaints/{hall}": replace(CASE_READERS, roles=MANAGERS.roles),
    "LIVE /complaints/{hall}/live": replace(CASE_READERS, roles=MANAGERS.roles),
    "GET /follow-ups/{hall}": replace(CALLERS, roles=MANAGERS.roles),
    "LIVE /follow-ups/{hall}/live": replace(CALLERS, roles=MANAGERS.roles),
    "GET /bulletin/{hall}": replace(BULLETIN_READERS, roles=MANAGERS.roles),
    "LIVE /bulletin/{hall}/live": replace(BULLETIN_READERS, roles=MANAGERS.roles),
    "GET /complaints/{hall}/figures": replace(BULLETIN_READERS, roles=MANAGERS.roles),
    "GET /manager/{hall}/scripts/{script}/edit": RUNNING,
    "POST /manager/{hall}/scripts/{script}/preview": RUNNING,
    "GET /manager/{hall}/settings": RUNNING,
    "GET /manager/{hall}/settings/text": RUNNING,
    "GET /manager/{hall}/settings/versions": RUNNING,
    "GET /manager/{hall}/settings/vips": RUNNING,
    "GET /manager/{hall}/settings/personal": RUNNING,
    "GET /chain/{hall}": MANAGERS,
    "LIVE /chain/{hall}/live": MANAGERS,
    "GET /rehearsal/{hall}": MANAGERS,
    "GET /rehearsal/{hall}/scene": MANAGERS,
    "LIVE /rehearsal/{hall}/scene/live": MANAGERS,
    "GET /rehearsal/{hall}/result": MANAGERS,
    "GET /media/{hall}/{media}": ANYONE,
    # A customer's phone
    "GET /t/{secret}": SECRET,
    "GET /t/{secret}/state": SECRET,
    "LIVE /t/{secret}/live": SECRET,
    "POST /t/{secret}/{act}": SECRET,
    # Beside the halls
    "LIVE /{path:path}": NOTHING_IN_IT,
    "GET /brand/{colour}.css": NOTHING_IN_IT,
    "GET /static": NOTHING_IN_IT,
    "GET /healthz": MACHINE,
    "GET /readyz": MACHINE,
    "GET /metrics": MACHINE,
}
NOBODY = Row()


def row(route: str) -> Row:
    """`route`: method, or LIVE for a socket, and the path as it is declared, as in `GET /halls/{hall}`."""
    return TABLE.get(route, NOBODY)
