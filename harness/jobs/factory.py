"""A case of :mod:`harness.rules.testing` as a bundle on disk, as a run writes one: rows, traffic, persona and policy.

    case = complete(send(clean(), "imei", "before_consent", PUSH, OTHER))
    made = write(case, Path("bundles/imei"))
    run = harness.open(made.bundle, policies=made.policies, countries=made.countries, rules="cn")
    assert any(row.adverse for row in run.findings)

The case is what somebody wants to be seen; the bundle holds the calls, requests, dialogs and screens from which the
analysis has to find it. Nothing of the case itself is in it.
"""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import yaml
from mitmproxy.io import FlowWriter

from harness.analysis.facts.permissions import REQUEST
from harness.analysis.model import Actor, Asked, Assessment, Collected, Disclosure, Permissions
from harness.catalog.categories import categories
from harness.catalog.permission_dialogs import permission_words
from harness.catalog.points import load_points
from harness.evidence.bundle import FLOWS, PERSONA
from harness.evidence.exchange import Exchange
from harness.evidence.flow_write import flow_from_exchange
from harness.evidence.rows import (
    ConsentScreen,
    Hook,
    Observation,
    PermissionRequest,
    Phase,
    Place,
    Process,
    SelfTest,
    Value,
)
from harness.evidence.run_record import Apk, Confinement, DeviceInfo, Route, RunRecord
from harness.evidence.writer import BundleWriter
from harness.persona.generate import generate
from harness.persona.persona import Persona, PersonaValue, Planted
from harness.policy.model import Policy
from harness.rules.case import Case

PID = 7
_S = 1_000_000
_FORM = (
    "Question ID (machine readable),Response ID (machine readable),Response value,Answer requirement,"
    "Human-friendly question label\r\n"
    "PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA,,false,REQUIRED,Does your app collect?\r\n"
)
"""Play's Data safety form of an app that says that it collects and shares nothing."""
_POSITION = {"latitude": 31.230416, "longitude": 121.473701}


class Made(NamedTuple):
    """What was written: the bundle, the policy and Play's form as files of claims, and where its hosts are."""

    bundle: Path
    policies: list[Path]
    countries: Path


def write(case: Case, root: Path) -> Made:
    """Write a case into ``root``: a sealed bundle ``run``, and beside it what is given with ``--policy`` and the like.

    Raises ``BundleError`` where there is one already.
    """
    found = case.found
    package = str(found.bundle["package"])
    said = {category: _planted(category) for category in sorted(_categories(found))}
    persona = Persona(
        id="factory", created="2023-11-14T00:00:00Z",
        values=[PersonaValue(id=name, category=name, value=value) for name, value in said.items()],
    )  # fmt: skip
    with BundleWriter(root / "run", _record(found, package)) as writer:
        for row in [*_course(found, package), *_watching(package), *_calls(found, package, said), *_screens(found)]:
            writer.append(row)
        writer.write_file(PERSONA, yaml.safe_dump(msgspec.to_builtins(persona)).encode())
        writer.write_file(FLOWS, _flows(found, said))
        writer.seal("complete")
    policies = []
    if case.stated is not None:
        policies.append(root / "policy.yaml")
        policies[-1].write_text(_claims(case.stated.policy), "utf-8")
    if case.form is not None:
        policies.append(root / "form.csv")
        policies[-1].write_text(_FORM, "utf-8")
    countries = root / "countries.csv"
    rows = {_ip(host): code for host, code in _hosts(found).items()} or {_ip("nobody.example"): "CN"}
    countries.write_text("".join(f"{ip}/32,{code}\n" for ip, code in sorted(rows.items())), "utf-8")
    return Made(root / "run", policies, countries)


def _planted(category: str) -> Planted:
    """A value of a category: a persona's where it has one, else a text that nothing else says."""
    if category == "location_precise":
        return dict(_POSITION)
    own = next((row.value for row in generate(7).values if row.category == category), None)
    return own if isinstance(own, str) else f"{category}-{hashlib.sha256(category.encode()).hexdigest()[:20]}"


def _categories(found: Assessment) -> set[str]:
    handed = {row.category for channel in found.channels for row in channel.handed}
    rows: list[Collected | Disclosure] = [*found.collected, *found.disclosures]
    return {"android_id", *handed, *(row.category for row in rows)}


def _asked(found: Assessment) -> Permissions:
    """What the case says of permissions: always something (``testing.clean``)."""
    if found.permissions is None:
        raise ValueError("the case says nothing of permissions: start from harness.rules.testing.clean()")
    return found.permissions


