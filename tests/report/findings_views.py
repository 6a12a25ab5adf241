"""Views with findings of every kind, and with what an app may call itself."""

import dataclasses

from harness.analysis.model_findings import Because, Evidence, Finding, Said
from harness.report import ReportView
from tests.report.factory import ADS, VALUES, lantern

EVIL = "=cmd|' /C calc'!A0<script>alert(1)</script>\x00\x1b[31m\u202e\ud800\uffff]]>[go](https://evil.example){0}\r\n"


def finding(rule: str, verdict: str, **more: object) -> Finding:
    """A finding of a rule of that name."""
    base = {
        "id": f"f{rule.lower()}", "rule": rule, "source": "CAC191", "clause": "3(1)", "lenses": ["cn"],
        "status": "verified", "title": Said(zh="题", en="title"), "verdict": verdict, "severity": "high",
        "text": Said(zh="出事了", en="it happened"),
    }  # fmt: skip
    return Finding(**{**base, **more})  # type: ignore[arg-type]


def judged() -> list[Finding]:
    """One of each verdict, one for information, and two of one rule."""
    why = Because(
        cause="phase", key="P5_background", text=Said(zh="没有后台", en="no background"),
        close=Said(zh="运行", en="run --scenario background"),
    )  # fmt: skip
    evidence = Evidence(disclosures=["d0001"], sightings=["s0001"], observations=["4242:1"])
    who = {
        "actor": ADS["id"],
        "category": "imei",
        "recipient": "ads.example",
        "count": 2,
        "first": 1_763_900_000_000_000,
    }
    return [
        finding("A1", "VIOLATION", strength="A", fix=Said(zh="改", en="call it later"), evidence=evidence, **who),
        finding("A1", "SUSPECTED", id="fa1b", strength="C"),
        finding("B2", "SUSPECTED", strength="C", ours={"per_minute": 30.0}),
        finding("C3", "UNDETERMINED", because=[why]),
        finding("D4", "PASS"),
        finding("E5", "SUSPECTED", severity="info", strength="E"),
    ]  # fmt: skip


def view(findings: list[Finding] | None = None) -> ReportView:
    """A report's view with findings."""
    return dataclasses.replace(lantern().view(), findings=tuple(judged() if findings is None else findings))


def hostile() -> ReportView:
    """A view whose findings and app are called what no program should obey, one of them in ten megabytes."""
    said = Said(zh=EVIL, en=EVIL)
    why = Because(cause="input", key=EVIL, names=[EVIL], text=said, close=said)
    rows = [
        finding("A1", "VIOLATION", clause=EVIL, title=said, text=said, fix=said, category=EVIL, actor=EVIL,
                recipient=EVIL, detail=EVIL, phases=[EVIL], source=EVIL, evidence=Evidence(screens=[EVIL])),
        finding("B2", "UNDETERMINED", because=[why]),
        finding("C3", "SUSPECTED", text=Said(zh="文" * 10_000_000, en="x" * 10_000_000), first=1 << 62),
    ]  # fmt: skip
    made = view(rows)
    return dataclasses.replace(made, app=dataclasses.replace(made.app, label=EVIL, package=EVIL, sha256=EVIL))


def with_values() -> ReportView:
    """A view whose findings name a value of the persona's."""
    imei = str(VALUES["telephony.imei"])
    return view([finding("A1", "VIOLATION", text=Said(zh=imei, en=f"sent {imei}"), recipient=f"{imei}.example")])
