"""From an assessment to the findings of the rules that were asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from harness.analysis.model import Assessment
from harness.analysis.model_findings import Finding
from harness.catalog.app_types import app_type
from harness.evidence.documents import GivenDocument
from harness.jobs.source import Request
from harness.jobs.told import Told
from harness.policy.errors import PolicyError
from harness.policy.model import Policy
from harness.policy.read import policy_of, read_policy
from harness.policy.stated import state
from harness.policy.together import together
from harness.rules.case import Case, Stated
from harness.rules.catalogue import Catalogue, chosen
from harness.rules.engine import judge
from harness.rules.model import Rule


@dataclass(frozen=True)
class Judging:
    """What to judge by, read before anything is analysed: a slip in it is told at once.

    ``named`` says that rules were asked for, by lens or file, instead of taking all.
    """

    catalogue: Catalogue
    rules: list[Rule]
    app_type: str = ""
    policy: Policy | None = None
    form: Policy | None = None
    named: bool = False

    @classmethod
    def of(cls, request: Request) -> "Judging":
        """Read what was asked for. Raises ``RuleError``, ``CatalogError``, ``PolicyError`` and ``ReadError``."""
        catalogue, rules = chosen(request.rules)
        policy, form = _sorted([read_policy(path) for path in request.policies])
        named = app_type(request.app_type).id if request.app_type else ""
        return cls(catalogue, rules, named, policy, form, bool(request.rules))

    def beside(self, documents: Sequence[GivenDocument], told: Told) -> "Judging":
        """Return the same with the policy that a bundle holds, where none was given: what its run was judged by."""
        if self.policy is not None or self.form is not None:
            return self
        read = []
        for each in documents:
            try:
                read.append(policy_of(each))
            except PolicyError as error:
                told.warn(f"a document of the bundle's policy cannot be read: {error}")
        policy, form = _sorted(read)
        return replace(self, policy=policy, form=form)

    def judge(self, found: Assessment) -> list[Finding]:
        """Return what the rules find; what the policy says goes into the assessment."""
        form = Stated(self.form, state(found, self.form)) if self.form is not None else None
        # The policy last: where both are given, it is what the assessment shows.
        stated = Stated(self.policy, state(found, self.policy)) if self.policy is not None else None
        case = Case(found, self.app_type, stated, form)
        return judge(case, self.rules, self.catalogue.rules.values())


def _sorted(read: Sequence[Policy]) -> tuple[Policy | None, Policy | None]:
    """Return what the documents of a policy claim together, and what Play's forms do."""
    texts, forms = [row for row in read if row.format != "play"], [row for row in read if row.format == "play"]
    return together(texts) if texts else None, together(forms) if forms else None
