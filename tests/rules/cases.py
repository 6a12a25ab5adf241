"""For each evaluator an app that breaks its rule, made of the one that does everything right, and nothing else."""

from collections.abc import Callable

from harness.analysis.model import Batch, Channel, Handed, Recipient, Repeat, Restored
from harness.policy.model import Sentence
from harness.rules.case import Case
from harness.rules.catalogue import shipped
from harness.rules.model import Rule
from harness.rules.testing import (
    ADS,
    APP,
    COMPLETE,
    OTHER,
    PHASES,
    PUSH,
    asked,
    clean,
    complete,
    differs,
    policy,
    read,
    send,
    stated,
    way,
)


def _category(rule: Rule, usual: str) -> str:
    return rule.categories[0] if rule.categories and usual not in rule.categories else usual


def _before(rule: Rule) -> Case:
    found = clean()
    found.collected.append(read(_category(rule, "imei"), "before_consent", PUSH))
    return complete(found)


def _refused(rule: Rule) -> Case:
    found = clean()
    found.collected.append(read(_category(rule, "android_id"), "refused", PUSH))
    return complete(found)


def _denied(rule: Rule) -> Case:
    found = clean()
    found.permissions.requests.append(asked("PHONE", "permission_denied", number=5))
    found.collected.append(read("imei", "permission_denied"))
    return complete(found)


def _again(rule: Rule) -> Case:
    found = clean()
    rows = [asked("CONTACTS", "relaunch_after_denial", number=number) for number in (3, 4, 5)]
    found.permissions.requests += rows
    found.permissions.repeats.append(
        Repeat(group="CONTACTS", denied="p003", again=["p004", "p005"], hours=[1.0, 2.0], within_48h=2,
               user_triggered=0, launches=2)
    )  # fmt: skip
    return complete(found)


def _compelled(rule: Rule) -> Case:
    found = clean()
    found.permissions.requests.append(asked("PHONE", "permission_denied", number=5, reaction="exits"))
    found.permissions.compulsory.verdict = "compelled"
    found.permissions.compulsory.requests = ["p005"]
    found.permissions.compulsory.reactions = ["exits"]
    return complete(found)


def _batch(rule: Rule) -> Case:
    case = _compelled(rule)
    found = case.found
    found.permissions.requests.append(asked("CONTACTS", "permission_denied", number=6))
    found.permissions.batches.append(
        Batch(requests=["p005", "p006"], groups=["PHONE", "CONTACTS"], one_call=True, at_start=True,
              phase="permission_denied")
    )  # fmt: skip
    return complete(found)


def _purpose(rule: Rule) -> Case:
    found = clean()
    found.permissions.requests.append(asked("CONTACTS", "foreground", purpose="not_told", number=5))
    return complete(found)


def _unprompted(rule: Rule) -> Case:
    found = clean()
    found.permissions.requests.append(asked("CONTACTS", "consented_idle", number=5))
    return complete(found)


def _restored(rule: Rule) -> Case:
    found = clean()
    found.permissions.requests.append(asked("LOCATION", "account_cancel", trigger="user", number=5))
    found.permissions.restored.append(
        Restored(group="LOCATION", denied="p005", phase="upgraded", permissions=["ACCESS_FINE_LOCATION"])
    )
    return complete(found)


def _target(rule: Rule) -> Case:
    found = clean()
    found.bundle["apk"]["target_sdk"] = "22"
    return complete(found)


def _declares(*names: str) -> Callable[[Rule], Case]:
    def make(rule: Rule) -> Case:
        found = clean()
        found.bundle["apk"]["permissions"] = [f"android.permission.{name}" for name in names]
        return complete(found)

    return make


def _unneeded(rule: Rule) -> Case:
    case = _declares("READ_CONTACTS")(rule)
    case.found.permissions.requests.append(asked("CONTACTS", "consented_idle", number=5))
    return complete(case.found)


def _need(rule: Rule) -> Case:
    found = clean()
    found.collected.append(read(_category(rule, "contacts"), "consented_idle"))
    return complete(found)


def _sensitive(rule: Rule) -> Case:
    found = clean()
    found.permissions.requests = [asked("CAMERA", "foreground", purpose="not_told")]
    found.permissions.requests.append(asked("LOCATION", "foreground", purpose="not_told", number=2))
    found.permissions.requests.append(asked("SENSORS", "foreground", purpose="not_told", number=3))
    found.collected.append(read("face_biometric", "foreground"))
    return complete(found)


def _in(phase: str, usual: str) -> Callable[[Rule], Case]:
    def make(rule: Rule) -> Case:
        found = clean()
        found.collected.append(read(_category(rule, usual), phase))
        return complete(found)

    return make


def _often(rule: Rule) -> Case:
    found = clean()
    found.collected.append(read(_category(rule, "location_precise"), "background", count=30, over_s=60))
    return complete(found)


def _started(rule: Rule) -> Case:
    found = clean()
    next(span for span in found.phases if span.name == "background").started = 4
    return complete(found)


def _third(rule: Rule) -> Case:
    return complete(send(clean(), "android_id", "before_consent", PUSH, OTHER))


def _abroad(rule: Rule) -> Case:
    abroad = Recipient(host="in.far.example", domain="far.example", party="third", country="RU")
    return complete(send(clean(), "location_precise", "foreground", APP, abroad))


