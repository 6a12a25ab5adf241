"""Small assessments for the tests of this folder and of what is shown of comparisons."""

from collections.abc import Sequence
from typing import Any

from harness.analysis.across.eyes import Side
from harness.analysis.model import (
    Actor,
    Asked,
    Assessment,
    Collected,
    Compulsory,
    Disclosure,
    Permissions,
    Recipient,
    Summary,
)
from harness.analysis.model_coverage import Coverage, Hooks, Processes

APP = Actor(id="app", kind="app", name="com.shop")
ADS = Actor(id="sdk:com.ads", kind="sdk", name="Ads", package="com.ads", company="Ads Ltd.", listed=True)


def left(category: str, host: str, **more: Any) -> Disclosure:
    """A disclosure; ``owner`` and ``domain`` are the recipient's, ``times`` how many sightings it has."""
    domain = more.pop("domain", ".".join(host.split(".")[-2:]))
    times = more.pop("times", 1)
    fields: dict[str, Any] = {
        "id": "d", "category": category, "value_id": category, "value_ids": [category], "form": "plain",
        "forms": ["plain"], "paths": [["json:/v"]], "sightings": [f"s{at}" for at in range(times)], "observations": [],
        "actor": APP, "candidates": [], "recipient": Recipient(host=host, domain=domain, owner=more.pop("owner", "")),
        "url": f"https://{host}/v1/c", "phase": "consented_idle", "consent": "after", "first": 0, "last": 0,
        "delay_ms": None, "strength": "A", "confidence": "high",
    }  # fmt: skip
    return Disclosure(**(fields | more))


def read(category: str, point: str, **more: Any) -> Collected:
    """Calls of an access point."""
    fields: dict[str, Any] = {
        "category": category, "access_point": point, "actor": APP, "phase": "consented_idle", "consent": "after",
        "count": 1, "denied": 0, "first": 0, "last": 0, "rate": 0.0, "seen_leaving": False, "value_ids": [],
        "observations": [],
    }  # fmt: skip
    return Collected(**(fields | more))


def asked(group: str, **more: Any) -> Asked:
    """A permission dialog."""
    fields: dict[str, Any] = {
        "id": "p1", "groups": [group], "permissions": [], "phase": "consented_idle", "consent": "after", "time": 0,
        "clock": 0, "launch": 1, "trigger": "user", "purpose": "told", "purpose_text": "", "necessary": None,
        "answer": "granted", "in_a_row": 1, "reaction": "", "reaction_why": "", "actor": None, "observations": [],
        "evidence": [],
    }  # fmt: skip
    return Asked(**(fields | more))


def permissions(*rows: Asked) -> Permissions:
    """What is known of a run's dialogs."""
    nothing = Compulsory(verdict="not_tested", requests=[], reactions=[], type_known=False)
    return Permissions(
        app_type="", requests=list(rows), not_told=[], before_consent=[], batches=[], repeats=[], restored=[],
        compulsory=nothing,
    )  # fmt: skip


def seeing(**more: Any) -> Coverage:
    """The coverage of a run that saw everything."""
    fields: dict[str, Any] = {
        "complete": True, "exchanges": 3, "hooks": Hooks(resolved=400), "processes": Processes(watched=1, observed=9),
    }  # fmt: skip
    return Coverage(**(fields | more))


def run(
    *disclosures: Disclosure,
    reads: Sequence[Collected] = (),
    coverage: Coverage | None = None,
    reasons: Sequence[str] = (),
    dialogs: Permissions | None = None,
    declared: Sequence[str] | None = ("android.permission.INTERNET",),
    **bundle: Any,
) -> Assessment:
    """A run's assessment; ``bundle`` are fields of its head."""
    apk: dict[str, Any] = {"package": "com.shop", "label": "Shop", "version_name": "1", "sha256": "ab"}
    if declared is not None:
        apk["permissions"] = list(declared)
    return Assessment(
        tool={}, bundle={"scenario": "consent", "branch": "accept", "network": "sinkhole", "apk": apk} | bundle,
        summary=Summary(
            disclosures=len(disclosures), disclosures_before_consent=0, disclosures_after_refusal=0,
            disclosures_after=0, verdict="none_seen", reasons=list(reasons),
        ),
        sightings=[], disclosures=list(disclosures), collected=list(reads), findings=[],
        coverage=coverage or seeing(), values={}, permissions=dialogs if dialogs is not None else permissions(),
    )  # fmt: skip


def side(found: Assessment, name: str = "run", **more: Any) -> Side:
    """A run to be compared."""
    return Side(name=name, found=found, **more)
