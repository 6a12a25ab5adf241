"""Where an exchange went, by what was asked for."""

import pytest

from tests.evidence.pcap.heard import place


@pytest.mark.parametrize(
    ("authority", "target", "url", "host", "port"),
    [
        ("api.example", "/a?b", "https://api.example/a?b", "api.example", 443),
        ("api.example:8443", "/a", "https://api.example:8443/a", "api.example", 8443),
        ("[2001:db8::1]:9", "/a", "https://[2001:db8::1]:9/a", "2001:db8::1", 9),
        ("[2001:db8::1]", "/a", "https://[2001:db8::1]/a", "2001:db8::1", 443),
        ("", "/a", "https://192.0.2.7/a", "192.0.2.7", 443),
        ("a:99999", "/a", "https://[a:99999]/a", "a:99999", 443),
        ("x", "http://y/z", "http://y/z", "x", 443),
    ],
)
def test_urls(authority: str, target: str, url: str, host: str, port: int) -> None:
    found = place().request(1, "GET", authority, target)
    assert (found.url, found.host, found.port) == (url, host, port)
