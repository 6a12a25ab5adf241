"""docs/compare.md: what it shows is what the program prints; the names that it gives are all that there are."""

import io
import re
from pathlib import Path

from rich.console import Console

from harness.analysis.across.diff import Diff, diff
from harness.analysis.across.eyes import OWN
from harness.analysis.model_coverage import Connections, Peer
from harness.report.diff.terminal import print_diff
from tests.analysis.across.kit import ADS, left, run, seeing, side

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "compare.md").read_text("utf-8")


def versions() -> Diff:
    """The runs of the page."""
    lost = Connections(failed=1, failures=[Peer(host="api.shop.example", count=1)])
    said = {"package": "com.shop", "label": "Shop", "permissions": ["android.permission.INTERNET"]}
    old = run(
        left("imei", "api.shop.example"), left("sms", "api.shop.example"), started="2026-11-02T09:41:00Z",
        apk=said | {"version_name": "1.4"},
    )  # fmt: skip
    new = run(
        left("imei", "api.shop.example", consent="before", forms=["digest:md5"]),
        left("oaid", "px.ads.example", actor=ADS, url="https://px.ads.example/v1/u/88412", owner="Ads Ltd."),
        coverage=seeing(connections=lost), started="2026-11-09T10:02:00Z", apk=said | {"version_name": "1.5"},
    )  # fmt: skip
    return diff(side(old, "shop-1.4"), side(new, "shop-1.5"))


def test_the_example_is_what_is_printed() -> None:
    out = io.StringIO()
    print_diff(versions(), Console(file=out, width=80, highlight=False))
    printed = [line.rstrip() for line in out.getvalue().splitlines()]
    (block,) = re.findall(r"^```\n(Old  Shop.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert printed[: len(block.splitlines())] == block.splitlines()


def test_every_name_that_can_be_allowed_is_there() -> None:
    assert [name for name in OWN if f"`{name}`" not in PAGE] == []
