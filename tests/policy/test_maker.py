from harness.policy.maker import Maker, origin
from tests.policy.said import sentence


def test_one_sentence_claims_one_thing_once() -> None:
    make, said = Maker(), sentence("We collect your device information and your IMEI.")
    make.claim(said, "collects", ["device information"], category="imei", vague=True)
    make.claim(said, "collects", ["imei"], category="imei", vague=False, purposes=["to log in"])
    claims, sentences = make.done()
    assert [(row.id, row.words, row.vague, row.purposes) for row in claims] == [
        ("c0001", ["device information", "imei"], False, ["to log in"])
    ]
    assert [row.text for row in sentences] == [said.text]


def test_claims_come_in_the_order_of_the_text_and_are_numbered() -> None:
    make, said = Maker(), sentence("x")
    make.claim(said, "shares", ["b"])
    make.claim(said, "collects", ["a"])
    assert [(row.id, row.kind) for row in make.done()[0]] == [("c0001", "collects"), ("c0002", "shares")]
    assert origin(said) == "text"
