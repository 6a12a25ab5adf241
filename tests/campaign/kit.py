"""What tests of campaigns share: apps, jobs and results without any device."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select

from harness.analysis.model import Actor, Assessment, Collected, Disclosure, Recipient, Summary
from harness.analysis.model_coverage import Coverage
from harness.analysis.model_findings import Finding, Said
from harness.campaign.store.results import Outcome
from harness.campaign.store.tables import apps, builds, devices, jobs

SDK = Actor(id="sdk:com.push", kind="sdk", name="Push", company="Push Ltd", listed=True)


def app_with_jobs(engine: Engine, count: int, package: str = "com.shop", **more: Any) -> list[int]:
    """An app with so many jobs; their ids."""
    with engine.begin() as connection:
        app = connection.execute(insert(apps).values(package=package, signer="s", label=package)).inserted_primary_key
        assert app is not None
        build = connection.execute(
            insert(builds).values(app_id=app[0], content="c", sha256="0" * 64, file="x.apk", version_name="1")
        ).inserted_primary_key
        assert build is not None
        rows = [
            {"build_id": build[0], "branch": "accept", "repetition": n + 1, "device_class": "any", **more}
            for n in range(count)
        ]
        connection.execute(insert(jobs), rows)
        found = connection.execute(select(jobs.c.id).where(jobs.c.build_id == build[0]).order_by(jobs.c.id))
        return list(found.scalars())


def device(engine: Engine, name: str = "sandbox-1") -> str:
    with engine.begin() as connection:
        connection.execute(insert(devices).values(name=name, device_class="any"))
    return name


def rows(engine: Engine, table: Any) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(select(table).order_by(*table.primary_key.columns)))


def finding(rule: str = "R-1", verdict: str = "VIOLATION", severity: str = "high", **more: Any) -> Finding:
    name = hashlib.sha256(f"{rule}{sorted(more.items())}".encode()).hexdigest()[:12]
    return Finding(
        id=f"f{name}", rule=rule, source="a law", clause="1", lenses=["cn"], status="verified",
        title=Said(zh="规则", en="rule"), verdict=verdict, severity=severity, text=Said(zh="它说了", en="it told"),
        **more,
    )  # fmt: skip


def disclosure(category: str = "imei", host: str = "push.example", consent: str = "before", **more: Any) -> Disclosure:
    whole = {
        "id": f"d-{category}-{host}", "category": category, "value_id": category, "value_ids": [category],
        "form": "plain", "forms": ["plain"], "paths": [], "sightings": [], "observations": [], "actor": SDK,
        "candidates": [], "recipient": Recipient(host=host, domain=host, owner="Push Ltd", party="third"),
        "url": f"https://{host}/", "phase": "before_consent", "consent": consent, "first": 1, "last": 1,
        "delay_ms": None, "strength": "A", "confidence": "high",
    }  # fmt: skip
    return Disclosure(**(whole | more))


def read(category: str = "imei", consent: str = "before", **more: Any) -> Collected:
    whole = {
        "category": category, "access_point": "tm.getImei", "actor": SDK, "phase": "before_consent",
        "consent": consent, "count": 2, "denied": 0, "first": 1, "last": 2, "rate": 1.0, "seen_leaving": True,
        "value_ids": [category], "observations": [],
    }  # fmt: skip
    return Collected(**(whole | more))


def assessment(
    findings: list[Finding] | None = None,
    disclosures: list[Disclosure] | None = None,
    collected: list[Collected] | None = None,
) -> Assessment:
    """What an analysis finds; one violation, one disclosure and one reading unless something else is given."""
    return Assessment(
        tool={}, bundle={"outcome": "complete"}, sightings=[],
        disclosures=[disclosure()] if disclosures is None else disclosures,
        collected=[read()] if collected is None else collected, values={},
        findings=[finding()] if findings is None else findings, coverage=Coverage(),
        summary=Summary(disclosures=1, disclosures_before_consent=1, disclosures_after_refusal=0,
                        disclosures_after=0, verdict="disclosures", reasons=[]),
    )  # fmt: skip


def outcome(**more: Any) -> Outcome:
    return Outcome(outcome="complete", bundle="bundles/1", manifest="ab", found=assessment(**more))


def zipped(path: Path, **entries: bytes) -> Path:
    """A ZIP file; ``__`` in a name is a slash."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/"), data)
    return path
