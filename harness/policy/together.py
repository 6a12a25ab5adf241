"""One policy of several documents: the policy itself, its list of SDKs, the terms of use."""

from collections.abc import Sequence

import msgspec

from harness.policy.model import Policy, PolicyDocument


def together(policies: Sequence[Policy]) -> Policy:
    """Return what several documents claim as one policy; ids of the second and later ones begin with ``2.``, ``3.``...

    What keeps one of them from being read whole is a gap of the whole: what it does not say may stand there.
    """
    first, *others = policies
    if not others:
        return first
    sentences, claims, gaps = list(first.sentences), list(first.claims), list(first.gaps)
    for number, policy in enumerate(others, 2):
        sentences += [
            msgspec.structs.replace(
                row, id=f"{number}.{row.id}", lead=f"{number}.{row.lead}" if row.lead else "",
                section=f"{policy.title or policy.source} > {row.section}".rstrip(" >"),
            )
            for row in policy.sentences
        ]  # fmt: skip
        claims += [
            msgspec.structs.replace(row, id=f"{number}.{row.id}", sentence=f"{number}.{row.sentence}")
            for row in policy.claims
        ]
        # A list of SDKs has no word of its own on collecting; with a policy beside it, it needs none.
        gaps += [gap for gap in policy.gaps if gap.key != "no_collection_rules"]
    letters = sum(policy.characters for policy in policies) or 1
    names = {name for policy in policies for name in policy.languages}
    return msgspec.structs.replace(
        first,
        source=", ".join(policy.source for policy in policies),
        size=sum(policy.size for policy in policies),
        pages=sum(policy.pages for policy in policies),
        characters=sum(policy.characters for policy in policies),
        sentence_count=sum(policy.sentence_count for policy in policies),
        languages={
            name: round(sum(each.languages.get(name, 0) * each.characters for each in policies) / letters, 3)
            for name in sorted(names)
        },
        sentences=sentences,
        claims=claims,
        gaps=gaps,
        documents=[
            PolicyDocument(source=row.source, sha256=row.sha256, size=row.size, format=row.format) for row in policies
        ],
    )
