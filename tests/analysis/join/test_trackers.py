"""Tracker lists and country databases that a user supplies."""

import json
from pathlib import Path
from typing import Any

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from harness.analysis.join.countries import load_countries
from harness.analysis.join.trackers import ListError, TrackerList, load_trackers


def load(tmp_path: Path, raw: Any) -> TrackerList:
    path = tmp_path / "list.json"
    path.write_text(json.dumps(raw))
    return load_trackers([path])


def test_duckduckgo(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        {
            "trackers": {"ads.example": {"owner": {"name": "Ads, Inc.", "displayName": "Ads"}, "categories": ["Ad"]}},
            "entities": {"Ads, Inc.": {"displayName": "Ads", "domains": ["ads.example", "other.example"]}},
            "domains": {"ads.example": "Ads, Inc.", "other.example": "Ads, Inc."},
        },
    )
    row = found.for_host("px.ads.example")
    assert row is not None and (row.name, row.owner, row.categories) == ("Ads", "Ads, Inc.", ("Ad",))
    other = found.for_host("other.example")
    assert other is not None and other.categories == ()
    assert found.for_host("notads.example") is None and found.for_host("") is None


def test_disconnect(tmp_path: Path) -> None:
    services = {"categories": {"Analytics": [{"Counter": {"http://counter.example/": ["c.example", "d.example"],
                                                          "session-replay": "true"}}]}}  # fmt: skip
    row = load(tmp_path, services).for_host("x.d.example")
    assert row is not None and (row.owner, row.categories, row.source) == ("Counter", ("Analytics",), "disconnect")
    entities = {"entities": {"Counter": {"properties": ["counter.example"], "resources": ["c.example"]}}}
    row = load(tmp_path, entities).for_host("c.example")
    assert row is not None and row.owner == "Counter"


@pytest.mark.parametrize("as_list", [True, False])
def test_exodus(tmp_path: Path, as_list: bool) -> None:
    row = {"name": "Spy", "code_signature": "com.spy.sdk.|com.spy2", "categories": ["Analytics", {"name": "Ads"}],
           "network_signature": r"spy\.example|.*\.s[0-9]+\.example"}  # fmt: skip
    odd = {"name": "None", "code_signature": "NC", "network_signature": "NC", "categories": []}
    found = load(tmp_path, {"trackers": [row, odd] if as_list else {"1": row, "2": odd}})
    code = found.for_class("com.spy.sdk.inner.Thing")
    assert code is not None
    assert (code.name, code.prefix, code.categories) == ("Spy", "com.spy.sdk", ("Analytics", "Ads"))
    assert found.for_class("com.spyglass.X") is None
    for host, hit in (("api.spy.example", True), ("spy.other", False), ("a.s12.example", True), ("example", False)):
        assert (found.for_host(host) is not None) == hit


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "not JSON"),
        ("[]", "no format"),
        ("5", "no format"),
        ('{"a": 5}', "no format"),
        ('{"trackers": {"a.example": 5}}', "another shape"),
        ('{"trackers": {}}', "no tracker"),
        ('{"categories": {"Ads": [5]}}', "another shape"),
        ('{"trackers": [{"name": "x", "network_signature": "(["}]}', "regular expression"),
        ("[" * 200_000, "not JSON"),
    ],
)
def test_faults_of_tracker_lists_are_one_sentence(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content)
    with pytest.raises(ListError, match=says) as caught:
        load_trackers([path])
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_countries_from_csv(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(
        "first,last,country\n1.0.0.0,1.0.0.255,AU\n# comment\n16777472,16778239,CN\n2001:db8::/32,nl\n10.0.0.0/8,ZZ\n"
    )
    country = load_countries(path)
    known = {"1.0.0.7": "AU", "1.0.1.0": "CN", "1.0.4.0": "", "2001:db8::5": "NL", "::ffff:1.0.0.1": "AU", "": "",
             "host": "", "10.1.1.1": "", "0.0.0.1": ""}  # fmt: skip
    assert {ip: country(ip) for ip in known} == known


def test_countries_from_mmdb(tmp_path: Path) -> None:
    path = tmp_path / "c.mmdb"
    writer = MMDBWriter(6, "Test-Country", languages=["en"], ipv4_compatible=True)
    writer.insert_network(IPSet(["203.0.113.0/24"]), {"country": {"iso_code": "NL"}})
    writer.insert_network(IPSet(["198.51.100.0/24"]), {"country_code": "jp"})
    writer.insert_network(IPSet(["2001:db8::/32"]), {"registered_country": {"iso_code": "DE"}})
    writer.to_db_file(str(path))
    country = load_countries(path)
    known = {"203.0.113.9": "NL", "198.51.100.1": "JP", "2001:db8::1": "DE", "192.0.2.1": "", "x": ""}
    assert {ip: country(ip) for ip in known} == known


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no address range"),
        (b"a,b\n1.0.0.0,1.0.0.1,Australia\n", "line 2"),
        (b"1.0.0.9,1.0.0.1,AU\n1.0.0.9,1.0.0.1,AU\n", "line 2"),
        (b"1.0.0.0,1.0.0.1,AU\nx\n", "line 2"),
        (b"\xff\xfe\x00", "neither MMDB nor CSV"),
        (b"\0" * 40 + b"\xab\xcd\xefMaxMind.com" + b"junk", "not a usable MMDB"),
    ],
)
def test_faults_of_country_databases_are_one_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "bad"
    path.write_bytes(content)
    with pytest.raises(ListError, match=says) as caught:
        load_countries(path)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_missing_files(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="No such file"):
        load_trackers([tmp_path / "none"])
    with pytest.raises(ListError, match="No such file"):
        load_countries(tmp_path / "none")
