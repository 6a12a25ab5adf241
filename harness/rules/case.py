"""What evaluators look at: an assessment with its rows put together by who did what, and what is known beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from harness.analysis.facts.blind_spots import BlindSpot, of_assessment
from harness.analysis.model import Actor, Asked, Assessment, Collected, Disclosure, PhaseSpan, Recipient
from harness.analysis.model_findings import Evidence, Strength
from harness.catalog.app_types import AppType, app_types
from harness.catalog.categories import categories
from harness.catalog.permission_dialogs import permission_words
from harness.catalog.sdks import sdks
from harness.policy.differences import Difference, DifferenceKind
from harness.policy.model import Policy

MOST = 40
"""How many ids of one kind an evidence names."""
NO_DATA = frozenset({"input_text", "biometric_auth", "location_meta", "clipboard_meta", "sms_send", "user_agent"})
"""Categories that are no personal data by themselves: what a field holds is a category of its own where it is known,
and that there is a sensor is nobody's data (our own reading)."""
GATES: dict[str, tuple[str, ...]] = {
    "LOCATION": ("location_precise", "location_coarse", "wifi_scan", "wifi_connected", "cell_info"),
    "CONTACTS": ("contacts",),
    "SMS": ("sms",),
    "CALL_LOG": ("call_log",),
    "PHONE": ("phone_number", "imei", "imsi", "iccid", "device_serial", "sim_info"),
    "CAMERA": ("camera_image", "face_biometric"),
    "MICROPHONE": ("microphone_audio",),
    "CALENDAR": ("calendar",),
    "STORAGE": ("photos_media", "photo_location", "files_storage"),
    "MEDIA": ("photos_media", "photo_location", "files_storage"),
    "SENSORS": ("body_sensors",),
    "ACTIVITY_RECOGNITION": ("activity_recognition",),
    "NEARBY_DEVICES": ("bluetooth_devices",),
}
"""Categories that a permission group is asked for to have (Android's documentation of its dangerous permissions)."""


@dataclass
class Deed:
    """What one actor did with one category: read it (``rows``), let it leave to one recipient (``left``), or both."""

    category: str
    actor: Actor
    recipient: Recipient | None = None
    rows: list[Collected] = field(default_factory=list)
    left: list[Disclosure] = field(default_factory=list)
    requests: int = 0

    @property
    def count(self) -> int:
        """How often: exchanges in which it left, else readings."""
        return self.requests or sum(row.obtained or row.count for row in self.rows)

    @property
    def strength(self) -> Strength:
        """The best evidence of it."""
        if self.left:
            return min(row.strength for row in self.left)
        return "C" if any(row.obtained for row in self.rows) else "D"

    @property
    def all(self) -> list[Collected | Disclosure]:
        """Readings and disclosures, in the order of time."""
        return sorted([*self.left, *self.rows], key=lambda row: (row.first, row.phase))

    @property
    def first(self) -> int:
        """When it first happened."""
        return min(row.first for row in self.all)

    @property
    def last(self) -> int:
        """When it last happened."""
        return max(row.last for row in self.all)

    @property
    def phases(self) -> list[str]:
        """The phases in which it did, in the order of time."""
        return list(dict.fromkeys(row.phase for row in self.all))

    def evidence(self) -> Evidence:
        """Return the rows that show it."""
        seen = [name for row in self.left for name in row.observations]
        seen += [name for row in self.rows for name in row.observations]
        return Evidence(
            sightings=[name for row in self.left for name in row.sightings][:MOST],
            disclosures=[row.id for row in self.left][:MOST],
            collected=[row.key for row in self.rows][:MOST],
            observations=list(dict.fromkeys(seen))[:MOST],
        )


