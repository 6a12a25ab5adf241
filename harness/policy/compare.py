"""A policy held against what was seen: what is declared, what is not, and what is contradicted. Pure.

A negative sentence is contradicted only where nothing in it could cover what was seen: an exception, a condition or a
weakening word makes it ``suspected``. "Not declared" needs a policy that could be read whole.
"""

from collections.abc import Iterable, Sequence

import msgspec

from harness.analysis.model import Actor, Assessment, Collected, Disclosure
from harness.catalog.sdks import sdk_for
from harness.policy.differences import Difference, Standing
from harness.policy.model import Claim, Policy

_BACKGROUND = "P5_background"
_HOME = "CN"
_NEVER_PERSONAL = frozenset({"sms_send", "clipboard_meta", "location_meta"})
"""Capabilities and metadata that no policy is expected to name."""
_WITHIN: dict[str, tuple[str, ...]] = {
    "imei_partial": ("imei",),
    "imsi_partial": ("imsi",),
    "eid": ("iccid", "sim_info"),
    "app_set_id": ("gaid", "app_instance_id"),
    "location_coarse": ("location_precise",),
    "photo_location": ("location_precise", "photos_media"),
    "camera_image": ("photos_media",),
    "wifi_connected": ("wifi_scan",),
    "network_info": ("sim_operator",),
    "user_agent": ("device_fingerprint",),
}
"""Categories that are declared with another, of which they are a part or a coarser form (ours)."""
_MOST = 200


class _Seen(msgspec.Struct):
    """Everything of one category by one actor, or to one recipient."""

    category: str
    actor: Actor | None = None
    recipient: str = ""
    country: str = ""
    phases: list[str] = []
    evidence: list[str] = []
    count: int = 0

    def add(self, phase: str, evidence: Iterable[str], count: int) -> None:
        if phase and phase not in self.phases:
            self.phases = [*self.phases, phase]
        self.evidence = list(dict.fromkeys([*self.evidence, *evidence]))[:_MOST]
        self.count += count


def compare(policy: Policy, found: Assessment, sdks: Sequence[str] = ()) -> list[Difference]:
    """Return how ``policy`` stands to what was seen, in the order of ``DifferenceKind`` and of what was seen.

    ``sdks`` are package prefixes of SDKs that are in the app, whether or not they did anything.
    """
    said = _Said(policy)
    seen = _collected(found)
    sent = _sent(found)
    rows = [said.collected(one) for one in seen]
    rows += [said.shared(one) for one in sent]
    rows += [row for one in seen for row in said.denied(one, shared=False)]
    rows += [row for one in sent for row in said.denied(one, shared=True)]
    rows += [said.named(prefix, evidence) for prefix, evidence in _sdks(found, sdks).items()]
    rows += [row for one in sent if one.country not in ("", _HOME) for row in said.abroad(one)]
    rows += [row for one in _background(found) for row in said.foreground(one)]
    rows += [row for one in _plain_text(found) for row in said.encrypted(one)]
    rows += [
        Difference(kind="overbroad_licence", standing="suspected", claims=[claim.id], why=claim.detail)
        for claim in said.told("overbroad_licence")
    ]
    return rows


def _collected(found: Assessment) -> list[_Seen]:
    seen: dict[tuple[str, str], _Seen] = {}
    for row in found.collected:
        if row.obtained and row.category not in _NEVER_PERSONAL:
            one = seen.setdefault((row.category, row.actor.id), _Seen(category=row.category, actor=row.actor))
            one.add(row.phase, row.observations, row.obtained)
    for left in found.disclosures:
        # What was sent was collected, also where the reading was not seen.
        one = seen.setdefault((left.category, left.actor.id), _Seen(category=left.category, actor=left.actor))
        one.add(left.phase, [left.id], 0)
    return list(seen.values())


def _sent(found: Assessment) -> list[_Seen]:
    seen: dict[tuple[str, str], _Seen] = {}
    for row in found.disclosures:
        if row.recipient.party == "first":
            continue
        key = (row.category, row.recipient.host)
        one = seen.setdefault(
            key,
            _Seen(category=row.category, actor=row.actor, recipient=row.recipient.host, country=row.recipient.country),
        )
        one.add(row.phase, [row.id], 1)
    return list(seen.values())


def _sdks(found: Assessment, present: Sequence[str]) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for prefix in present:
        rows.setdefault(prefix, [])
    for actor, evidence in _acts(found):
        if actor.kind == "sdk" and actor.package:
            known = rows.setdefault(actor.package, [])
            known += [name for name in evidence if name not in known][: _MOST - len(known)]
    return rows


