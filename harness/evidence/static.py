"""What an app's files say of it before it runs: ``apk/static.json`` of a bundle.

Reading is done in ``harness/app/static.py``; this is the form in which it is kept.
"""

from harness.evidence.parts import Part

STATIC = "apk/static.json"


class Exported(Part, kw_only=True):
    """A component that other apps can start. ``permission`` is what they need for it, empty for none.

    ``by`` says what exports it: ``attribute``, or ``filter``: an intent filter without the attribute, which exports
    where the target is below Android 12 (API 31).
    """

    kind: str
    name: str
    permission: str = ""
    by: str = "attribute"


class SdkPresent(Part, kw_only=True):
    """An SDK of the catalogue whose classes, or native libraries, are in the app. ``where`` are up to ten of the files
    that hold them, ``SPLIT: FILE`` for those of splits."""

    prefix: str
    name: str
    company: str = ""
    classes: int = 0
    libraries: list[str] = []
    where: list[str] = []


class Static(Part, kw_only=True):
    """Facts of an app's files. ``whole`` is false where not all of its code could be read: what is not in the lists
    may be in the app then. So it is with a packed app (``packers``), whose code is not in its dex files.

    ``classes`` counts the classes of the dex files; ``hosts`` are those of URLs in their strings, in order, at most
    1000 (``hosts_cut`` says that there were more). ``packages`` are packages of classes that are neither the app's nor
    the platform's nor a known SDK's, up to three segments of their names, with how many classes they have; at most
    500, those with the most. ``defines`` are permissions that the app defines itself.
    """

    sha256: str = ""
    whole: bool = True
    classes: int = 0
    permissions: list[str] = []
    defines: list[str] = []
    min_sdk: str = ""
    target_sdk: str = ""
    signer_sha256: list[str] = []
    exported: list[Exported] = []
    sdks: list[SdkPresent] = []
    packages: dict[str, int] = {}
    packers: list[str] = []
    hosts: list[str] = []
    hosts_cut: bool = False