@dataclass(frozen=True)
class Stated:
    """A policy, or a store's form, and how it stands to what was seen."""

    policy: Policy
    differences: Sequence[Difference] = ()

    @property
    def silent(self) -> Literal["VIOLATION", "SUSPECTED"]:
        """What it is worth that a thing is not said: of prose, whose words are looked for, a human has to read it."""
        return "VIOLATION" if self.policy.format in ("claims", "play") else "SUSPECTED"

    @property
    def understood(self) -> bool:
        """Whether any sentence on collecting or sharing was recognised: else its words are none that are looked for."""
        return self.policy.format in ("claims", "play") or bool(self.policy.of("collects", "shares"))


class Case:
    """One assessment to judge."""

    def __init__(
        self, found: Assessment, app_type: str = "", stated: Stated | None = None, form: Stated | None = None
    ) -> None:
        """``app_type`` is the app's type where the run does not know it; ``stated`` its policy, ``form`` Play's Data
        safety form, each ``None`` where it is not given."""
        self.found = found
        self.stated = stated
        self.form = form
        named = found.permissions.app_type if found.permissions else ""
        self.app_type: AppType | None = app_types().get(app_type or named)
        self.spots: list[BlindSpot] = of_assessment(found)
        self.spans: list[PhaseSpan] = found.phases
        self.codes = {span.name: span.code for span in found.phases}

    @property
    def policy(self) -> Policy | None:
        """What the policy says."""
        return self.stated.policy if self.stated else None

    @property
    def silent(self) -> Literal["VIOLATION", "SUSPECTED"]:
        """See :attr:`Stated.silent`."""
        return self.stated.silent if self.stated else "SUSPECTED"

    @property
    def understood(self) -> bool:
        """See :attr:`Stated.understood`."""
        return self.stated is not None and self.stated.understood

    def differences(self, kind: DifferenceKind) -> list[Difference]:
        """Return how the policy stands to what was seen of a kind; nothing without a policy."""
        return [row for row in self.stated.differences if row.kind == kind] if self.stated else []

    @cached_property
    def gone_through(self) -> frozenset[str]:
        """Codes of the phases that the run went through as they were written."""
        return frozenset(span.code for span in self.spans if not span.failed)

    def phase_code(self, name: str) -> str:
        """Return the practice's code of a phase's name, empty for one that means none."""
        return self.codes.get(name, "")

    def seconds(self, code: str) -> float:
        """Return how long the phases of a code took together."""
        return sum(max(0, span.end - span.start) for span in self.spans if span.code == code) / 1e6

    @cached_property
    def decided(self) -> int:
        """When the user decided about the policy; 0 when that never was."""
        asked = [span for span in self.spans if span.begun_by.startswith("consent ")]
        later = [span for span in self.spans if span.consent in ("after", "refused")]
        return next((span.start for span in (*asked, *later)), 0)

    def caller(self, actor: Actor, by: int) -> str:
        """Return the app's own line that called an SDK, as far as one was seen until then; empty where none was."""
        return actor.caller or next((line for time, line in self._callers.get(actor.id, ()) if time <= by), "")

    @cached_property
    def _callers(self) -> dict[str, list[tuple[int, str]]]:
        found: dict[str, list[tuple[int, str]]] = {}
        rows = [(row.first, row.actor) for row in self.found.collected]
        for time, actor in rows + [(row.first, row.actor) for row in self.found.disclosures]:
            if actor.caller:
                found.setdefault(actor.id, []).append((time, actor.caller))
        return {name: sorted(lines) for name, lines in found.items()}

    @cached_property
    def read(self) -> list[Collected]:
        """Rows of calls that obtained personal data."""
        return [row for row in self.found.collected if row.obtained and row.category not in NO_DATA]

    @cached_property
    def left(self) -> list[Disclosure]:
        """Personal data that left."""
        return [row for row in self.found.disclosures if row.category not in NO_DATA]

    def did(
        self,
        where: Callable[[Collected | Disclosure], bool],
        *,
        read: bool = True,
        sent: bool = True,
    ) -> list[Deed]:
        """Put together what actors did with categories, for the rows that ``where`` lets through.

        What left stands for its readings: a category that an actor read and sent is one deed for each recipient.
        """
        deeds: dict[tuple[str, str, str], Deed] = {}
        for row in self.left if sent else ():
            if where(row):
                key = (row.category, row.actor.id, row.recipient.host)
                deeds.setdefault(key, Deed(row.category, row.actor, row.recipient)).left.append(row)
        sending: dict[tuple[str, str], list[Deed]] = {}
        for deed in deeds.values():
            deed.requests = len({self._index.get(name, name) for row in deed.left for name in row.sightings})
            sending.setdefault((deed.category, deed.actor.id), []).append(deed)
        for item in self.read if read else ():
            if not where(item):
                continue
            mine = sending.get((item.category, item.actor.id))
            if mine is None:
                key = (item.category, item.actor.id, "")
                mine = [deeds.setdefault(key, Deed(item.category, item.actor))]
            for deed in mine:
                deed.rows.append(item)
        return [deeds[key] for key in sorted(deeds)]

    @cached_property
    def _index(self) -> dict[str, int]:
        """The exchanges of sightings: two values in one request left once."""
        return {row.id: row.index for row in self.found.sightings}

    @cached_property
    def asked(self) -> list[Asked]:
        """The permission dialogs."""
        return self.found.permissions.requests if self.found.permissions else []

    def asked_for(self, category: str) -> list[Asked]:
        """Return the dialogs that asked for what gives a category."""
        return [row for row in self.asked if any(category in GATES.get(group, ()) for group in row.groups)]

    def explained(self, category: str) -> bool:
        """Whether the user wanted it: a dialog came as the app was used, said what for, and was granted."""
        return any(
            row.trigger == "user" and row.purpose == "told" and row.answer == "granted"
            for row in self.asked_for(category)
        )

    @cached_property
    def declared(self) -> list[str] | None:
        """The manifest's permissions without their prefix; ``None`` when they are not known."""
        apk = self.found.bundle.get("apk")
        names = apk.get("permissions") if isinstance(apk, dict) else None
        return [str(name).rpartition(".")[2] for name in names] if isinstance(names, list) else None

    @cached_property
    def declared_groups(self) -> list[str]:
        """The permission groups that the manifest names."""
        words = permission_words()
        groups = (words.group_of(name) for name in self.declared or ())
        return list(dict.fromkeys(group for group in groups if group))

    @cached_property
    def target_sdk(self) -> int | None:
        """The manifest's targetSdkVersion; ``None`` when it is not known."""
        apk = self.found.bundle.get("apk")
        said = str(apk.get("target_sdk") or "") if isinstance(apk, dict) else ""
        return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else None