def _record(found: Assessment, package: str) -> RunRecord:
    apk = found.bundle["apk"]
    return RunRecord(
        outcome="running",
        apk=Apk(
            package=package, label="Clean", permissions=list(apk["permissions"]), target_sdk=str(apk["target_sdk"]),
        ),
        device=DeviceInfo(kind="adb", model="Factory", android="13", api_level=33),
        scenario="full",
        branch="all",
        network="sinkhole",
        persona="factory",
        app_type=_asked(found).app_type or None,
        route=Route(kind="transparent", catches=[], misses=[], counted=True, open=[], held=True),
        confinement=Confinement(level="full"),
        not_planted=[],
        agent_errors=[],
    )  # fmt: skip


def _course(found: Assessment, package: str) -> Iterator[Phase | Process]:
    first = found.phases[0]
    yield Process(
        pid=PID, name=package, gated=True, start_us=first.start, attached_us=first.start, resumed_us=first.start,
        flushed=True,
    )  # fmt: skip
    pid = 100
    restored = {row.phase: row.permissions for row in _asked(found).restored}
    for span in found.phases:
        names = [f"android.permission.{name}" for name in restored.get(span.name, ())]
        yield Phase(
            name=span.name, start_us=span.start, end_us=span.end, cause="end", begun_by=span.begun_by, code=span.code,
            granted=names,
        )  # fmt: skip
        for number in range(span.started):
            pid += 1
            at = span.start + (number + 1) * 10 * _S
            yield Process(
                pid=pid, name=package, gated=True, start_us=at, attached_us=at, resumed_us=at, flushed=True,
                origin="start", end="exit", end_us=at + _S,
            )  # fmt: skip


def _watching(package: str) -> Iterator[Hook | SelfTest]:
    for point in load_points():
        yield Hook(pid=PID, process=package, point=point.id, resolved=True, overloads=1)
    yield SelfTest(pid=PID, process=package, family="method", result="seen")


def _calls(found: Assessment, package: str, said: dict[str, Planted]) -> Iterator[Observation]:
    seq = 0
    for read in found.collected:
        seq += 1
        yield _call(
            package, seq, read.first, read.phase, read.actor, _point(read.category), read.category,
            result=_value(said[read.category]), count=read.count, last_us=read.last,
        )  # fmt: skip
    for left in found.disclosures:
        seq += 1
        yield _call(
            package, seq, left.first - _S, left.phase, left.actor, _point(left.category), left.category,
            result=_value(said[left.category]),
        )  # fmt: skip
    for channel in found.channels:
        for handed in channel.handed:
            seq += 1
            span = next(span for span in found.phases if span.name == "foreground")
            parts = {
                "action": "android.intent.action.SEND",
                "package": "com.other.app",
                "extra": str(said[handed.category]),
            }
            fields = {name: Value(type="java.lang.String", text=text) for name, text in parts.items()}
            args = [Value(type="android.content.Intent", fields=fields)]
            point, category = "start.startActivity.other", "control.assoc_start"
            yield _call(package, seq, span.start + _S, span.name, None, point, category, args)
    for asking in _askings(_asked(found)):
        seq += 1
        names = [Value(type="java.lang.String", text=name) for row in asking for name in _names(row)]
        args = [Value(type="java.lang.String[]", items=names)]
        first, point = asking[0], "perm.activity.requestPermissions"
        yield _call(package, seq, first.time - 100_000, first.phase, None, point, REQUEST, args)


def _askings(asked: Permissions) -> list[list[Asked]]:
    """Requests by the call that made them."""
    batches = [batch.requests for batch in asked.batches if batch.one_call]
    together = {name: requests for requests in batches for name in requests}
    calls: dict[tuple[str, ...], list[Asked]] = {}
    for row in asked.requests:
        calls.setdefault(tuple(together.get(row.id, (row.id,))), []).append(row)
    return list(calls.values())


def _call(
    package: str, seq: int, time_us: int, phase: str, actor: Actor | None, point: str, category: str,
    args: list[Value] | None = None, *, result: Value | None = None, count: int = 1, last_us: int = 0,
) -> Observation:  # fmt: skip
    stack = [actor.frame] if actor is not None and actor.frame else []
    if actor is not None and actor.caller:
        stack.append(actor.caller)
    return Observation(
        seq=seq, time_us=time_us, mono_ns=time_us * 1000, pid=PID, process=package, thread_id=1, thread="main",
        point=point, category=category, phase=phase, stack=stack or [f"{package}.Main.go(Main.java:7)"],
        args=args or [], result=result, count=count, last_us=last_us,
    )  # fmt: skip


def _point(category: str) -> str:
    """An access point by which the catalogue says that data of a category is read."""
    return next((point.id for point in load_points() if point.category == category), f"factory.{category}")


