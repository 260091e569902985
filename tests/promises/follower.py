"""What a client of the stream knows: the state that it was given, and what the events since have made of it."""

from dataclasses import dataclass, field
from typing import Any

Seen = dict[str, tuple[str, int | None]]
"""Tickets that are on their way, by number: state, and the counter that they are at or wait for."""

BECOMES = {
    "TicketTaken": "waiting",
    "TicketCalled": "called",
    "TicketResumed": "called",
    "ServiceStarted": "serving",
    "TicketHeld": "held",
    "HoldEnded": "waiting",
    "TicketTransferred": "waiting",
    "TicketRejoined": "waiting",
}
CALLS = ("TicketCalled", "TicketRecalled", "TicketResumed")
ENDS = ("ServiceFinished", "TicketMissed", "TicketCancelled", "TicketExpired")


@dataclass
class Follower:
    """`seqs`: of every event, as it came; `calls`: ids in the order in which they were heard of."""

    tickets: Seen = field(default_factory=dict)
    seqs: list[int] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    epoch: str | None = None
    since: int | None = None
    resets: list[str] = field(default_factory=list)

    def begin(self, first: dict[str, Any]) -> None:
        """By the server's first frame."""
        if "reset" in first:
            reset = first["reset"]
            self.resets.append(reset["reason"])
            self.epoch, self.since = reset["epoch"], reset["seq"]
            self.tickets = on_their_way(reset["state"])

    def hear(self, event: dict[str, Any]) -> None:
        self.since = event["seq"]
        self.seqs.append(event["seq"])
        if "type" not in event:
            return
        kind, data = event["type"], event["data"]
        number, counter = data.get("number"), data.get("counter")
        if kind in BECOMES:
            state = BECOMES[kind]
            at = counter if state in ("called", "serving") else data.get("to_counter")
            self.tickets[number] = (state, at)
        elif kind in ENDS:
            self.tickets.pop(number, None)
        elif kind == "CounterClosed":
            freed = [number for number, (state, at) in self.tickets.items() if state == "waiting" and at == counter]
            self.tickets |= dict.fromkeys(freed, ("waiting", None))
        if kind in CALLS:
            self.calls.append(data["call"])


def on_their_way(state: dict[str, Any]) -> Seen:
    return {ticket["number"]: (ticket["state"], ticket["counter"]) for ticket in state["tickets"]}
