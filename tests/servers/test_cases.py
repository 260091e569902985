"""A case is the same whichever server is asked."""

from tests.house import Place, home


async def test_two_servers_have_the_same_case_with_its_words(shared: Place):
    async with home(shared) as first, home(shared.another()) as second:
        body = {"about": "charges", "source": "hotline", "text": "多扣 88 元", "customer": "李女士"}
        id = (await first.as_("manager").post("/complaints", **body)).json()["complaint"]
        seen = (await second.as_("manager").get(f"/complaints/{id}")).json()
        assert (seen["told"]["customer"], seen["told"]["words"][0]["text"]) == ("李女士", "多扣 88 元")
        order = (await second.as_("manager").post(f"/complaints/{id}/dispatch")).json()["work_order"]
        answered = await first.as_("manager").post(f"/work-orders/{order}/answer", text="退费")
        assert answered.json()["stage"] == "answered"
        assert (await first.as_("manager").post(f"/work-orders/{order}/answer", text="又退")).json()["code"] == "order_over"
        assert [one["text"] for one in (await second.as_("manager").get(f"/complaints/{id}")).json()["told"]["words"]] == [
            "多扣 88 元",
            "退费",
        ]
