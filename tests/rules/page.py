"""docs/rules.md, made of the catalogue: ``python -m tests.rules.page`` prints it, ``--write`` puts it in its place."""

import sys
from pathlib import Path

from harness.rules.catalogue import shipped
from harness.rules.families import EVALUATORS
from harness.rules.model import LENSES, Rule
from tests.rules.cases import breaking

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
CASES = "tests/rules/test_catalogue_cases.py"
BUNDLES = "tests/jobs/test_factory.py"
_HEAD = """# Rules

Made from `harness/rules/catalog` by `python -m tests.rules.page --write`; a test holds it.

A rule is data: what it says and where that is from, how far a run decides it, an evaluator (a function of
`harness/rules/families`) with its limits, the phases that a run must have gone through and the conclusions that must
not be blinded before PASS is said. What a finding holds is in [assessment.md](assessment.md#findings). **No verdict
is a legal decision**: a VIOLATION means that what was seen meets the rule's description on this build, this device
and in this run.

```
harness analyze BUNDLE --rules cn,eu            by whose rules: LENSES, all
harness analyze BUNDLE --rules mine.yaml        a file of your own, alone; --rules cn,mine.yaml: besides
harness analyze BUNDLE --app-type news          what the app is (else as the run was told)
harness analyze BUNDLE --explain f0123456789ab  one finding, down to the rows of the bundle
harness run APK --fail-on violation             end with 1 (also suspected, undetermined); drafts (info) do not count
harness rules list --lens play | show ID | check FILE | schema
```

How far a text was checked: `verified` against a copy of the source; `partly`: its title, structure or a part was;
`memory`: not at all; `summary`: only a summary was at hand; `draft`: a draft for comment; `ours`: this program's own.
Texts are short forms in our own words. Limits that no source sets are *ours*; every output says so.

PASS speaks of what the run did. What an exploration left alone (`controls_unvisited`, `controls_avoided`) is told
beside it and takes no PASS away: no run uses everything. A rule that looks at one branch's phases alone is decided by
that branch's bundle: none goes through a refusal and an agreement. What a policy in prose was not found to say is
SUSPECTED at most; of a file of claims, or of Play's form, VIOLATION.

## A file of your own

```yaml
version: 1
lens: own
sources:
  HOUSE: {title: Our own rule book}
rules:
  - id: HOUSE-1
    source: HOUSE
    clause: "1"
    zh: 同意前不读取设备标识
    en: No identifiers before consent
    decidable: fully
    severity: high
    status: ours
    evaluator: before_consent
    categories: [imei, android_id, oaid]
    phases: [P1_preconsent]
    needs: [none_seen, reads, actors, phases]
```

`any_of` (with `parameters: {rules: [...]}`, and `phases` or `actors` to take a part) makes a rule of others. An error
has its line and column; `harness rules schema` prints the schema for editors.

## To try a rule

Two modules of the package are for whoever writes rules; their names stay. `harness.rules.testing` has an app that does
everything right, and functions that make it do one thing wrong. `harness.jobs.factory` writes such a case as a bundle
on disk, as a run does: hooks, calls, requests, dialogs and screens, from which the analysis has to find it.

```python
from pathlib import Path

import harness
from harness.jobs.factory import write
from harness.rules.testing import OTHER, PUSH, clean, complete, send

case = complete(send(clean(), "imei", "before_consent", PUSH, OTHER))
made = write(case, Path("cases/imei"))
run = harness.open(made.bundle, policies=made.policies, countries=made.countries, rules="mine.yaml")
assert {row.verdict for row in run.findings if row.rule == "HOUSE-1"} == {"VIOLATION"}

right = write(complete(clean()), Path("cases/right"))
run = harness.open(right.bundle, policies=right.policies, countries=right.countries, rules="mine.yaml")
assert {row.verdict for row in run.findings} == {"PASS"}
```

`cases/imei/run` is a bundle as any other: `harness analyze`, `report` and `verify` take it. A case costs about 0.06 s
of a processor, written and judged. Every rule of the catalogue is tried both ways (last column: tests of this name with
the rule's id, in `CASES` on the assessment, in `BUNDLES` through a bundle), and with every blind spot. An app that was
made to break one rule may break others; what must not be found is tried on the one that does everything right.

## Evaluators

| evaluator | what it holds |
|---|---|
"""


def page() -> str:
    """The page's text."""
    words = {"LENSES": ", ".join(LENSES), "`CASES`": f"`{CASES}`", "`BUNDLES`": f"`{BUNDLES}`"}
    head = _HEAD
    for word, said in words.items():
        head = head.replace(word, said)
    lines = [head]
    for name, function in EVALUATORS.items():
        said = " ".join((function.__doc__ or "").split())
        lines.append(f"| `{name}` | {said} |\n")
    lines.append("| `any_of` | What is against any of the rules that it names is against it. |\n")
    for lens in LENSES:
        rules = [rule for rule in shipped().rules.values() if lens in rule.lenses]
        if rules:
            lines.append(f"\n## Lens `{lens}`: {len(rules)} rules\n")
            lines += _by_source(rules)
    return "".join(lines)


def _by_source(rules: list[Rule]) -> list[str]:
    lines: list[str] = []
    for source in dict.fromkeys(rule.source for rule in rules):
        known = shipped().sources[source]
        title = f"{known.title}{f' ({known.title_en})' if known.title_en else ''}"
        facts = "; ".join(fact for fact in (known.number, known.date, f"checked: {known.checked or 'no'}") if fact)
        lines.append(f"\n### {source}\n\n{title}; {facts}.\n\n")
        lines.append("| rule | what it says | text | decided | evaluator | PASS needs | broken by, kept by |\n")
        lines.append("|---|---|---|---|---|---|---|\n")
        lines += [_row(rule) for rule in rules if rule.source == source]
    return lines


def _row(rule: Rule) -> str:
    note = f" ({rule.status_note})" if rule.status_note else ""
    of = f": {', '.join(rule.names('rules'))}" if rule.evaluator == "any_of" else ""
    limits = [f"{name} {value}" for name, value in rule.parameters.items() if isinstance(value, int | float)]
    limits += [f"{name} {value:g} (ours)" for name, value in rule.ours.items()]
    needs = ", ".join((*(code.split("_")[0] for code in rule.phases), *rule.needs)) or "-"
    limited = f"; {', '.join(limits)}" if limits else ""
    said = f"{rule.en}<br>{rule.zh}".replace("|", "\\|")
    cells = (
        f"`{rule.id}` ({rule.severity})", said, f"{rule.status}{note}", rule.decidable,
        f"`{rule.evaluator}`{of}{limited}", needs, tests(rule),
    )  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def tests(rule: Rule) -> str:
    """The two tests of a rule, or why it has none."""
    human = f"a human: {rule.human.en}" if rule.human else ""
    if breaking(rule) is None:
        return human or "as the rules that it is made of"
    both = f"`test_an_app_that_breaks_it[{rule.id}]`, `test_an_app_that_does_everything_right[{rule.id}]`"
    return f"{both}{f'; never PASS, {human}' if human else ''}"


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(), "utf-8")
    else:
        sys.stdout.write(page())
