"""What an assessment says outside its values has none in it: urls, paths, what an app told the user."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from harness.analysis.search.match import Matcher
from harness.evidence.exchange import Exchange
from harness.values.needle import Needle

_MOST = 50_000
"""Texts that are remembered."""


class Mask:
    """Takes values out of texts that stand outside ``values``."""

    def __init__(self, matcher: Matcher, needles: Sequence[Needle], known: dict[str, str]) -> None:
        """``known`` are texts that were asked for before, and what was said; more are added."""
        self._matcher = matcher
        self._needles = needles
        self._known = known

    def __call__(self, text: str) -> str:
        """Return a text with the ids of the values in place of these."""
        known = self._known
        if text not in known:
            if len(known) >= _MOST:
                known.clear()
            known[text] = self._without(text)
        return known[text]

    def _without(self, text: str) -> str:
        data = text.encode("utf-8", "surrogatepass")
        out, at = [], 0
        for hit in self._matcher.find(data).values:
            if not hit.pattern.need and hit.start >= at:
                out += [data[at : hit.start], b"{", self._needles[hit.pattern.ref].value_id.encode(), b"}"]
                at = hit.end
        return b"".join([*out, data[at:]]).decode("utf-8", "replace")

    def url(self, exchange: Exchange) -> str:
        """Return where an exchange went, without what it carried."""
        known, key = self._known, f"\0{exchange.url}"  # no text that is masked begins so
        if key not in known:
            known[key] = self._url(exchange.url)
        return known[key]

    def _url(self, url: str) -> str:
        try:
            parts = urlsplit(url)
        except ValueError:
            return ""
        return self(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}")
