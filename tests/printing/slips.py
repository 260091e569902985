"""Tickets' words, as halls have them: the usual one, English, and the longest that anybody wrote."""

from dataclasses import replace

from app.printing.slip import Slip

ADDRESS = "https://queue.example.cn/t/dongcheng.12345.aB3-xY_9kLmNoPqRsTuVwX"
ZH = Slip(
    hall="东城营业厅",
    lead="您的号码",
    number="A023",
    service="开户入网",
    facts=(("前面还有", "3 位"), ("预计叫到您", "10:40–10:55")),
    where="请在等候区休息，留意大屏幕和叫号。",
    bring="请您提前准备好：",
    documents=("本人身份证", "单位介绍信"),
    scan="用手机扫一扫，随时查看前面还有几位",
    address=ADDRESS,
    courtesy="感谢您的耐心等候",
    taken="2026-03-09 10:24 取号",
    foot="过号请告诉引导员，为您恢复排队",
)
EN = replace(
    ZH,
    hall="Dongcheng Hall",
    lead="Your number",
    service="Open an account",
    facts=(("Before you", "3 waiting"), ("Your turn", "10:40–10:55")),
    where="Please have a seat and watch the large screen.",
    bring="Please have ready:",
    documents=("Identity card of the owner", "Letter of the company"),
    scan="Scan this with your phone to see how many are before you",
    courtesy="Thank you for waiting",
    taken="Taken 2026-03-09 at 10:24",
    foot="Missed your call? A helper will put you back in the queue.",
)
LONG = replace(
    ZH,
    hall="中国移动通信集团北京有限公司东城区建国门内大街第一旗舰体验营业厅（二十四小时）",
    number="A1000",
    service="全球通、动感地带及神州行客户个人实名信息补登记与过户（含代办）业务",
    documents=("本人身份证", "代办人身份证明", "单位介绍信", "营业执照", "印鉴卡", "银行存折"),
)
LONG_EN = replace(
    EN,
    hall="Beijing Dongcheng District Jianguomen Inner Street First Flagship Experience Hall",
    number="W1234",
    service="Registration of missing personal particulars and transfer of ownership of prepaid accounts",
    documents=LONG.documents,
)
ALL = {"zh": ZH, "en": EN, "long-zh": LONG, "long-en": LONG_EN}
