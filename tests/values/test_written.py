"""What people write is found as apps send it. The pairs are from documents and keyboards, not from our spellings."""

import pytest

from harness.analysis.search.exchange import Scanner
from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import PatternSet
from harness.evidence.exchange import Exchange
from harness.values.needle import Needle
from harness.values.written import read

PAIRS = [
    ("phone_number", "+86 138 1234 5670", "13812345670"),
    ("phone_number", "138-1234-5672 ", "13812345672"),
    ("phone_number", "+1 (415) 555-2671", "+14155552671"),
    ("phone_number", "tel:+86-138-1234-5670", "8613812345670"),
    ("imei", "86-012345-678901-3", "860123456789013"),
    ("imei", "35 209900 176148", "352099001761481"),
    ("oaid", "5f0c2b7e1d3a4c559e0b7a6d1f2e3c4b", "5f0c2b7e-1d3a-4c55-9e0b-7a6d1f2e3c4b"),
    ("gaid", "{5F0C2B7E-1D3A-4C55-9E0B-7A6D1F2E3C4B}", "5f0c2b7e-1d3a-4c55-9e0b-7a6d1f2e3c4b"),
    ("mac_wifi", "aabb.ccdd.ee03", "AA:BB:CC:DD:EE:03"),
    ("mac_wifi", "aa bb cc dd ee 03", "aabbccddee03"),
    ("mac_bluetooth", "aa:bb:cc:dd:ee:03", "aabb.ccdd.ee03"),
    ("location_precise", "30.274153,120.155071", "[30.274153, 120.155071]"),
    ("location_precise", "120.155071 30.274153", "30.274153,120.155071"),
    ("location_precise", "30.274153，120.155071", "lat=30.274153&lon=120.155071"),
    ("bank_card", "6222 0200 1234 5678 905", "6222020012345678905"),
    ("id_card_number", "110101 19900307 7715", "110101199003077715"),
    ("demographic", "1990/05/07", "birthday=1990-05-07"),
    ("demographic", "1990年5月7日", "birthday=19900507"),
    ("contacts", "李雷雷 13812345673", "13812345673"),
    ("contacts", "李雷雷 13812345673", "李雷雷"),
    ("contacts", "Jeanette Doe, +1 415-555-2671", "+14155552671"),
    ("name", "Weilong Zhang", "Zhang Weilong"),
    ("name", "José Álvarez", "Jose Alvarez"),
    ("name", "Weilong Zhang", "weilong.zhang"),
    ("ip_address", "2001:db8::ff00:42:8329", "2001:0db8:0000:0000:0000:ff00:0042:8329"),
    ("user_account", "13812345670", "+86 13812345670"),
    ("email_address", "mailto:someone.new@persona.example", "someone.new@persona.example"),
]


def found_in(category: str, written: str, sent: str) -> bool:
    meanings, odd = read(category, written)
    assert not odd
    needles = [
        Needle(value_id=f"v{n}", category=category, text="" if m.place else m.text, place=m.place, written=written)
        for n, m in enumerate(meanings)
    ]
    sent = sent if "=" in sent else f"{{{json_text(sent)}}}"
    return holds(needles, sent.encode())


def holds(needles: list[Needle], body: bytes) -> bool:
    patterns = PatternSet()
    patterns.add_needles(needles)
    scanned = Scanner(Matcher(patterns), needles).scan(Exchange(index=0, id="0", time_us=0, request_body=body))
    return any(not spot.found.weak for spot in scanned.spots)


def json_text(sent: str) -> str:
    return f'"v": {sent}' if sent.startswith("[") else f'"v": "{sent}"'


@pytest.mark.parametrize(("category", "written", "sent"), PAIRS)
def test_it_is_found_as_apps_send_it(category: str, written: str, sent: str) -> None:
    assert found_in(category, written, sent)
