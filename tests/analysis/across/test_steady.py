"""What differs from run to run by itself."""

import pytest

from harness.analysis.across import steady
from harness.analysis.model import Recipient


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ("a1.cdn.example.com", "a2.cdn.example.com", True),
        ("7f3a9b2c4d5e.push.example.com", "0011aabbccdd.push.example.com", True),
        ("api.example.com", "log.example.com", False),
        ("a1.one.com", "a1.two.com", False),
        ("example1.com", "example2.com", False),
        ("10.0.0.1", "10.0.0.2", False),
    ],
)
def test_shards_are_one_host(one: str, two: str, alike: bool) -> None:
    assert (steady.host(one) == steady.host(two)) is alike


def test_the_owner_is_the_domain_where_nobody_is_named() -> None:
    assert steady.owner(Recipient(host="a.b.example", domain="b.example")) == "b.example"
    assert steady.owner(Recipient(host="a.b.example", domain="b.example", owner="B Ltd.")) == "B Ltd."


def test_ids_in_paths() -> None:
    one, two = "https://a1.x.com/u/8812/9f8e7d6c5b4a3/v1/c?imei=1", "https://a2.x.com/u/77/0123456789abc/v1/c"
    assert steady.place(one) == steady.place(two) == "https://a*.x.com/u/*/*/v1/c"
    assert steady.place("https://x.com/v1/register") == "https://x.com/v1/register"
    assert steady.place("https://[") == ""


@pytest.mark.parametrize(
    ("before", "after", "alike"),
    [([1], 1, True), ([3], 9, True), ([9], 10, True), ([1], 2, True), ([1], 3, False), ([40], 110, True),
     ([10], 200, False), ([200], 30, False), ([1, 50], 60, True), ([1000], 5000, True)],
)  # fmt: skip
def test_counts_within_the_tolerance(before: list[int], after: int, alike: bool) -> None:
    assert steady.counts_alike(before, after) is alike
    assert steady.count_class(5000) == "1000+"


def test_values_by_their_names_in_the_persona() -> None:
    assert steady.slots(["imei", "imei.2", "seen.imei.4", "set.cookie.1"]) == {"imei", "imei.2"}
    many = [f"contact.{n}.phone" for n in range(9)]
    assert steady.slots(many) == {"contact.*.phone"}
