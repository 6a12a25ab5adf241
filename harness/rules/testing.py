"""Assessments to try rules on: :func:`clean` is a run of an app that does everything right and of which nothing is
unknown; the other functions return one with a single thing changed. For tests of rules, also of users' own.

    found = clean()
    found.collected.append(read("imei", "before_consent"))
    assert verdicts(found, rule) == {"VIOLATION"}
"""

from collections.abc import Sequence
from typing import Literal

from harness.analysis.model import (
    Actor,
    Asked,
    Assessment,
    Collected,
    Compulsory,
    ConsentFacts,
    Disclosure,
    Permissions,
    PhaseSpan,
    Purpose,
    Recipient,
    Sighting,
    Summary,
    WayTo,
)
from harness.analysis.model_coverage import Coverage, Hooks, Processes
from harness.analysis.model_findings import Finding
from harness.policy.differences import Difference, DifferenceKind, Standing
from harness.policy.model import Claim, Format, Policy, Sentence
from harness.rules.case import Case, Stated
from harness.rules.catalogue import Catalogue, shipped
from harness.rules.engine import judge
from harness.rules.model import Rule

START = 1_700_000_000_000_000
"""When the runs begin, in microseconds."""
_LENGTH = 120_000_000
PHASES: dict[str, tuple[str, str, str]] = {
    "install": ("P0_install", "before", "run"),
    "before_consent": ("P1_preconsent", "before", "launch"),
    "consented_idle": ("P3_consented_idle", "after", "consent accept"),
    "foreground": ("P4_foreground", "after", "explore"),
    "background": ("P5_background", "after", "background"),
    "account_cancel": ("P8_account_cancel", "after", "relaunch"),
    "withdrawn": ("P9_withdraw", "refused", "find withdraw"),
    "upgraded": ("P10_upgrade", "after", "install"),
    "permission_denied": ("P6_permission_denied", "after", "consent accept"),
    "relaunch_after_denial": ("P7_relaunch_after_denial", "after", "relaunch"),
    "refused": ("P2_decline", "refused", "consent refuse"),
}
"""All phases of the practice in one run, which no scenario has: code, standing, what began it."""
APP = Actor(
    id="app", kind="app", name="com.clean.app", package="com.clean.app", frame="com.clean.app.Main.go(Main.java:7)"
)
PUSH = Actor(
    id="sdk:cn.jpush", kind="sdk", name="JPush", package="cn.jpush", company="Aurora", listed=True,
    frame="cn.jpush.android.Client.init(Client.java:3)", caller="com.clean.app.CleanApp.onCreate(CleanApp.java:9)",
)  # fmt: skip
ADS = Actor(
    id="sdk:com.bytedance.sdk.openadsdk", kind="sdk", name="Pangle", package="com.bytedance.sdk.openadsdk",
    company="ByteDance", listed=True, frame="com.bytedance.sdk.openadsdk.A.b(A.java:1)",
)  # fmt: skip
OWN = Recipient(host="api.clean.example", domain="clean.example", party="first", country="CN")
OTHER = Recipient(host="track.other.example", domain="other.example", party="third", country="CN")


def clean(*, app_type: str = "news") -> Assessment:
    """Return the assessment of an app that does everything right."""
    spans = [
        PhaseSpan(
            name=name, code=code, consent=consent, begun_by=begun_by, start=start(name), end=start(name) + _LENGTH
        )
        for name, (code, consent, begun_by) in PHASES.items()
    ]
    told = asked("LOCATION", "foreground", trigger="user", answer="granted")
    denied = asked("LOCATION", "permission_denied", trigger="user", answer="denied", number=2, reaction="goes_on")
    return Assessment(
        tool={},
        bundle={"package": "com.clean.app", "apk": {"package": "com.clean.app", "permissions": [], "target_sdk": "33"}},
        summary=Summary(
            disclosures=0, disclosures_before_consent=0, disclosures_after_refusal=0, disclosures_after=0,
            verdict="none_seen", reasons=[],
        ),
        sightings=[],
        disclosures=[],
        collected=[],
        findings=[],
        coverage=Coverage(
            hooks=Hooks(resolved=400), processes=Processes(watched=1), exchanges=3, complete=True, reads="watched"
        ),
        values={},
        permissions=Permissions(
            app_type=app_type, requests=[told, denied], not_told=[], before_consent=[], batches=[], repeats=[],
            restored=[], compulsory=Compulsory(verdict="not_compelled", requests=[], reactions=[], type_known=True),
        ),
        consent=ConsentFacts(
            asked=True, readable=True, kind="dialog", onward=0, accept="同意", refuse="不同意", refusal_offered=True,
            pre_ticked=False, policy_taps=1, policy_in_text=True, reasons=[], evidence=["ui/1.png"],
            ways=[way("policy", 1), way("withdraw", 3), way("account_cancel", 3)],
        ),
        phases=spans,
    )  # fmt: skip


def start(phase: str) -> int:
    """Return when a phase begins."""
    return START + list(PHASES).index(phase) * _LENGTH


