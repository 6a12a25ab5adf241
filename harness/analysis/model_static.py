"""What an app's files say, beside what it did: parts of an assessment."""

from typing import Literal

import msgspec

Seen = Literal["seen", "not_seen", "undetermined"]
InApp = Literal["yes", "no", "undetermined"]
Named = Literal["yes", "company", "no", "undetermined", "not_given"]


class PermissionUse(msgspec.Struct, kw_only=True):
    """One permission: whether the manifest ``declared`` it, the dialogs (``requested``, their ids) in which its group
    was asked for, and how often something was read by access points that need it (``used``)."""

    name: str
    declared: bool
    requested: list[str] = []
    used: int = 0
    access_points: list[str] = []


class ExportedPart(msgspec.Struct, kw_only=True):
    """A component that other apps can start; see ``harness.evidence.static.Exported``."""

    kind: str
    name: str
    permission: str = ""
    by: str = "attribute"


class SdkRow(msgspec.Struct, kw_only=True):
    """One SDK: in the app's files, seen reading, seen sending, named in the policy.

    ``id`` is the actor's. ``in_app`` is ``no`` only where all code could be read and nothing hides any. ``reading``
    and ``sending`` are ``not_seen`` only where nothing makes such a word doubtful. ``named`` is ``company`` where the
    policy names who is behind it and not the SDK, ``not_given`` without a policy; ``claims`` are those that name it.
    """

    id: str
    prefix: str
    name: str
    company: str = ""
    in_app: InApp = "undetermined"
    classes: int = 0
    libraries: list[str] = []
    reading: Seen = "undetermined"
    reads: list[str] = []
    sending: Seen = "undetermined"
    sends: list[str] = []
    recipients: list[str] = []
    named: Named = "not_given"
    claims: list[str] = []


class StaticFacts(msgspec.Struct, kw_only=True):
    """Facts of the app's files; see ``harness.evidence.static.Static``. ``source`` is ``bundle`` where the run recorded
    them, ``apk`` where they were read of a file given later."""

    source: Literal["bundle", "apk"]
    sha256: str
    whole: bool
    classes: int
    min_sdk: str
    target_sdk: str
    permissions: list[PermissionUse]
    defines: list[str]
    exported: list[ExportedPart]
    packers: list[str]
    signer_sha256: list[str]
    hosts: list[str]
    hosts_cut: bool
