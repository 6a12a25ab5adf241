"""Turn an assessment's coverage into sentences: what the run saw, and above all what it could not see."""

from collections.abc import Iterable, Mapping
from typing import Any

from harness.report.model import CoverageView, Note


def _section(coverage: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    raw = coverage.get(name)
    return raw if isinstance(raw, Mapping) else {}


def _count(raw: Any) -> int:
    if isinstance(raw, bool):
        return int(raw)
    if isinstance(raw, int | float):
        return int(raw)
    if isinstance(raw, list | tuple | Mapping):
        return len(raw)
    return 0


def _name(item: Any) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    parts = [str(item[key]) for key in ("host", "point", "name", "process", "pid", "reason") if item.get(key)]
    count = item.get("count")
    if isinstance(count, int) and count > 1:
        parts.append(f"\u00d7{count}")
    return ": ".join(parts)


def _details(raw: Any) -> tuple[str, ...]:
    if isinstance(raw, Mapping):
        items: Iterable[Any] = (f"{key}: {value}" for key, value in sorted(raw.items()))
    elif isinstance(raw, list | tuple):
        items = raw
    else:
        return ()
    names = [name for name in (_name(item) for item in items) if name]
    return tuple(names)


def _note(key: str, n: int, details: tuple[str, ...] = ()) -> Note:
    return Note(key=key, args=(("n", n),), details=details)


def coverage_of(coverage: Mapping[str, Any], meta: Mapping[str, Any], *, complete: bool) -> CoverageView:
    """Return the sentences for one assessment's ``coverage`` and what ``run.json`` adds to it."""
    gaps: list[Note] = [] if complete else [Note(key="gaps.incomplete")]
    for key, field in (("gaps.not_planted", "not_planted"), ("gaps.agent", "agent_errors")):
        raw = meta.get(field)
        if isinstance(raw, list) and raw:
            gaps.append(_note(key, len(raw), _details(raw)))
    if not coverage:
        return CoverageView(facts=(), gaps=(*gaps, Note(key="gaps.no_coverage")))
    hooks, processes = _section(coverage, "hooks"), _section(coverage, "processes")
    connections = _section(coverage, "connections")
    blind = (
        ("gaps.hooks", hooks, "failed", "failures"),
        ("gaps.unwatched", processes, "unwatched", ""),
        ("gaps.late", processes, "late", ""),
        ("gaps.unflushed", processes, "unflushed", ""),
        ("gaps.lost", processes, "lost", ""),
        ("gaps.failed", connections, "failed", "failures"),
        ("gaps.denied", connections, "denied", "denials"),
        ("gaps.opaque", coverage, "opaque_bytes", "opaque"),
        ("gaps.limits", coverage, "limits", ""),
        ("gaps.dropped", coverage, "dropped", ""),
    )
    for key, section, field, listed in blind:
        n = _count(section.get(field))
        if n:
            gaps.append(_note(key, n, _details(section.get(listed)) or _details(section.get(field))))
    facts: list[Note] = []
    resolved = _count(hooks.get("resolved"))
    if hooks:
        facts.append(Note(key="facts.hooks", args=(("n", resolved), ("total", resolved + _count(hooks.get("failed"))))))
    seen = (
        ("facts.processes", processes, "watched"),
        ("facts.observed", processes, "observed"),
        ("facts.exchanges", coverage, "exchanges"),
        ("facts.decrypted", connections, "decrypted"),
        ("facts.plain", connections, "plain"),
    )
    facts += [_note(key, _count(section.get(field))) for key, section, field in seen if field in section]
    return CoverageView(facts=tuple(facts), gaps=tuple(gaps))
