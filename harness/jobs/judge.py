"""From an assessment to the findings of the rules that were asked for."""

from dataclasses import dataclass

from harness.analysis.model import Assessment
from harness.analysis.model_findings import Finding
from harness.catalog.app_types import app_type
from harness.jobs.source import Request
from harness.rules.case import Case
from harness.rules.catalogue import Catalogue, chosen
from harness.rules.engine import judge
from harness.rules.model import Rule


@dataclass(frozen=True)
class Judging:
    """What to judge by, read before anything is analysed: a slip in it is told at once."""

    catalogue: Catalogue
    rules: list[Rule]
    app_type: str = ""

    @classmethod
    def of(cls, request: Request) -> "Judging":
        """Read what was asked for. Raises ``RuleError``, ``CatalogError`` and ``ReadError``."""
        catalogue, rules = chosen(request.rules)
        return cls(catalogue, rules, app_type(request.app_type).id if request.app_type else "")

    def judge(self, found: Assessment) -> list[Finding]:
        """Return what the rules find."""
        return judge(Case(found, self.app_type), self.rules, self.catalogue.rules.values())
