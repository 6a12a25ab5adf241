"""The one sentence on top: what left, and how far that can be relied on."""

from dataclasses import dataclass

from harness.report.channels import named
from harness.report.model import Consent, ReportView
from harness.report.texts import Texts


@dataclass(frozen=True, slots=True)
class Headline:
    """``level``: ``before`` (left without consent), ``left``, ``unseen`` or ``undetermined``."""

    level: str
    sentence: str
    detail: str


def sealed_off(view: ReportView) -> bool:
    """Whether the harness answered every request itself, so that nothing reached anybody. Not where the device could
    not hold the app to that: there a connection may have gone past the proxy.
    """
    return view.run.network in ("sinkhole", "replay") and all(way.why != "not_held" for way in view.ways)


def sent_title(view: ReportView) -> str:
    """Return the key of the title over what was sent: what was sealed off did not leave."""
    return "left.title_sealed" if sealed_off(view) else "left.title"


def headline(view: ReportView, texts: Texts) -> Headline:
    """Return the verdict in words; without disclosures that of the assessment, and no better than the run was."""
    if view.seal_broken and view.verdict == "undetermined":
        return Headline("undetermined", texts("verdict.seal"), texts("verdict.see_gaps"))
    if view.rows:
        early = view.kinds_when(Consent.BEFORE, Consent.REFUSED)
        sealed = sealed_off(view)
        sentence = texts("verdict.sent" if sealed else "verdict.left", n=len(view.kinds))
        clause = _clause(view, len(early), texts)
        if clause:
            sentence += texts("sep.clause") + clause
        details = [texts("verdict.sealed")] if sealed else []
        details += [] if view.run.complete else [texts("verdict.more")]
        return Headline("before" if early else "left", sentence + texts("stop"), " ".join(details))
    if not view.run.complete:
        return Headline("undetermined", texts("verdict.undetermined"), texts("verdict.see_gaps"))
    said = view.coverage.calibrated
    more = [texts(said.key, **dict(said.args))] if said else []
    more += [texts("verdict.see_gaps")] if view.coverage.gaps else []
    if view.verdict != "none_seen":
        return Headline("undetermined", texts("verdict.unseen_gaps"), " ".join(more))
    over = named(view.ways, texts, covered=True)
    covers = [texts("verdict.over", names=over)] if over else []
    return Headline("unseen", texts("verdict.unseen"), " ".join([*covers, *more]))


def _clause(view: ReportView, early: int, texts: Texts) -> str:
    before, refused = view.kinds_when(Consent.BEFORE), view.kinds_when(Consent.REFUSED)
    if before and refused:
        return texts("verdict.before_refused", n=early)
    if before:
        return texts("verdict.before", n=early)
    if refused:
        return texts("verdict.refused", n=early)
    if view.kinds_when(Consent.UNKNOWN):
        return ""
    return texts("verdict.all_after")
