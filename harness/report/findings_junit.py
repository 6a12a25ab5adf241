"""Findings as JUnit XML, as CI servers read it: a test case for each rule, a class for each source of rules.

A rule with a violation, or the suspicion of one, is a failure; one that is undetermined is skipped, with the reason:
it is not passed. So is what is for information only, as ``--fail-on`` has it.
"""

from collections.abc import Sequence

from harness.analysis.model_findings import Finding
from harness.report.judged import body, plain, told
from harness.report.model import ReportView
from harness.report.xml import attribute, content


def render_junit(view: ReportView, lang: str) -> str:
    """Return the document."""
    rules: dict[str, list[Finding]] = {}
    for row in view.findings:
        rules.setdefault(row.rule, []).append(row)
    cases = [_case(rows, lang) for _, rows in sorted(rules.items())]
    failed = sum(bool(_against(rows)) for rows in rules.values())
    skipped = sum(bool(not _against(rows) and _open(rows)) for rows in rules.values())
    said = f'tests="{len(cases)}" failures="{failed}" skipped="{skipped}" errors="0"'
    name = attribute(f"harness {plain(view.app.package)}".strip())
    head = ['<?xml version="1.0" encoding="utf-8"?>', f"<testsuites {said}>", f"<testsuite name={name} {said}>"]
    return "\n".join([*head, *cases, "</testsuite>", "</testsuites>"]) + "\n"


def _against(rows: Sequence[Finding]) -> list[Finding]:
    return [row for row in rows if row.adverse and row.severity != "info"]


def _open(rows: Sequence[Finding]) -> list[Finding]:
    return [row for row in rows if row.verdict != "PASS"]


def _case(rows: Sequence[Finding], lang: str) -> str:
    first = rows[0]
    name = f"{plain(first.rule)} {told(first.title, lang)}"
    return (
        f"<testcase classname={attribute(plain(first.source))} name={attribute(name)}>{_inside(rows, lang)}</testcase>"
    )


def _inside(rows: Sequence[Finding], lang: str) -> str:
    """What is against the app; JUnit knows one failure of a case, so that all of a rule stand in it."""
    if adverse := _against(rows):
        lines = [
            line
            for row in adverse
            for line in (f"{row.verdict} {plain(row.id)}: {plain(row.clause)}", *body(row, lang))
        ]
        head = f"<failure type={attribute(adverse[0].verdict)} message={attribute(told(adverse[0].text, lang))}>"
        return f"{head}{content(chr(10).join(lines))}</failure>"
    if left := _open(rows):
        lines = [line for row in left for line in (f"{row.verdict}:", *body(row, lang))]
        return f"<skipped message={attribute(' '.join(lines))}/>"
    return ""
