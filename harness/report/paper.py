"""The report as blocks for paper: headings, lines, tables and pictures, in the order of the page, in plain data.

It says what the page says, without what only a screen can do: all lenses are shown, and evidence is told in short, with
the ids by which the page and the bundle have it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from harness.analysis.model import Recipient
from harness.analysis.model_findings import Finding
from harness.report import spoken
from harness.report.cards import Card, Cards
from harness.report.circumstances import circumstances
from harness.report.lenses import ALL, Board, boards
from harness.report.model import DisclosureView, Frame, ReportView
from harness.report.reading import TERMS, class_columns, classes_of
from harness.report.safe import one_line
from harness.report.sdk_table import sdk_table
from harness.report.sections import Judged, gap_groups, judged, level, open_reasons, rule_rows
from harness.report.texts import Texts
from harness.report.times import utc
from harness.report.verdict import headline, sent_title
from harness.report.who import actor_name
from harness.rules.facts import facts_of

Block = dict[str, Any]
_FACTS, _ROWS, _HOSTS, _RULES = 60, 80, 60, 400
_FRAMES = 8
_COLOURS = {"VIOLATION": "red", "SUSPECTED": "amber", "UNDETERMINED": "violet", "PASS": "green"}
_LEVELS = {"before": "red", "left": "amber", "unseen": "blue"}
_RUN = 28
"""Letters in a row that fit into a column; a longer word is broken."""


def blocks_of(view: ReportView, words: Texts, pictures: Mapping[str, str], redacted: bool) -> list[Block]:
    """Return the report of a run. ``pictures`` are the files of what is drawn, by what they show."""
    return list(_Paper(view, words, pictures).blocks(redacted))


def run(text: str, kind: str = "plain", colour: str = "") -> Block:
    """Return a stretch of text; a word that no column holds may be broken."""
    return {"kind": kind, "text": _soft(text), "colour": colour}


def _soft(text: str) -> str:
    out = []
    for word in text.split(" "):
        if len(word) > _RUN and word.isascii():
            word = "\u200b".join(word[at : at + _RUN] for at in range(0, len(word), _RUN))
        out.append(word)
    return " ".join(out)


def cell(*lines: Block | str | Sequence[Block]) -> Block:
    """Return a cell of a table, line by line."""
    made = []
    for line in lines:
        runs = [run(line)] if isinstance(line, str) else [line] if isinstance(line, dict) else list(line)
        if any(row["text"] for row in runs):
            made.append(runs)
    return {"lines": made}


class _Paper:
    def __init__(self, view: ReportView, words: Texts, pictures: Mapping[str, str]) -> None:
        self._view, self._words, self._pictures = view, words, pictures
        self._cards = Cards(view, words)
        self._disclosures = {item.id: item for row in view.rows for item in row.disclosures}

    def blocks(self, redacted: bool) -> Iterable[Block]:
        view, words = self._view, self._words
        found = facts_of(view.findings)
        board = boards(view.findings, found) if view.findings else []
        yield from self._head(board, judged(board, ALL, words), redacted)
        if board:
            yield heading(2, words("found.title"))
            yield line(run(words("found.hint"), colour="soft"))
            for fact in found[:_FACTS]:
                yield self._fact(self._cards.card(fact))
            yield from self._more("found.omitted", len(found) - _FACTS)
            if not found:
                yield line(run(words("found.none")))
        yield from self._left()
        yield from self._open()
        yield from self._gaps()
        yield from self._sdks()
        yield from self._hosts()
        yield from self._read()
        yield from self._stated()
        yield from self._rules(found)
        yield from self._reading()
        yield from self._made()

    def _head(self, board: Sequence[Board], said: Judged | None, redacted: bool) -> Iterable[Block]:
        view, words = self._view, self._words
        app = view.app
        yield line(run(words("report"), colour="soft"))
        yield heading(1, one_line(f"{app.label or words('fact.unknown')} {app.version_name}", 90))
        yield line(run(one_line(app.package, 120), colour="soft"))
        top = headline(view, words)
        first = f"{top.sentence} {top.detail}".strip()
        colour = _LEVELS.get(level(board, top.level), "")
        if said is None:
            yield {"kind": "verdict", "text": first, "colour": colour}
        else:
            yield line(run(said.by, colour="soft"))
            yield {"kind": "verdict", "text": said.sentence, "colour": colour}
            yield line(run(f"{first} {said.undetermined}".strip()))
        if not view.run.complete:
            reason = one_line(view.run.reason, 200) or words("incomplete.unknown_reason")
            yield flag("amber", words("incomplete.title"), words("incomplete.text", reason=reason))
        if view.device.sandbox:
            yield flag("blue", words("fact.sandbox"), words("fact.sandbox_note"))
        if redacted:
            yield flag("amber", words("redacted.title"), words("redacted.text"))
        if board:
            names = ("board.lens", "board.violated", "board.suspected", "board.undetermined", "board.passed")
            yield self._table(names, (3, 4, 3, 2, 2), [self._board(row) for row in board])
        rows = [[_name(words(key)), cell(text)] for key, text in circumstances(view, words)]
        yield table([], (1, 6), rows)

    def _board(self, row: Board) -> list[Block]:
        words = self._words
        violations, rules = words("count.violations", n=row.violations), words("lens.rules", n=row.violated_rules)
        detail = run(words("board.findings", findings=violations, rules=rules), colour="soft")
        violated = [run(str(row.violated), "strong", "red"), detail] if row.violated else [run("0")]
        suspicions = run(words("count.suspicions", n=row.suspicions), colour="soft")
        suspected = [run(str(row.suspected), "strong", "amber"), suspicions] if row.suspected else [run("0")]
        name = [run(words.named("lens", row.lens)), run(words("lens.rules", n=row.rules), colour="soft")]
        return [cell(name), cell(violated), cell(suspected), cell(str(row.undetermined)), cell(str(row.passed))]

    def _fact(self, card: Card) -> Block:
        words = self._words
        first = card.faces[0]
        chip = [self._verdict(first.verdict)]
        chip += [run(first.strength, "strong")] if first.strength else []
        lenses = [words("found.rules", n=len(card.fact.rules)), *(words.named("lens", lens) for lens in card.lenses)]
        inside: list[Block] = [
            line(*chip, run(first.sentence, "strong")),
            line(run(_joined(*lenses), colour="soft"), run(card.fact.id, "mono", "soft")),
            line(*(run(f"{name}: {text}") for name, text in card.about)),
        ]
        for group in card.groups:
            if group.sentence != first.sentence:
                inside.append(line(self._verdict(group.verdict), run(group.sentence)))
            if group.fix:
                inside.append(line(run(words("findings.fix"), "strong", "blue"), run(group.fix)))
            inside += [line(run(limit, colour="amber")) for limit in group.limits]
            inside.append(table([], (3, 7, 2, 2.4), [self._rule(row) for row in group.rules]))
        for name in card.disclosures[:3]:
            if name in self._disclosures:
                inside += self._disclosure(self._disclosures[name])
        for read in card.observed[:1]:
            inside.append(line(run(read.point, "mono"), run(_joined(utc(read.time_us), read.id), colour="soft")))
            inside += [line(_frame(row)) for row in read.stack[:_FRAMES]]
        ids = one_line(" ".join(card.ids), 600) or "\u2013"
        inside.append(line(run(words("found.ids"), colour="soft"), run(ids, "mono", "soft")))
        shots = [row.picture.name for row in card.screens if row.picture.name in self._pictures]
        return {
            "kind": "fact", "colour": _COLOURS.get(card.fact.verdict, "grey"), "blocks": inside,
            "picture": self._pictures[shots[0]] if shots else "", "alt": words("found.screen"),
        }  # fmt: skip

    def _rule(self, row: Finding) -> list[Block]:
        words = self._words
        title = one_line(row.title.zh if words.lang == "zh" else row.title.en, 160)
        status = words.named("status", row.status)
        return [cell(run(row.rule[:80], "mono")), cell(title), cell(status), cell(run(row.id, "mono"))]

    def _disclosure(self, item: DisclosureView) -> Iterable[Block]:
        words = self._words
        values = words("sep.list").join(one_line(text, 120) for _, text in item.values[:3])
        chain = next(iter(item.chains), "") or words("disguise.none")
        rows = [
            [_name(words("detail.disclosure")), cell([run(item.id, "mono"), run(values, "mono")])],
            [_name(words("left.disguise")), cell(run(one_line(chain, 200), "mono"))],
        ]
        for read in item.reads[:1]:
            call = [run(one_line(read.point, 120), "mono"), run(utc(read.time_us))]
            rows.append([_name(words("detail.read")), cell(call, *map(_frame, read.stack[:_FRAMES]))])
        rows += [
            [
                _name(words("detail.sent")),
                cell([run(one_line(f"{q.method} {q.url}", 300), "mono"), run(utc(q.time_us))]),
            ]
            for q in item.requests[:1]
        ]
        yield table([], (1, 6), rows)

    def _left(self) -> Iterable[Block]:
        view, words = self._view, self._words
        yield heading(2, words(sent_title(view)))
        if not view.rows:
            yield line(run(words("left.none")))
            return
        for name in ("flow", "timeline"):
            if name in self._pictures:
                yield {"kind": "image", "file": self._pictures[name], "alt": words(f"{name}.title")}
        names = ("left.what", "left.when", "left.who", "left.whom", "left.disguise", "left.strength")
        yield self._table(names, (3, 3, 3, 4, 3, 1), [
            [
                cell(self._category(row.category)),
                cell(*(f"{words.named('consent', when)} {words('times', n=n)}" for when, n in row.times)),
                cell(actor_name(row.actor, words)),
                cell(one_line(row.recipient.host, 120), self._recipient(row.recipient)),
                cell(*(run(one_line(chain, 90) or words("disguise.none"), "mono") for chain in row.chains[:2])),
                cell(run(row.strength[:4], "strong")),
            ]
            for row in view.rows[:_ROWS]
        ])  # fmt: skip
        yield from self._more("left.omitted", len(view.rows) - _ROWS)

    def _open(self) -> Iterable[Block]:
        groups = open_reasons(self._view, self._words)
        if groups:
            yield heading(2, self._words("open.title"))
        for cause, reasons in groups:
            yield heading(3, self._words.named("open.cause", cause))
            rows = [
                [cell(one_line(row.text, 300)), cell(one_line(row.close, 300)), self._names(row.rules)]
                for row in reasons[:_ROWS]
            ]
            yield self._table(("open.reason", "open.close", "open.rules"), (4, 4, 4), rows)

    def _gaps(self) -> Iterable[Block]:
        view, words = self._view, self._words
        yield heading(2, words("gaps.title"))
        if not view.coverage.gaps:
            yield line(run(words("gaps.none")))
        for hidden, notes in gap_groups(view.coverage.gaps):
            names = words("sep.list").join(words.named("conclusion", name) for name in hidden)
            yield heading(3, words("blind.hide", names=names) if hidden else words("blind.hide_nothing"))
            for note in notes:
                yield line(run(one_line(spoken.note(view, words, note), 500)))
        facts = " \u00b7 ".join(words(note.key, **dict(note.args)) for note in view.coverage.facts)
        if facts:
            yield line(run(words("facts.title"), "strong"), run(facts, colour="soft"))

    def _sdks(self) -> Iterable[Block]:
        found = sdk_table(self._view.sdks, self._words)
        if found is None:
            return
        yield heading(2, self._words("sdks.title"))
        names = ("sdks.sdk", "sdks.in_app", "sdks.reading", "sdks.sending", "sdks.named")
        rows = [
            [cell(row.name, run(row.company, colour="soft"))]
            + [cell(text) for text in (row.in_app, row.reading, row.sending, row.named)]
            for row in found.rows
        ]
        yield self._table(names, (4, 2, 3, 3, 2), rows)
        yield from self._more("left.omitted", found.omitted)

    def _hosts(self) -> Iterable[Block]:
        view, words = self._view, self._words
        if not view.hosts:
            return
        yield heading(2, words("hosts.title"))
        names = (
            "hosts.host",
            "hosts.owner",
            "hosts.country",
            "hosts.when",
            "hosts.exchanges",
            "hosts.sent",
            "hosts.seen",
        )
        yield self._table(names, (4, 3, 1.4, 3, 1.6, 1.6, 3), [
            [
                cell(one_line(row.recipient.host, 120), run(words.named("party", row.recipient.party), colour="soft")),
                cell(one_line(row.recipient.owner, 80) or "\u2013"),
                cell(one_line(row.recipient.country, 40) or "\u2013"),
                cell(one_line(spoken.phases(row.phases[:6], words), 200)),
                cell(f"{row.exchanges:,}"),
                cell(f"{row.sent:,}" if row.counted else f"({row.sent:,})"),
                cell(words("sep.list").join(map(self._category, row.handed[:8])) or words("hosts.nothing")),
            ]
            for row in view.hosts[:_HOSTS]
        ])  # fmt: skip
        yield from self._more("hosts.omitted", view.hosts_omitted + len(view.hosts) - _HOSTS)

    def _read(self) -> Iterable[Block]:
        view, words = self._view, self._words
        if not view.kept:
            return
        yield heading(2, words("kept.title"))
        names = ("kept.what", "kept.when", "kept.who", "kept.how", "kept.count")
        yield self._table(names, (3, 3, 3, 4, 1), [
            [
                cell(self._category(row.category)),
                cell(words("sep.list").join(words.named("consent", when) for when in row.consents)),
                cell(actor_name(row.actor, words)),
                cell(*(run(one_line(point, 100), "mono") for point in row.points[:3])),
                cell(f"{row.count:,}"),
            ]
            for row in view.kept[:_ROWS]
        ])  # fmt: skip
        yield from self._more("left.omitted", len(view.kept) - _ROWS)

    def _stated(self) -> Iterable[Block]:
        view, words = self._view, self._words
        if not view.stated:
            return
        yield heading(2, words("stated.title"))
        yield self._table(("stated.what", "stated.says", "stated.sentences"), (3, 2, 6), [
            [
                cell(self._category(row.category), run(words.named("stated.kind", row.kind), colour="soft")),
                cell(words.named("stated.standing", row.standing)),
                cell(*([one_line(text, 300) for text in row.sentences] or [words("stated.no_sentence")])),
            ]
            for row in view.stated[:_ROWS]
        ])  # fmt: skip
        yield from self._more("left.omitted", len(view.stated) - _ROWS)

    def _rules(self, found: Sequence[Any]) -> Iterable[Block]:
        words = self._words
        rows = rule_rows(self._view.findings, found[:_FACTS], words.lang)
        if not rows:
            return
        yield heading(2, words("judgement.title"))
        names = ("judgement.rule", "judgement.text", "judgement.verdict", "judgement.checked")
        yield self._table(names, (3, 7, 2, 2), [
            [
                cell(run(row.rule[:80], "mono"), run(one_line(f"{row.source} {row.clause}", 100), colour="soft")),
                cell(one_line(row.title, 200)),
                cell(self._verdict(row.verdict)),
                cell(words.named("status", row.status)),
            ]
            for row in rows[:_RULES]
        ])  # fmt: skip
        yield from self._more("left.omitted", len(rows) - _RULES)

    def _reading(self) -> Iterable[Block]:
        words = self._words
        yield heading(2, words("reading.title"))
        yield line(run(words("reading.hint"), colour="soft"))
        yield table([], (1, 4), [[_name(words(f"reading.{n}")), cell(words(f"reading.{n}.says"))] for n in TERMS])
        if classes := classes_of(self._view):
            yield line(run(words("reading.classes"), "strong"))
            yield line(run(words("reading.classes_hint"), colour="soft"))
            titles = [words("reading.data"), *(title for _, title in class_columns(words))]
            rows = [
                [
                    _name(self._category(row.id)),
                    cell(row.group or words("listed.unknown")),
                    *map(self._listed, row.lists),
                ]
                for row in classes
            ]
            yield table(titles, (2, 2, 2, 2), rows)

    def _listed(self, said: str) -> Block:
        return cell(self._words(f"listed.{said or 'unknown'}"))

    def _made(self) -> Iterable[Block]:
        view, words = self._view, self._words
        yield heading(2, words("made.title"))
        yield line(run(words("print_hint"), colour="soft"))
        if view.manifest:
            yield line(run(words("made.manifest")), run(view.manifest, "mono"))
            signed = [run(words("made.signer")), run(one_line(view.signer, 80), "mono")]
            yield line(*(signed if view.signer else [run(words("made.unsigned"))]))
        else:
            yield line(run(words("made.unsealed")))
        tools = " \u00b7 ".join(one_line(f"{name} {version}", 100) for name, version in view.run.tools[:24])
        yield line(run(words("made.tools"), "strong"), run(tools))

    def _table(self, keys: Sequence[str], widths: Sequence[float], rows: list[list[Block]]) -> Block:
        return table([self._words(key) for key in keys], widths, rows)

    def _verdict(self, name: str) -> Block:
        return run(self._words.named("finding", name), "chip", _COLOURS.get(name, "grey"))

    def _category(self, category_id: str) -> str:
        return one_line(spoken.category(self._view, self._words, category_id), 80)

    def _recipient(self, row: Recipient) -> Block:
        party = self._words.named("party", row.party)
        return run(_joined(party, one_line(row.owner, 80), one_line(row.country, 40)), colour="soft")

    def _names(self, rules: Sequence[str]) -> Block:
        names = run(one_line(" ".join(rules), 500), "mono", "soft")
        return cell(run(self._words("lens.rules", n=len(rules)), "strong"), names)

    def _more(self, key: str, n: int) -> Iterable[Block]:
        if n > 0:
            yield line(run(self._words(key, n=n), colour="soft"))


def _joined(*parts: str) -> str:
    return " \u00b7 ".join(filter(None, parts))


def _name(text: str) -> Block:
    return cell(run(text, colour="soft"))


def _frame(row: Frame) -> Block:
    whose = f" [{row.sdk}]" if row.sdk else ""
    return run(one_line(row.text, 160) + whose, "mono", "" if row.actor else "soft")


def heading(level_of: int, text: str) -> Block:
    """Return a heading."""
    return {"kind": "heading", "level": level_of, "text": text}


def line(*runs: Block) -> Block:
    """Return a paragraph."""
    return {"kind": "line", "runs": [row for row in runs if row["text"]]}


def flag(colour: str, title: str, text: str) -> Block:
    """Return what has to be read first."""
    return {"kind": "flag", "colour": colour, "runs": [run(title, "strong", colour), run(text)]}


def table(head: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[Block]]) -> Block:
    """Return a table; ``widths`` are the columns' shares."""
    return {"kind": "table", "head": list(head), "widths": list(widths), "rows": [list(row) for row in rows]}