def _value(planted: Planted) -> Value:
    if isinstance(planted, str):
        return Value(type="java.lang.String", text=planted)
    fields = {name: Value(type="double", text=str(number)) for name, number in planted.items()}
    return Value(type="android.location.Location", fields=fields)


def _names(row: Asked) -> list[str]:
    """The permissions that a dialog is about: the first of each of its groups, unless it says which."""
    known = {group.id: group.permissions[0] for group in permission_words().groups}
    return row.permissions or [f"android.permission.{known[group]}" for group in row.groups]


def _screens(found: Assessment) -> Iterator[PermissionRequest | ConsentScreen | Place]:
    for number, row in enumerate(_asked(found).requests, 1):
        groups = [group for group in permission_words().groups if group.id in row.groups]
        named = "、".join(group.zh for group in groups)
        texts = {"told": [f"我们需要您的{named}，用来完成您刚才选择的功能"], "not_told": ["欢迎使用"]}
        yield PermissionRequest(
            id=number, time_us=row.time, clock_us=row.clock, phase=row.phase, launch=row.launch, groups=row.groups,
            message=named, before_us=row.time - _S, before_texts=texts.get(row.purpose, []),
            user_act_us=row.time - _S if row.trigger == "user" else 0, answer=row.answer,
            answered_us=row.time + _S // 2, reaction=row.reaction, in_a_row=row.in_a_row,
        )  # fmt: skip
    consent = found.consent
    if consent is None:
        return
    asking = next(span for span in found.phases if span.name == "before_consent")
    if consent.asked:
        yield ConsentScreen(
            time_us=asking.start + _S, phase=asking.name, act="seen", kind=consent.kind, accept=consent.accept,
            refuse=consent.refuse if consent.refusal_offered else "", pre_ticked=consent.pre_ticked,
            policy_links=["《隐私政策》"] if consent.policy_taps else [], policy_in_text=consent.policy_in_text,
            onward=consent.onward,
        )  # fmt: skip
    else:
        yield ConsentScreen(time_us=asking.start + _S, phase=asking.name, act="seen", kind="none")
    for way in consent.ways:
        span = next(span for span in found.phases if span.name == "foreground")
        yield Place(
            time_us=span.start + _S, phase=span.name, what=way.what, found=way.taps is not None, taps=way.taps or 0,
            way=way.way, exhaustive=way.certain, tried=1, length=way.length,
        )  # fmt: skip


def _ip(host: str) -> str:
    """An address for documentation (RFC 5737), of one's own for each host."""
    return f"198.51.100.{int(hashlib.sha256(host.encode()).hexdigest(), 16) % 250 + 1}"


def _hosts(found: Assessment) -> dict[str, str]:
    return {row.recipient.host: row.recipient.country for row in found.disclosures}


def _flows(found: Assessment, said: dict[str, Planted]) -> bytes:
    """The requests: one for each that the case has a sighting in."""
    bodies: dict[int, list[Disclosure]] = {}
    sightings = {row.id: row for row in found.sightings}
    for row in found.disclosures:
        bodies.setdefault(sightings[row.sightings[0]].index, []).append(row)
    out = io.BytesIO()
    writer = FlowWriter(out)
    for at, (index, rows) in enumerate(sorted(bodies.items())):
        first = rows[0]
        scheme = "https" if first.url.startswith("https") else "http"
        body = {row.category: _sent(said[row.category], row.form) for row in rows}
        writer.add(
            flow_from_exchange(
                Exchange(
                    index=at, id=f"x{index}", time_us=first.first, method="POST", scheme=scheme,
                    host=first.recipient.host, port=443 if scheme == "https" else 80, url=first.url,
                    request_headers=[("content-type", "application/json")], request_body=msgspec.json.encode(body),
                    status=204, connection=f"c{index}", server_ip=_ip(first.recipient.host),
                )
            )
        )  # fmt: skip
    return out.getvalue()


def _sent(planted: Planted, form: str) -> object:
    if not isinstance(planted, str):
        return planted
    return hashlib.md5(planted.encode(), usedforsecurity=False).hexdigest() if form == "digest:md5" else planted


def _claims(policy: Policy) -> str:
    """A policy as a file of claims, for what no extractor has to read."""
    known = categories()
    rows = []
    for claim in policy.claims:
        row = {name: value for name, value in msgspec.to_builtins(claim).items() if value not in ("", [], None, False)}
        row = {name: value for name, value in row.items() if name in ("kind", "purposes", "terms", "days", "countries")}
        row["text"] = policy.sentence(claim).text
        if claim.category in known:
            row["category"] = claim.category
        rows.append(row)
    return str(yaml.safe_dump({"claims": rows}, allow_unicode=True))
