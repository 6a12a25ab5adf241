"""What a command's help looks like."""

from tests.cli.test_cli import say


def test_flags_have_no_value_and_words_are_short() -> None:
    _, out, _ = say("run", "--help")
    assert "<str>" not in out
    assert all("<bool>" not in say(*command, "--help")[1] for command in ((), ("run",), ("hooks",), ("campaign",)))
    assert "live|sinkhole" in out, "a short list stands where the value stands"
    assert "One of agent, proxy, transparent," in out, "a long one in the sentence"


def test_many_options_stand_in_groups_and_few_do_not() -> None:
    for command in ("run", "watch", "explore", "analyze"):
        out = say(command, "--help")[1]
        assert "─ Output ─" in out and "─ Judging ─" in out and "─ Options ─" not in out, command
    assert "─ Options ─" in say("verify", "--help")[1]


def test_examples_stand_at_the_foot() -> None:
    assert "harness run app.apk --device sandbox" in say("run", "--help")[1].split("Examples:")[1]
    assert "Examples:" not in say("keys", "--help")[1]