def needed_by(app_type: AppType | None, category: str) -> bool | None:
    """Whether a type's basic function needs a category; of an unknown type ``None``, if any type might."""
    tokens = TOKENS.get(category, (category,))
    if app_type is None:
        return None if any(set(tokens) & set(each.needs) for each in app_types().values()) else False
    return bool(set(tokens) & set(app_type.needs))


TOKENS: dict[str, tuple[str, ...]] = {
    "phone_number": ("phone_number", "contact_phone", "consignee_phone"),
    "name": ("name", "consignee_name"),
    "user_account": ("user_account", "im_contact_accounts"),
    "location_precise": ("location_precise", "location_track"),
    "location_coarse": ("location_precise", "location_track"),
    "transaction_record": ("payment_record",),
    "demographic": ("gender", "age", "marital_status"),
    "education_work": ("resume",),
}
"""Words of the types' necessary information for a category, where they are not the category's own name."""


def sensitivity(category: str) -> str:
    """Return how sensitive a category is, ``medium`` for one that the catalogue does not know."""
    known = categories().get(category)
    return known.sensitivity if known else "medium"


def purposes(actor: Actor) -> frozenset[str]:
    """Return what an SDK is for, as far as the catalogue knows."""
    sdk = sdks().get(actor.id.partition(":")[2]) if actor.kind == "sdk" else None
    return frozenset(sdk.purposes) if sdk else frozenset()


def held(rows: Sequence[str]) -> list[str]:
    """Return the first of a list, each once."""
    return list(dict.fromkeys(name for name in rows if name))[:MOST]
