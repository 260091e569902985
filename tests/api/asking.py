"""What the tests of the interface say again and again."""

import httpx


async def taken(caller, service="pay-bill", **body):
    answer = await caller.post("/tickets", service=service, **body)
    assert answer.status_code == 201, answer.text
    return answer.json()["number"]


def problem(answer: httpx.Response, status: int, code: str) -> dict:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    body = answer.json()
    assert {"type", "title", "status", "code", "detail"} <= body.keys()
    assert (body["status"], body["code"]) == (status, code)
    return body
