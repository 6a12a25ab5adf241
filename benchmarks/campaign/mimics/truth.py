"""What must be found of a generated app, and nothing else: worked out from what it does, never from a run.

The rules are named by what they say (``harness/rules/catalog``); who changes a rule changes its line here.
"""

from collections import Counter

from benchmarks.campaign.mimics.variants import PURPOSES, Act, Variant

BEFORE = "CAC191-3-1 EU-EPD-5-3 EU-GDPR-6-7 GBT35273-5.4 MIIT164-1-1 MIIT337-1 PIPL-13-14 PLAY-PD"
"""Anything is had before consent."""
REFUSED = "CAC191-3-2 EU-EPD-5-3 OURS-REFUSED"
"""Anything is had against a refusal."""
TO_OTHERS = "CAC191-5-1 MIIT164-1-3 MIIT337-3 PIPL-23"
"""It leaves to others, and nobody agreed."""
BY_SDK = "C2025-SDK MIIT26-15"
"""The same, and an SDK did it (the first of them: or had it before consent)."""
NEEDLESS = "CAC191-4-1 EU-GDPR-5-1-c GBT35273-5.2 MIIT337-2 PIPL-6"
"""No type of app needs it. Suspected: a function may."""
NEEDLESS_AGREED = "MIIT164-1-2"
OTHER_PEOPLES = "GBT45574-NEED SEED-CONTACTS"
"""An address book that no type of app needs."""
SDK_HAS = "OWASP-0319"
"""An SDK has data, for which its consent was asked or refused."""
UNCHANGEABLE = "GBT41391-6.3 TC260-2"
"""An identifier that nobody can change; proved where it leaves through an SDK for advertising, analytics or push."""
PERMISSION = "GBT41391-6.5 OWASP-0254"
"""A group of permissions that no type of app's basic function needs."""

PHASES = {"start": "before_consent", "agreed": "consented_idle", "refused": "refused"}
CONSENT = {"start": "before", "agreed": "after", "refused": "refused"}
_HARDWARE = ("imei", "imsi", "iccid")
_NEEDED = ("location_precise", "phone_number")
_PHONE = ("imei", "imsi", "iccid", "phone_number")

Row = tuple[str, ...]


class Truth:
    """What one run of an app through one branch must show. Rows are as the campaign's database has them."""

    def __init__(self, variant: Variant, branch: str) -> None:
        """``branch``: accept or refuse."""
        done = {"accept": ("start", "agreed"), "refuse": ("start", "refused")}[branch]
        acts = [act for act in variant.acts if act.when in done]
        self.collected: set[Row] = set()
        self.disclosures: Counter[Row] = Counter()
        self.findings: Counter[Row] = Counter(self._permissions(variant))
        for act in acts:
            category, actor = _category(act), f"sdk:{variant.sdk}" if act.who == "sdk" else "app"
            host = "" if act.form == "unsent" else act.host
            phase = PHASES[act.when]
            self.collected.add((category, actor, phase, CONSENT[act.when]))
            if host:
                form = f"digest:{act.form}" if act.form in ("md5", "sha256") else "plain"
                self.disclosures[category, actor, host, phase, CONSENT[act.when], form] += 1
            for rule, verdict in _rules(variant, act):
                self.findings[rule, verdict, category, actor, host, phase] += 1

    @staticmethod
    def _permissions(variant: Variant) -> list[Row]:
        values = {act.value for act in variant.acts}
        groups = bool(values & set(_PHONE)) + ("contacts" in values)
        return [(rule, "SUSPECTED", "", "", "", "") for rule in PERMISSION.split() for _ in range(groups)]


def _category(act: Act) -> str:
    return "location_precise" if act.value == "location" else act.value


def _rules(variant: Variant, act: Act) -> list[tuple[str, str]]:
    category, sent, sdk = _category(act), act.form != "unsent", act.who == "sdk"
    to_others = sent and variant.vendor not in act.host
    sure, maybe = set[str](), set[str]()
    if act.when == "start":
        sure |= set(BEFORE.split())
        if sdk:
            sure.add(BY_SDK.split()[0])
    if act.when == "refused":
        sure |= set(REFUSED.split())
    if act.when != "agreed" and to_others:
        sure |= set(TO_OTHERS.split())
        if sdk:
            sure |= set(BY_SDK.split())
    if act.when != "start":
        if category not in _NEEDED:
            maybe |= set(NEEDLESS.split())
            maybe |= set(NEEDLESS_AGREED.split() if act.when == "agreed" else ())
        if category == "contacts":
            maybe |= set(OTHER_PEOPLES.split())
        if sdk:
            maybe.add(SDK_HAS)
    if category in _HARDWARE:
        proved = sent and sdk and PURPOSES.get(variant.sdk) in ("ads", "analytics", "push")
        (sure if proved else maybe).update(UNCHANGEABLE.split())
    if category == "contacts":
        maybe.add("D26-CON")
        # The whole address book left, or it was read while no function was used.
        (sure if sent or act.when != "refused" else maybe).add("TC260-4")
    return [*((rule, "VIOLATION") for rule in sorted(sure)), *((rule, "SUSPECTED") for rule in sorted(maybe))]
