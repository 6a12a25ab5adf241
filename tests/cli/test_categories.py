"""``harness categories``: the words that files of values, personas and access points use."""

import json

from harness.catalog.categories import categories
from tests.cli.test_cli import say


def test_each_is_listed_with_its_names() -> None:
    code, out, _ = say("categories")
    assert code == 0 and [line.split()[0] for line in out.splitlines()] == list(categories())
    assert "phone_number           Phone number  (手机号码" in out
    assert [row["id"] for row in json.loads(say("categories", "--json")[1])] == list(categories())
