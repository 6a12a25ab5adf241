"""Values keep their places, whenever they are learnt and whatever they are called by then."""

from harness.analysis.live.values import Values
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation
from harness.values.needle import Needle
from tests.analysis.lantern import text

PLANTED = {"values": [{"id": "imei", "category": "imei", "value": "866712345678906"}]}
COOKIE = "Zk39xQ17bL2mPd84"


def call(value: str, category: str) -> Observation:
    return Observation(
        seq=1, time_us=1, mono_ns=1, pid=1, process="p", thread_id=1, thread="t", point="x.y", category=category,
        result=text(value),
    )  # fmt: skip


def setting(value: str) -> Exchange:
    return Exchange(index=0, id="0", time_us=1, response_headers=[("Set-Cookie", f"id={value}; Max-Age=99999999")])


def named(values: Values) -> dict[str, str]:
    return {row.value_id: row.text for at, row in enumerate(values.needles) if at not in values.gone}


def test_places_stay_and_names_follow_the_analysis() -> None:
    values = Values("com.a", PLANTED)
    assert values.settle() == [0] and values.settle() == []
    values.observe(call("13948256701", "phone_number"))
    values.observe(call("15072946381", "phone_number"))
    assert values.settle() == [1, 2]
    values.want([Needle(value_id="typed", category="phone_number", text="13948256701")])
    assert values.settle() == [], "the same value is looked for in the same way"
    assert named(values) == {"imei": "866712345678906", "typed": "13948256701", "seen.phone_number.1": "15072946381"}


def test_a_cookie_that_turns_out_to_be_an_identifier_is_a_cookie_no_more() -> None:
    values = Values("com.a", PLANTED)
    values.settle()
    values.exchange(setting(COOKIE))
    values.exchange(setting("Qw12Er34Ty56Ui78"))
    assert values.settle() == [1, 2]
    values.observe(call(COOKIE, "push_token"))
    assert values.settle() == [3] and values.gone == {1}
    assert named(values) == {
        "imei": "866712345678906", "seen.push_token.1": COOKIE, "set.sdk_device_id.1": "Qw12Er34Ty56Ui78",
    }  # fmt: skip


def test_the_persona_grows() -> None:
    values = Values("com.a", None)
    assert values.settle() == []
    values.plant(PLANTED)
    assert values.settle() == [0]
    values.plant({"values": [*PLANTED["values"], {"id": "oaid", "category": "oaid", "value": "f00dfeedf00dfeed"}]})
    assert values.settle() == [1] and sorted(named(values)) == ["imei", "oaid"]