def _acts(found: Assessment) -> Iterable[tuple[Actor, list[str]]]:
    for read in found.collected:
        yield read.actor, read.observations
    for left in found.disclosures:
        yield left.actor, [left.id]


def _background(found: Assessment) -> list[_Seen]:
    """What was read while the app was in the background."""
    seen: dict[tuple[str, str], _Seen] = {}
    names = {span.name for span in found.phases if span.code == _BACKGROUND}
    rows: list[Collected] = [row for row in found.collected if row.phase in names and row.obtained]
    for row in rows:
        one = seen.setdefault((row.category, row.actor.id), _Seen(category=row.category, actor=row.actor))
        one.add(row.phase, row.observations, row.obtained)
    return list(seen.values())


def _plain_text(found: Assessment) -> list[_Seen]:
    """What left over HTTP without TLS."""
    seen: dict[tuple[str, str], _Seen] = {}
    rows: list[Disclosure] = [row for row in found.disclosures if row.url.startswith("http://")]
    for row in rows:
        key = (row.category, row.recipient.host)
        one = seen.setdefault(key, _Seen(category=row.category, actor=row.actor, recipient=row.recipient.host))
        one.add(row.phase, [row.id], 1)
    return list(seen.values())


class _Said:
    """What a policy says of one thing. Text that is in the file and not shown told nobody anything."""

    def __init__(self, policy: Policy) -> None:
        hidden = {row.id for row in policy.sentences if row.hidden}
        self._hidden = [claim for claim in policy.claims if claim.sentence in hidden]
        self._claims = [claim for claim in policy.claims if claim.sentence not in hidden]
        self._gaps = [gap.key for gap in policy.blinding]

    def told(self, *kinds: str) -> list[Claim]:
        """The claims of these kinds."""
        return [claim for claim in self._claims if claim.kind in kinds]

    def collected(self, one: _Seen) -> Difference:
        """Whether the collection of a category by an actor is declared."""
        claims = self._about(one.category, "collects", "stays_on_device")
        by_sdk = one.actor is not None and one.actor.kind == "sdk"
        own = [claim for claim in claims if claim.actor == "sdk" and _is(claim, one.actor)] if by_sdk else claims
        # What the app says that it collects covers what its SDKs read for it only where no list says otherwise.
        if by_sdk and not own:
            return self._row("collected", one, claims, why="other_actor") if claims else self._row("collected", one, [])
        return self._row("collected", one, own)

    def shared(self, one: _Seen) -> Difference:
        """Whether sharing a category with a recipient is declared: by its words, or by an SDK's own collection."""
        claims = self._about(one.category, "shares")
        claims += [
            claim
            for claim in self._about(one.category, "collects")
            if claim.actor == "sdk" and (_is(claim, one.actor) or _owns(claim, one.recipient))
        ]
        if claims:
            return self._row("shared", one, claims)
        at_large = [claim for claim in self.told("shares") if not claim.category]
        return self._row("shared", one, at_large, why="umbrella")

    def denied(self, one: _Seen, *, shared: bool) -> list[Difference]:
        """Every sentence that denies what was seen."""
        kinds = ("does_not_share", "stays_on_device", "does_not_collect") if shared else ("does_not_collect",)
        rows = []
        for claim in self._about(one.category, *kinds, at_large=True):
            if shared and claim.kind == "does_not_collect":
                continue  # told under what was collected
            if not claim.category and (claim.conditional or claim.except_for):
                continue  # "without your consent we share nothing": what was seen does not say that there was none
            if claim.actor == "sdk" and not _is(claim, one.actor):
                continue  # a word on one SDK denies nothing of others
            why, standing = "", "contradicted"
            if claim.except_for:
                why, standing = "exception", "suspected"
            elif claim.conditional:
                why, standing = "conditional", "suspected"
            elif claim.vague:
                why, standing = "umbrella", "suspected"
            elif claim.kind == "does_not_collect" and one.actor is not None and one.actor.kind == "sdk":
                # "we" may mean the company without its SDKs; a reader would not think so
                why, standing = "other_actor", "suspected"
            rows.append(self._made("denied", standing, one, [claim], why))  # type: ignore[arg-type]
        return rows

    def named(self, prefix: str, evidence: list[str]) -> Difference:
        """Whether an SDK that is in the app is named."""
        sdk = sdk_for(prefix)
        company = sdk.company if sdk is not None else ""
        one = _Seen(category="", evidence=evidence, count=len(evidence))
        claims = [claim for claim in self.told("sdk") if prefix in claim.prefixes and claim.sdk]
        claims += [
            claim
            for claim in self.told("sdk")
            if not claim.prefixes and _alike(claim.sdk, prefix, sdk.name if sdk else "")
        ]
        by_company = [
            claim for claim in self.told("sdk") if company and claim.company == company and claim not in claims
        ]
        row = self._row("sdk", one, claims) if claims else self._row("sdk", one, by_company, why="company_only")
        return msgspec.structs.replace(row, actor=f"sdk:{prefix}")

    def abroad(self, one: _Seen) -> list[Difference]:
        """A recipient outside mainland China, against the words on transfers across borders and on storage."""
        claims = self.told("cross_border")
        named = [claim for claim in claims if one.country in claim.countries]
        against = self.told("no_cross_border", "stored_in_china")
        rows = []
        if named:
            rows.append(self._row("abroad", one, named))
        elif claims:
            rows.append(self._made("abroad", "vague", one, claims, "umbrella"))
        elif not against:
            rows.append(self._row("abroad", one, []))
        for claim in against:
            doubt = bool(claim.except_for or claim.conditional or claim.kind == "stored_in_china")
            rows.append(
                self._made(
                    "abroad", "suspected" if doubt else "contradicted", one, [claim], "exception" if doubt else ""
                )
            )
        return rows

    def foreground(self, one: _Seen) -> list[Difference]:
        """A reading in the background, against the promise to read only in the foreground."""
        return [
            self._made(
                "foreground_only",
                "suspected" if claim.conditional or claim.except_for else "contradicted",
                one,
                [claim],
            )
            for claim in self._about(one.category, "foreground_only", at_large=True)
        ]

    def encrypted(self, one: _Seen) -> list[Difference]:
        """A value in plain text, against the promise of encryption; one that is about storage alone is not meant."""
        claims = [claim for claim in self.told("encrypted") if not claim.category]
        return [self._made("encrypted", "suspected", one, claims)] if claims else []

    def _about(self, category: str, *kinds: str, at_large: bool = False) -> list[Claim]:
        wanted = {category, *_WITHIN.get(category, ())} | ({""} if at_large else set())
        return [claim for claim in self._claims if claim.kind in kinds and claim.category in wanted]

    def _row(self, kind: str, one: _Seen, claims: list[Claim], why: str = "") -> Difference:
        standing: Standing
        if not claims:
            hidden = [claim for claim in self._hidden if claim.kind == kind or claim.category == one.category]
            standing = "undetermined" if self._gaps else "not_declared"
            return self._made(kind, standing, one, hidden, "hidden_only" if hidden else "")
        plain = [claim for claim in claims if not claim.vague]
        if why or not plain:
            return self._made(kind, "vague", one, claims, why or "umbrella")
        return self._made(kind, "declared", one, plain)

    def _made(self, kind: str, standing: Standing, one: _Seen, claims: list[Claim], why: str = "") -> Difference:
        return Difference(
            kind=kind,  # type: ignore[arg-type]
            standing=standing,
            category=one.category,
            actor=one.actor.id if one.actor is not None else "",
            recipient=one.recipient,
            country=one.country,
            claims=[claim.id for claim in claims],
            evidence=one.evidence,
            phases=one.phases,
            count=one.count,
            gaps=list(self._gaps) if standing == "undetermined" else [],
            why=why,
        )


def _is(claim: Claim, actor: Actor | None) -> bool:
    """Whether a claim about an SDK is about this actor."""
    if actor is None:
        return False
    if actor.package and any(_same(prefix, actor.package) for prefix in claim.prefixes):
        return True
    return not claim.prefixes and _alike(claim.sdk, actor.package, actor.name)


def _same(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _alike(said: str, prefix: str, name: str) -> bool:
    """Whether the name in a policy's own list is that of an SDK that no catalogue knows."""
    plain = said.lower().replace("sdk", "").strip(" -_")
    return len(plain) > 2 and (plain in name.lower() or plain.replace(" ", "") in prefix.lower())


def _owns(claim: Claim, host: str) -> bool:
    """Whether the recipient is a host of the SDK that a claim is about, by the catalogue's hints."""
    known = [sdk for prefix in claim.prefixes if (sdk := sdk_for(prefix)) is not None]
    return any(host == domain or host.endswith(f".{domain}") for sdk in known for domain in sdk.domains)