def _sdk(rule: Rule) -> Case:
    return complete(send(clean(), "android_id", "foreground", ADS, OTHER))


def _handed(rule: Rule) -> Case:
    found = clean()
    row = Handed(category="imei", value_id="imei", form="plain", path=[], observation="7:9")
    found.channels.append(Channel(key="other_apps", state="watched", why="hooked", used=1, handed=[row]))
    return complete(found)


def _withdrawn(rule: Rule) -> Case:
    return complete(send(clean(), "oaid", "withdrawn", ADS, OTHER))


def _targeting(rule: Rule) -> Case:
    found = send(clean(), "oaid", "foreground", ADS, OTHER)
    return complete(found, stated(said=policy("collects", "withdrawal")))


def _clear(rule: Rule) -> Case:
    return complete(send(clean(), _category(rule, "location_precise"), "foreground", scheme="http"))


def _unchangeable(rule: Rule) -> Case:
    return complete(send(clean(), "imei", "foreground", ADS, OTHER))


def _linked(rule: Rule) -> Case:
    found = send(clean(), "oaid", "foreground", ADS, OTHER, index=4)
    return complete(send(found, "imei", "foreground", ADS, OTHER, index=4))


def _screens(**changed: object) -> Callable[[Rule], Case]:
    def make(rule: Rule) -> Case:
        found = clean()
        for name, value in changed.items():
            setattr(found.consent, name, value)
        return complete(found)

    return make


def _ways(taps: int | None) -> Callable[[Rule], Case]:
    def make(rule: Rule) -> Case:
        found = clean()
        found.consent.ways = [way(what, taps) for what in ("policy", "withdraw", "account_cancel")]
        found.consent.policy_taps = None
        return complete(found, stated(said=policy("controller")))

    return make


def _differs(kind: str, standing: str = "not_declared") -> Callable[[Rule], Case]:
    denied = policy(*COMPLETE, "does_not_collect", category="imei")

    def make(rule: Rule) -> Case:
        found = send(clean(), "imei", "foreground", APP, OTHER)
        row = differs(kind, standing, phases=["foreground"], evidence=["d0001"], recipient=OTHER.host)  # type: ignore[arg-type]
        said = denied if standing == "contradicted" else policy()
        return complete(found, stated(row, said=said), stated(row, said=policy(form=True)))

    return make


def _says(*kinds: str, **more: object) -> Callable[[Rule], Case]:
    return lambda rule: complete(clean(), stated(said=policy(*kinds, **more)))


def _idle_purposes(rule: Rule) -> Case:
    found = _compelled(rule).found
    return complete(found, stated(said=policy("collects", purposes=["改善服务质量"], category="contacts")))


def _unreadable(rule: Rule) -> Case:
    import msgspec

    english = [Sentence(id="t1", text="We care about your privacy.")]
    said = msgspec.structs.replace(policy(), languages={"en": 1.0}, sentences=english)
    return complete(clean(), stated(said=said))


BREAKS: dict[str, Callable[[Rule], Case]] = {
    "before_consent": _before,
    "after_refusal": _refused,
    "denied_data": _denied,
    "asked_again": _again,
    "compelled": _compelled,
    "batch": _batch,
    "purpose": _purpose,
    "unprompted": _unprompted,
    "restored": _restored,
    "target_sdk": _target,
    "restricted": _declares("READ_SMS"),
    "unneeded": _unneeded,
    "beyond_need": _need,
    "sensitive": _sensitive,
    "face": _in("foreground", "face_biometric"),
    "contacts": _in("consented_idle", "contacts"),
    "others_data": _in("foreground", "call_log"),
    "frequency": _often,
    "background": _in("background", "location_precise"),
    "self_start": _started,
    "third_party": _third,
    "cross_border": _abroad,
    "sdk_data": _sdk,
    "handed": _handed,
    "after_withdrawal": _withdrawn,
    "targeting": _targeting,
    "clear_text": _clear,
    "unchangeable": _unchangeable,
    "linked": _linked,
    "capture": _in("background", "microphone_audio"),
    "clipboard": _in("consented_idle", "clipboard"),
    "background_location": _in("background", "location_precise"),
    "storage": _declares("READ_MEDIA_IMAGES"),
    "prompted": _screens(policy_taps=None, kind="none", asked=False),
    "explicit": _screens(pre_ticked=True),
    "policy_there": _ways(None),
    "policy_near": _ways(5),
    "policy_readable": _unreadable,
    "way_there": _ways(None),
    "undeclared": _differs("collected"),
    "data_safety": _differs("shared"),
    "contradicted": _differs("denied", "contradicted"),
    "overbroad": _says("overbroad_licence", terms=["irrevocable", "free"]),
    "elements": _says("controller", "contact"),
    "reply_limit": _says("reply_limit", days=30),
    "channel": _says("controller"),
    "idle_purposes": _idle_purposes,
}


def breaking(rule: Rule) -> Case | None:
    """An app that breaks a rule; None for one that no run decides."""
    if rule.decidable == "no" or rule.evaluator == "human":
        return None
    if rule.evaluator != "any_of":
        return BREAKS[rule.evaluator](rule)
    actors = rule.names("actors")
    for name in rule.names("rules"):
        child = shipped().rules[name]
        case = _third(child) if actors else breaking(child)
        if case is not None:
            return case
    return None


def phases() -> list[str]:
    """All phases of the run that does everything."""
    return list(PHASES)
