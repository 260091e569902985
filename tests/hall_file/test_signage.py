"""Brand, signage and calling lamps in the hall file."""

import pytest

from app.hall.plan import Brand, Lamp, Signage, Text
from tests.hall_file.small import NEXT, SMALL, fault, plan


def test_brand_signage_and_lamps_reach_the_plan() -> None:
    hall = plan(
        SMALL
        + """\
brand: {colour: "#0085D0", slogan: {zh: 用心, en: With care}}
signage: {night: "22:00-06:00", vip_courtesy: {zh: 谢谢, en: Thank you}}
zones: [{id: east, counters: [1]}]
lamps:
  - {url: "http://10.0.0.9:8080/call", counter: 1}
  - {serial: /dev/ttyUSB0, baud: 115200, zone: east}
  - {url: "https://lamps.example/all"}
"""
    )
    assert hall.brand == Brand("#0085d0", Text("用心", "With care"))
    assert hall.signage == Signage((1320, 360), Text("谢谢", "Thank you"))
    assert hall.lamps == (
        Lamp(url="http://10.0.0.9:8080/call", counter=1),
        Lamp(serial="/dev/ttyUSB0", baud=115200, zone="east"),
        Lamp(url="https://lamps.example/all"),
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("brand: {colour: blue}", "`blue` is not a colour"),
        ('brand: {colour: "#fc0"}', "`#fc0` is not a colour"),
        ('brand: {colour: "#ffcc00"}', "`#ffcc00` looks like a call"),
        ("brand: {slogan: {zh: 先交钱, en: Welcome}}", "`先交钱` contains the forbidden phrase"),
        ('signage: {night: "22:00"}', "`22:00` is no night"),
        ('signage: {night: "22:00-22:00"}', "`22:00-22:00` is no night"),
        ("lamps: [{counter: 1}]", "a lamp is reached either by `url` or by `serial`"),
        ('lamps: [{url: "http://a/", serial: /dev/ttyS0}]', "a lamp is reached either by `url` or by `serial`"),
        ("lamps: [{url: ftp://a/}]", "`ftp://a/` is not an address"),
        ('lamps: [{url: "http://user:word@a/"}]', "`http://user:word@a/` is not an address"),
        ('lamps: [{url: "http://a/", counter: 9}]', "there is no counter number `9`"),
        ('lamps: [{url: "http://a/", zone: east}]', "there is no zone `east`"),
        ('lamps: [{url: "http://a/", baud: 9600}]', "`baud` belongs to a serial line"),
        ("lamps: [{serial: /etc/passwd}]", "`/etc/passwd` is not a serial line"),
        ("lamps: [{serial: /dev/../etc/passwd}]", "`/dev/../etc/passwd` is not a serial line"),
        ("lamps: [{serial: /dev/ttyS0, baud: 9601}]", "9601 is not a usual speed"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(line: str, sentence: str) -> None:
    at, said = fault(f"{SMALL}{line}\n")
    assert (at, said.startswith(sentence)) == (NEXT, True), said
