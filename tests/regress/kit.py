"""Recordings and expectations for the tests of this folder."""

import json
from pathlib import Path

from harness.evidence.exchange import Exchange
from harness.evidence.har_write import write_har

PHONE = "13912345678"
IMEI = "356938035643809"
HAR = ["no_observations"]
"""The blind spots that every recording of others has."""


def har(path: Path, *sent: tuple[str, dict[str, str]]) -> Path:
    """Write a HAR of one POST with JSON for each host and content; with values.yaml beside it."""
    rows = [
        Exchange(
            index=number, id=str(number), time_us=1_760_000_000_000_000 + number, method="POST", scheme="https",
            host=host, port=443, url=f"https://{host}/c", request_headers=[("Content-Type", "application/json")],
            request_body=json.dumps(body).encode(), status=200,
        )
        for number, (host, body) in enumerate(sent)
    ]  # fmt: skip
    write_har(rows, path)
    path.with_name("values.yaml").write_text(
        f"- {{category: phone_number, value: '{PHONE}'}}\n- {{category: imei, value: '{IMEI}'}}\n"
    )
    return path


def shop(path: Path) -> Path:
    """Write a recording in which the phone number goes to the shop, and to nobody else."""
    return har(path, ("api.shop.example", {"tel": PHONE}), ("cdn.shop.example", {"a": "b"}))


def expect(recording: Path, text: str) -> Path:
    """Write the expectations of a recording."""
    path = recording.with_name(f"{recording.name}.expected.yaml")
    path.write_text(text)
    return path


GOOD = """\
values: values.yaml
leaves:
  - {data: phone_number, to: api.shop.example}
never_leaves: [imei]
recipients: ["*.shop.example"]
coverage: {exchanges: 2, allow: [no_observations]}
"""
