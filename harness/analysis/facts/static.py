"""An app's files beside what it did: permissions declared, requested, used; SDKs in it, reading, sending."""

from collections.abc import Callable, Sequence

from harness.analysis.facts.blind_spots import of_assessment
from harness.analysis.model import Actor, Assessment, Collected, Permissions
from harness.analysis.model_static import ExportedPart, InApp, PermissionUse, SdkRow, Seen, StaticFacts
from harness.catalog.permission_dialogs import permission_words
from harness.catalog.points import load_points
from harness.catalog.sdks import sdk_for
from harness.evidence.static import Static


def add_static(found: Assessment, static: Static | None, *, given: bool) -> None:
    """Put what an app's files say into its assessment, and a row for each SDK."""
    if static is not None:
        found.static = static_facts(static, found.permissions, found.collected, given=given)
    found.sdks = sdk_rows(found, static)


def static_facts(
    static: Static, permissions: Permissions | None, read: Sequence[Collected], *, given: bool
) -> StaticFacts:
    """Return an app's static facts with what was done of them; ``given``: they are of a file, not of the bundle."""
    return StaticFacts(
        source="apk" if given else "bundle",
        sha256=static.sha256,
        whole=static.whole,
        classes=static.classes,
        min_sdk=static.min_sdk,
        target_sdk=static.target_sdk,
        permissions=_permissions(static, permissions, read),
        defines=static.defines,
        exported=[
            ExportedPart(kind=row.kind, name=row.name, permission=row.permission, by=row.by) for row in static.exported
        ],
        packers=static.packers,
        signer_sha256=static.signer_sha256,
        hosts=static.hosts,
        hosts_cut=static.hosts_cut,
    )


def _permissions(static: Static, permissions: Permissions | None, read: Sequence[Collected]) -> list[PermissionUse]:
    needs = {point.id: point.permission for point in load_points() if point.permission}
    rows: dict[str, PermissionUse] = {
        name: PermissionUse(name=name, declared=True) for name in sorted(set(static.permissions))
    }
    words = permission_words()
    groups: dict[str, list[str]] = {}
    for asked in permissions.requests if permissions is not None else ():
        for group in asked.groups:
            groups.setdefault(group, []).append(asked.id)
    for row in rows.values():
        row.requested = groups.get(words.group_of(row.name) or "", [])
    for call in read:
        # Of several permissions that open an access point, those that the app has are what it used.
        for name in needs.get(call.access_point, ()):
            if call.obtained and name in rows:
                use = rows[name]
                use.used += call.obtained
                if call.access_point not in use.access_points:
                    use.access_points = sorted([*use.access_points, call.access_point])
    return list(rows.values())


def sdk_rows(found: Assessment, static: Static | None) -> list[SdkRow]:
    """Return one row for each SDK that is in the app's files or did something, by id."""
    blind = bool(of_assessment(found))
    whole = static is not None and static.whole and not static.packers
    rows: dict[str, SdkRow] = {}
    unseen: Seen = "undetermined" if blind else "not_seen"

    def row(prefix: str, name: str, company: str) -> SdkRow:
        absent: InApp = "no" if whole else "undetermined"
        return rows.setdefault(
            prefix,
            SdkRow(
                id=f"sdk:{prefix}", prefix=prefix, name=name, company=company, in_app=absent, reading=unseen,
                sending=unseen,
            ),
        )  # fmt: skip

    for present in static.sdks if static is not None else ():
        one = row(present.prefix, present.name, present.company)
        one.in_app, one.classes, one.libraries = "yes", present.classes, present.libraries
    for read in found.collected:
        if read.obtained and (reader := _of(read.actor, row)) is not None:
            reader.reading, reader.reads = "seen", sorted({*reader.reads, read.category})
    for left in found.disclosures:
        if (sender := _of(left.actor, row)) is not None:
            sender.sending, sender.sends = "seen", sorted({*sender.sends, left.category})
            sender.recipients = sorted({*sender.recipients, left.recipient.host})
    packages = static.packages if static is not None else {}
    for prefix, one in rows.items():
        count = sum(classes for name, classes in packages.items() if name == prefix or name.startswith(f"{prefix}."))
        if count and sdk_for(prefix) is None:
            one.in_app, one.classes = "yes", count
    return [rows[prefix] for prefix in sorted(rows)]


def _of(actor: Actor, row: Callable[[str, str, str], SdkRow]) -> SdkRow | None:
    return row(actor.package, actor.name, actor.company) if actor.kind == "sdk" and actor.package else None
