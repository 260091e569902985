"""What a manager does from the console beside opening and closing counters: services, `first`, attention called."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, model_validator

from app.api.commands import Asked, Body, Id, Nothing, allowed, counter_number, describe, grant, once, parse
from app.api.shapes import counter_shape, dump
from app.hall import assigning, attention
from app.hall.assigning import AS_IT_IS, Chosen
from app.hall.day import Instant
from app.hall.refusals import Refusal
from app.hall.state import Hall
from app.wishes import Answer, Wish

router = APIRouter(tags=["watch"])
DONE = Answer(200, b"{}")


class UnknownAddressee(Refusal):
    """Nobody of this name is told anything elsewhere."""

    code = "unknown_addressee"


class Assign(Body):
    """What isn't named stays as it is; null: as the hall file says."""

    services: Annotated[list[Id], Field(min_length=1, max_length=200)] | None = None
    first: Annotated[list[Id], Field(max_length=50)] | None = None

    @model_validator(mode="after")
    def _something(self) -> "Assign":
        if not self.model_fields_set:
            raise ValueError("name services, first or both")
        return self

    def chosen(self, name: str) -> Chosen:
        if name not in self.model_fields_set:
            return AS_IT_IS
        told: list[str] | None = getattr(self, name)
        return None if told is None else tuple(told)


class Attention(Body):
    matter: attention.Matter
    counter: Annotated[int, Field(ge=1, le=999)] | None = None
    post: Id | None = None

    @model_validator(mode="after")
    def _one_place(self) -> "Attention":
        if (self.counter is None) == (self.post is None):
            raise ValueError("name either a counter or a post")
        return self


async def _assign(asked: Asked) -> Answer:
    counter = counter_number(asked)
    principal = await allowed(asked, counter)
    same, body = once(principal, asked), parse(Assign, asked.raw)
    services, first = body.chosen("services"), body.chosen("first")
    wish = Wish(
        asked.hall,
        lambda hall, now: assigning.assign(hall, now, counter=counter, services=services, first=first),
        lambda hall, facts, now: Answer(200, dump(counter_shape(hall, hall.counters[counter]))),
        same,
    )
    return await grant(asked, wish)


async def _call(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, body = once(principal, asked), parse(Attention, asked.raw)

    def decide(hall: Hall, now: Instant) -> assigning.Facts:
        return attention.call(hall, now, matter=body.matter, counter=body.counter, post=body.post)

    return await grant(asked, Wish(asked.hall, decide, lambda *_: DONE, same))


async def _heed(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, which = once(principal, asked), asked.which
    parse(Nothing, asked.raw)
    own = principal.counter if principal.role == "counter" else None
    wish = Wish(asked.hall, lambda hall, now: attention.heed(hall, now, attention=which, counter=own), lambda *_: DONE, same)
    return await grant(asked, wish)


async def _withdraw(asked: Asked) -> Answer:
    principal = await allowed(asked)
    same, which = once(principal, asked), asked.which
    parse(Nothing, asked.raw)
    wish = Wish(asked.hall, lambda hall, now: attention.withdraw(hall, now, attention=which), lambda *_: DONE, same)
    return await grant(asked, wish)


async def _test(asked: Asked) -> Answer:
    """No fact: it is told beside the hall, as any notice."""
    principal = await allowed(asked)
    same = once(principal, asked)
    parse(Nothing, asked.raw)
    if not await asked.house.notices.test(asked.hall, asked.which, same.id.hex()):
        raise UnknownAddressee(name=asked.which[:40])
    return DONE


describe(
    router,
    "/counters/{n}/assign",
    "assign",
    Assign,
    _assign,
    {200: "the counter, as it is now"},
    "Moves services to or from the counter, or changes whom it takes first, until that is changed or the day ends.",
)
describe(
    router,
    "/attention",
    "call-attention",
    Attention,
    _call,
    {200: "empty"},
    "Calls the attention of whoever is at a counter or a post: a line on their screen until they have seen it.",
)
describe(router, "/attention/{attention}/heed", "heed-attention", Nothing, _heed, {200: "empty"}, "They have seen it.")
describe(
    router,
    "/attention/{attention}/withdraw",
    "withdraw-attention",
    Nothing,
    _withdraw,
    {200: "empty"},
    "It is no longer needed: the line goes from their screen.",
)
describe(
    router,
    "/notices/{name}/test",
    "test-notice",
    Nothing,
    _test,
    {200: "empty"},
    "Each address of the name is told that nothing needs to be done.",
)
