"""What the report says of reads where it has none to list: only as much as the run could see."""

from harness.report.model import ReportView
from harness.report.texts import Texts


def nothing_kept(view: ReportView, texts: Texts) -> str:
    """Return the sentence that stands for an empty list of what was read and not seen leaving."""
    if view.reads == "none":
        return texts("kept.no_hooks")
    sentence = "kept.none" if view.read else "kept.none_read"
    return texts(sentence if view.reads == "watched" else f"{sentence}_partly")
