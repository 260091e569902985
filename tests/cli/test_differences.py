"""Every part of a snapshot can be compared and named."""

from dataclasses import fields, replace

from app.differences import differences
from app.hall import attention, bulletins, complaints, decide, duties, pages, printers, signage, surveys, visits, walking
from app.hall.bulletins import Edited
from app.hall.complaint import Kind
from app.hall.plan import Printer, Text
from app.hall.playlist import Entry
from app.hall.state import Snapshot
from tests.hall.scripted import BILL, SIM, ScriptedFloor


def test_each_part_that_differs_is_named():
    floor = ScriptedFloor()
    floor.serves(1, SIM)
    walk = floor.serving(service=SIM)
    floor.answer(walk, "want", "later", minutes=5)
    floor.do(decide.finish, counter=1)
    floor.answer(floor.serving(service=SIM), "want", "order")
    number = floor.take(service=BILL)
    floor.do(duties.recommend, ticket=number, offer="data", outcome="not-today", post="door")
    floor.do(duties.seat_in_lounge, ticket=number)
    floor.do(duties.leave_post, post="door")
    floor.do(pages.page, reason="noise", about="noise")
    floor.do(walking.begin, script="guidance", runner="kiosk", post="kiosk-1", service=BILL)
    floor.call_helper(kiosk="1")
    floor.do(decide.set_plan, plan=replace(floor.hall.plan, printers=(Printer("door", "80mm", "tcp://192.0.2.1:9100"),)))
    floor.do(printers.print_again, ticket=number, printer="door", by="greeter")
    floor.do(printers.condition, printer="door", code="paper_out")
    floor.do(signage.add, entry=Entry("", "message", "summer"))
    floor.do(complaints.record, kind=Kind("staff", "hall", "minor", "solve"), by="manager")
    floor.do(attention.call, matter="come", counter=1)
    for id, whom in (("visit", "visit"), ("staff", "staff")):
        floor.do(visits.set_questionnaire, id=id, title=Text("问卷", "Questions"), questions=(), source=f"id: {id}", whom=whom)
    floor.do(surveys.open_round, questionnaire="staff", days=7, by="2001")
    bulletin = {"first": "2026-10-01", "last": "2026-10-31", "figures": {}, "by": "manager"}
    for month, publish in (("2026-10", True), ("2026-11", False)):
        edited = Edited(seen=None, text="更快", measures=(), checks=(), readers=())
        floor.do(bulletins.save, bulletin=month, edited=edited, publish=publish, **bulletin)
    full = floor.hall.snapshot()
    empty = [one for one in fields(Snapshot) if getattr(full, one.name) == ()]
    assert not empty, "each part has something in it"
    for one in fields(Snapshot):
        if isinstance(getattr(full, one.name), tuple):
            told = list(differences(replace(full, **{one.name: ()}), full))
            assert len(told) == len(getattr(full, one.name)), one.name
            assert all(line.startswith(f"{one.name}: ") for line in told)
