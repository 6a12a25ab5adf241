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


def headline(view: ReportView, texts: Texts) -> Headline:
    """Return the verdict in words; without disclosures that of the assessment, and no better than the run was."""
    if view.seal_broken and view.verdict == "undetermined":
        return Headline("undetermined", texts("verdict.seal"), texts("verdict.see_gaps"))
    if view.rows:
        early = view.kinds_when(Consent.BEFORE, Consent.REFUSED)
        sentence = texts("verdict.left", n=len(view.kinds))
        clause = _clause(view, len(early), texts)
        if clause:
            sentence += texts("sep.clause") + clause
        detail = "" if view.run.complete else texts("verdict.more")
        return Headline("before" if early else "left", sentence + texts("stop"), detail)
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
