"""Outcomes as JUnit XML, as CI servers read it: a test case for each expectation, a class for each recording.

The form is that of Ant's JUnit task, which Jenkins, GitLab and GitHub's reporters read: ``failure`` for what is not as
expected, ``error`` for what could not be judged at all.
"""

from collections.abc import Iterator, Sequence

from harness.regress.outcome import Check, Outcome
from harness.report.xml import attribute, content


def junit(found: Sequence[Outcome]) -> str:
    """Return the document. Characters that XML cannot hold are shown as pictures of themselves."""
    cases = [row for each in found for row in _cases(each)]
    counts = {
        "tests": sum(max(1, len(each.checks)) for each in found),
        "failures": sum(not check.good for each in found for check in each.checks),
        "errors": sum(bool(each.problem) for each in found),
        "time": round(sum(each.seconds for each in found), 3),
    }
    said = " ".join(f'{name}="{count}"' for name, count in counts.items())
    head = ['<?xml version="1.0" encoding="utf-8"?>', "<testsuites>", f'<testsuite name="harness regress" {said}>']
    return "\n".join([*head, *cases, "</testsuite>", "</testsuites>"]) + "\n"


def _cases(found: Outcome) -> Iterator[str]:
    name = attribute(found.recording or found.expected)
    if found.problem:
        head = f'<testcase classname={name} name="is judged" time="{found.seconds}">'
        yield f"{head}<error message={attribute(found.problem)}/></testcase>"
        return
    for check in found.checks:
        each = found.seconds / len(found.checks)
        head = f"<testcase classname={name} name={attribute(check.expectation)} file={attribute(found.expected)}"
        yield f'{head} line="{check.line}" time="{each:.3f}">{_failure(check)}</testcase>'


def _failure(check: Check) -> str:
    if check.good:
        return ""
    head = f"<failure type={attribute(check.state)} message={attribute(f'{check.state}: {check.says}')}>"
    return f"{head}{content(check.text())}</failure>"
