"""The family ``screens``: what speaks against an app, and what is left open."""

from harness.rules.case import Case
from harness.rules.testing import clean, complete, policy, stated, way
from tests.rules.families.kit import hits, opened


def screens(**changed: object) -> Case:
    found = clean()
    for name, value in changed.items():
        setattr(found.consent, name, value)
    return Case(found)


def test_the_first_run_shows_the_policy() -> None:
    assert hits("CAC191-1-2", screens()) == []
    said = screens(policy_taps=None, policy_in_text=True)
    assert hits("CAC191-1-2", said) == [("prompted.no_link", "SUSPECTED", "")]
    assert hits("CAC191-1-2", screens(policy_taps=None, policy_in_text=False)) == [
        ("prompted.no_policy", "VIOLATION", "")
    ]
    assert hits("CAC191-1-2", screens(policy_taps=None, kind="none")) == [("prompted.nothing", "VIOLATION", "")]


def test_what_nobody_could_read_is_open() -> None:
    assert opened("CAC191-1-2", screens(readable=False)) == ["screen_unreadable"]
    found = clean()
    found.consent = None
    assert opened("CAC191-1-2", Case(found)) == ["no_screens"]
    assert opened("CAC191-3-4", screens(kind="none")) == ["nothing_asked"]


def test_consent_is_an_act() -> None:
    assert hits("CAC191-3-4", screens()) == []
    assert hits("CAC191-3-4", screens(pre_ticked=True)) == [("explicit.ticked", "VIOLATION", "")]
    assert hits("CAC191-3-4", screens(refusal_offered=False)) == [("explicit.no_refusal", "VIOLATION", "")]
    assert hits("CAC191-3-4", screens(refusal_offered=False, kind="box")) == [], "an empty box is a way to say no"


def test_the_policy_is_there() -> None:
    assert hits("CAC191-1-1", screens()) == []
    assert hits("CAC191-1-1", screens(ways=[way("policy", 2, length=40)])) == [("policy_there.short", "SUSPECTED", "")]
    gone = screens(ways=[way("policy", None)], policy_taps=None)
    assert hits("CAC191-1-1", gone) == [("policy_there.none", "VIOLATION", "")]
    assert opened("CAC191-1-1", screens(ways=[way("policy", None, certain=False)])) == ["search_uncertain"]
    assert opened("CAC191-1-1", screens(ways=[way("policy", None)])) == ["search_uncertain"], "the dialog links one"
    assert opened("CAC191-1-1", screens(ways=[])) == ["not_searched"]


def test_how_far_it_is() -> None:
    assert hits("CAC191-1-3", screens(ways=[way("policy", 4)])) == [], "four are allowed"
    assert hits("CAC191-1-3", screens(ways=[way("policy", 5)])) == [("policy_near", "VIOLATION", "")]
    assert hits("CAC191-1-3", screens(ways=[way("policy", 5, certain=False)])) == [("policy_near", "SUSPECTED", "")]
    assert hits("CAC191-1-3", screens(ways=[way("policy", 6), way("policy", 2)])) == [], "the nearest counts"


def test_a_way_to_withdraw() -> None:
    found = clean()
    found.consent.ways = [way("withdraw", None)]
    assert hits("CAC191-3-8", Case(found)) == [("way_there.none", "SUSPECTED", "")], "the policy may have one"
    assert hits("CAC191-3-8", complete(found)) == [("way_there.policy_only", "SUSPECTED", "")]
    silent = complete(found, stated(said=policy("collects")))
    assert hits("CAC191-3-8", silent) == [("way_there.none", "VIOLATION", "")]
    found.consent.ways = []
    assert opened("CAC191-3-8", Case(found)) == ["not_searched"]


def test_the_policy_s_language() -> None:
    assert opened("CAC191-1-4", Case(clean())) == ["policy"]
    assert hits("CAC191-1-4", complete(clean())) == []