def read(
    category: str, phase: str, actor: Actor = APP, *, count: int = 1, over_s: float = 0.0, refused: int = 0
) -> Collected:
    """Calls of one access point, the first ten seconds before the phase's end, or as early as ``over_s`` needs."""
    first = start(phase) + _LENGTH - max(10_000_000, int(over_s * 1e6))
    return Collected(
        category=category, access_point=f"test.{category}", actor=actor, phase=phase, consent=PHASES[phase][1],
        count=count, denied=0, refused=refused, first=first, last=first + int(over_s * 1e6), rate=0.0,
        seen_leaving=False, leaving="not_seen", value_ids=[category], observations=[f"7:{category}"],
    )  # fmt: skip


def send(
    found: Assessment,
    category: str,
    phase: str,
    actor: Actor = APP,
    to: Recipient = OWN,
    *,
    scheme: str = "https",
    form: str = "plain",
    value_ids: Sequence[str] = (),
    index: int | None = None,
) -> Assessment:
    """Add a value that left to an assessment: sighting and disclosure. ``index`` is the exchange's."""
    number = len(found.sightings) + 1
    time = start(phase) + _LENGTH // 2
    url = f"{scheme}://{to.host}/collect"
    found.sightings.append(
        Sighting(
            id=f"s{number:05d}", exchange=f"x{number}", index=number if index is None else index, host=to.host, url=url,
            category=category, value_id=category, where="body", path=[f"json:/{category}"], form=form,
            direction="request", phase=phase, time=time, offset=0, length=8,
        )
    )  # fmt: skip
    found.disclosures.append(
        Disclosure(
            id=f"d{number:04d}", category=category, value_id=category, value_ids=list(value_ids) or [category],
            form=form, forms=[form], paths=[[]], sightings=[f"s{number:05d}"], observations=[f"7:{category}"],
            actor=actor, candidates=[], recipient=to, url=url, phase=phase, consent=PHASES[phase][1], first=time,
            last=time, delay_ms=5.0, strength="A" if form == "plain" else "B", confidence="high",
        )
    )  # fmt: skip
    return found


def asked(
    group: str,
    phase: str,
    *,
    trigger: Literal["user", "auto"] = "auto",
    purpose: Purpose = "told",
    answer: str = "denied",
    reaction: str = "",
    number: int = 1,
    necessary: bool | None = False,
) -> Asked:
    """Return a permission dialog, a second after its phase began."""
    time = start(phase) + 1_000_000 * number
    return Asked(
        id=f"p{number:03d}",
        groups=[group],
        permissions=[],
        phase=phase,
        consent=PHASES[phase][1],
        time=time,
        clock=time,
        launch=1,
        trigger=trigger,
        purpose=purpose,
        purpose_text="",
        necessary=necessary,
        answer=answer,
        in_a_row=1,
        reaction=reaction,
        reaction_why="",
        actor=APP,
        observations=[f"7:{number}"],
        evidence=[f"ui/p{number}.png"],
    )


def way(what: str, taps: int | None, *, certain: bool = True, length: int = 4000) -> WayTo:
    """Return a place that was looked for."""
    return WayTo(
        what=what, taps=taps, way=["我的"] * (taps or 0), certain=certain, length=length, evidence=["ui/w.png"]
    )


COMPLETE: tuple[str, ...] = (
    "controller", "contact", "collects", "retention", "rights", "withdrawal", "account_cancellation", "complaint",
    "personalisation_off",
)  # fmt: skip
"""Kinds of claims of a policy that lacks nothing."""


def policy(*kinds: str, form: bool = False, prose: bool = False, **more: object) -> Policy:
    """Return a policy with a claim of each kind, all of :data:`COMPLETE` without any; ``more`` goes into its last.

    It is a file of claims, Play's ``form``, or ``prose``.
    """
    names = kinds or COMPLETE
    claims = [Claim(id=f"c{number}", kind=kind, sentence="t1") for number, kind in enumerate(names, 1)]  # type: ignore[arg-type]
    if more:
        last = {name: getattr(claims[-1], name) for name in claims[-1].__struct_fields__} | more
        claims[-1] = Claim(**last)
    kind: Format = "play" if form else "html" if prose else "claims"
    return Policy(
        source="policy.html", format=kind, sha256="0" * 64, size=9, characters=5000,
        sentence_count=1, languages={"zh-Hans": 1.0}, sentences=[Sentence(id="t1", text="我们重视您的隐私。")],
        claims=claims,
    )  # fmt: skip


def stated(*differences: Difference, said: Policy | None = None) -> Stated:
    """Return a policy with how it stands to what was seen."""
    return Stated(said or policy(), differences)


def differs(kind: DifferenceKind, standing: Standing, category: str = "imei", **more: object) -> Difference:
    """Return one difference."""
    fields: dict[str, object] = {"kind": kind, "standing": standing, "category": category, "actor": "app", "count": 1}
    return Difference(**(fields | more))  # type: ignore[arg-type]


def complete(found: Assessment, said: Stated | None = None, form: Stated | None = None) -> Case:
    """Return a case in which nothing is missing: with a policy and a Data safety form that lack nothing."""
    return Case(found, stated=said or stated(), form=form or stated(said=policy(form=True)))


def findings(case: Case, rule: Rule, catalogue: Catalogue | None = None) -> list[Finding]:
    """Return what one rule finds."""
    return judge(case, [rule], (catalogue or shipped()).rules.values())


def verdicts(case: Case, rule: Rule, catalogue: Catalogue | None = None) -> set[str]:
    """Return the verdicts of one rule."""
    return {finding.verdict for finding in findings(case, rule, catalogue)}
