"""A phone page is the same at whichever server it is asked for."""

import httpx

from tests.house import Place
from tests.servers.test_two_desks import two


async def test_what_a_phone_says_to_one_server_holds_at_the_other_and_is_done_once(shared_hall: Place):
    async with two(shared_hall) as (one, other):
        taken = [await one.as_("integration").post("/tickets", service="pay-bill") for _ in range(4)]
        page = httpx.URL(taken[0].json()["phone_url"]).path
        sent = {"json": {"count": 3}, "headers": {"Idempotency-Key": "k"}}
        first = await other.http.post(f"{page}/let-pass", **sent)
        again = await one.http.post(f"{page}/let-pass", **sent)
        assert (first.status_code, first.content) == (200, again.content)
        for each in (one, other):
            shown = (await each.http.get(f"{page}?lang=zh")).text
            assert "您已让 3 位客户先办理" in shown
        await one.http.post(f"{page}/cancel", headers={"Idempotency-Key": "l"})
        assert "已取消排队" in (await other.http.get(f"{page}?lang=zh")).text
        await one.check_replay()
