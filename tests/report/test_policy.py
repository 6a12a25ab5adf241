import io

from rich.console import Console

from harness.policy.model import Kind
from harness.report.policy import print_policy
from harness.report.texts import texts
from tests.policy.said import policy


def shown(text: str, lang: str = "en") -> str:
    out = io.StringIO()
    print_policy(policy(text), Console(file=out, width=200), lang)
    return out.getvalue()


def test_claims_stand_under_their_sentence() -> None:
    text = shown("We do not share your contacts with third parties, except as required by law.")
    assert text.index("We do not share") < text.index("does not share")
    assert "except: except as required by law" in text


def test_terminal_escapes_of_a_policy_are_inert() -> None:
    assert "\x1b" not in shown("We collect your IMEI \x1b[31m now.")


def test_nothing_found_is_undetermined() -> None:
    assert "Undetermined" in shown("Hello.")


def test_each_kind_and_gap_has_its_words() -> None:
    for lang in ("zh", "en"):
        assert all(texts(lang).has(f"policy.kind.{kind}") for kind in Kind.__args__)
        for gap in ("no_text", "pages_without_text", "cut", "charset_guessed", "hidden_text", "other_language"):
            assert texts(lang).has(f"policy.gap.{gap}")
