"""What each generated app is and does, by its number: always the same for the same number."""

import random

import msgspec

PURPOSES = {
    "cn.jpush": "push", "com.umeng": "analytics", "com.baidu.mobads": "ads", "com.qq.e": "ads",
    "com.bytedance.sdk": "ads", "com.xiaomi.push": "push", "com.sensorsdata.analytics": "analytics",
    "com.mob": "common",
}  # fmt: skip
"""SDKs by prefix, as apps have them, and what for; the code behind them is the template's."""
UNLISTED = ("com.pushbay.core", "com.adhive.sdk", "com.quietly.metrics", "cn.countall.probe")
VALUES = ("android_id", "imei", "imsi", "iccid", "phone_number", "location", "contacts")
FORMS = ("query", "header", "json", "base64", "hex", "gzip", "aes", "md5", "sha256")
_LISTS = ("md5", "sha256", "header", "query")
"""Forms that a list or a pair is not sent in: a digest of all together is a digest of none."""


class Act(msgspec.Struct, frozen=True, order=True):
    """One thing that an app does. ``when``: start, agreed, refused; ``who``: app, sdk; ``form``: one of ``FORMS`` or
    unsent."""

    when: str
    who: str
    value: str
    form: str
    host: str
    scheme: str = "https"

    @property
    def line(self) -> str:
        """The act as the app's asset has it."""
        return f"{self.when} {self.who} {self.value} {self.form} {self.scheme}://{self.host}/v1/{self.value}"


class Variant(msgspec.Struct, frozen=True):
    """One app: the number in its package, its name, the prefix of the SDK in it, what it does."""

    number: int
    sdk: str
    acts: tuple[Act, ...]

    @property
    def vendor(self) -> str:
        """What stands where the template has ``vendor000``."""
        return f"vendor{self.number:03}"

    @property
    def package(self) -> str:
        """The app's package."""
        return f"app.{self.vendor}.mimic"

    @property
    def label(self) -> str:
        """What it is called."""
        return f"变色龙 {self.number:03}"


def variant(number: int) -> Variant:
    """Return the app of a number from 1 to 999. One in ten does nothing."""
    dice = random.Random(number)
    sdk = dice.choice((*PURPOSES, *UNLISTED))
    acts = [] if number % 10 == 0 else [_act(dice, number, sdk) for _ in range(dice.choice((1, 1, 2, 3)))]
    # One value is read by one and at one moment: who sent it is then no question of which reading it was.
    kept = {act.value: act for act in acts}
    return Variant(number, sdk, tuple(sorted(kept.values())))


def _act(dice: random.Random, number: int, sdk: str) -> Act:
    value, who = dice.choice(VALUES), dice.choice(("app", "sdk"))
    forms = [form for form in FORMS if value not in ("location", "contacts") or form not in _LISTS]
    form = "unsent" if dice.random() < 0.15 else dice.choice(forms)
    own = f"api.vendor{number:03}.example"
    host = dice.choice((own, "collect.bigdata.example")) if who == "app" else f"log.{sdk.split('.')[1]}-cloud.example"
    return Act(dice.choice(("start", "agreed", "agreed", "refused")), who, value, form, host)
