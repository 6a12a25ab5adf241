"""What rests on which file of a bundle."""

import msgspec

from harness.analysis.facts import sealed
from harness.evidence import bundle
from harness.evidence.seal import Verification
from harness.evidence.signature import Signature
from harness.report.texts import sentences


def test_every_file_that_is_read_has_conclusions_that_rest_on_it() -> None:
    names = {
        value for name, value in vars(bundle).items() if name.isupper() and isinstance(value, str) and "." in value
    }
    shown_only = {bundle.LOGCAT, bundle.ACCOUNT, bundle.SIGNATURE, bundle.SIGNER, bundle.STAMP}
    assert names - shown_only <= set(sealed._RESTS)


def test_every_conclusion_has_its_sentence() -> None:
    words = {word for conclusions in sealed._RESTS.values() for word in conclusions}
    for lang in ("en", "zh"):
        assert {f"gaps.seal_{word}" for word in words} <= set(sentences(lang))


def test_an_intact_seal_says_nothing() -> None:
    assert sealed.seal_facts(Verification(state="sealed", files=3)) is None
    assert sealed.seal_facts(Verification(state="cut_off", files=3)) is None


def test_what_broke_is_named_with_what_falls() -> None:
    found = Verification(
        state="sealed", files=3, changed=["flows.mitm"], added=["x\ny"], missing=["log/logcat.txt"],
        ranges={"flows.mitm": [(0, 4096)]}, kinds={"x\ny": "a FIFO"},
        signature=Signature(fingerprint="f", good=False, reason="why"),
    )  # fmt: skip
    assert msgspec.to_builtins(sealed.seal_facts(found)) == {
        "void": ["the signature is bad: why"],
        "broken": [
            {"name": "flows.mitm", "how": "changed", "ranges": [(0, 4096)], "conclusions": ["disclosures"]},
            {"name": "log/logcat.txt", "how": "missing", "ranges": [], "conclusions": []},
            {"name": "x\\x0ay", "how": "added", "ranges": [], "conclusions": [], "kind": "a FIFO"},
        ],
    }
