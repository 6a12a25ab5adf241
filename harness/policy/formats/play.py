"""Google Play's Data safety form, as the Play Console exports it (CSV).

Columns and ids: the export's own header ("Question ID (machine readable)", "Response ID (machine readable)", "Response
value", "Answer requirement", "Human-friendly question label"); the same file is what the publishing API takes
(https://developers.google.com/android-publisher/api-ref/rest/v3/applications/dataSafety).
"""

import csv
import io
from typing import Any

from harness.policy.document import tidy
from harness.policy.errors import PolicyError
from harness.policy.model import Claim, Gap, Kind, Policy, Sentence

QUESTION, RESPONSE, VALUE = "Question ID (machine readable)", "Response ID (machine readable)", "Response value"
LABEL = "Human-friendly question label"
_MOST_ROWS = 20_000
_TYPES: dict[str, tuple[str, ...]] = {
    "PSL_NAME": ("name",),
    "PSL_EMAIL": ("email_address",),
    "PSL_USER_ACCOUNT": ("user_account",),
    "PSL_ADDRESS": ("postal_address",),
    "PSL_PHONE": ("phone_number",),
    "PSL_RACE_ETHNICITY": ("demographic",),
    "PSL_POLITICAL_RELIGIOUS": ("demographic",),
    "PSL_SEXUAL_ORIENTATION_GENDER_IDENTITY": ("demographic",),
    "PSL_OTHER_PERSONAL": ("demographic", "education_work", "id_card_number"),
    "PSL_CREDIT_DEBIT_BANK_ACCOUNT_NUMBER": ("bank_card",),
    "PSL_PURCHASE_HISTORY": ("transaction_record",),
    "PSL_CREDIT_SCORE": ("transaction_record",),
    "PSL_OTHER": ("transaction_record",),
    "PSL_APPROX_LOCATION": ("location_coarse", "cell_info", "wifi_scan"),
    "PSL_PRECISE_LOCATION": ("location_precise", "photo_location"),
    "PSL_WEB_BROWSING_HISTORY": ("browsing_history",),
    "PSL_EMAILS": ("message_content",),
    "PSL_SMS_CALL_LOG": ("sms", "call_log"),
    "PSL_OTHER_MESSAGES": ("message_content",),
    "PSL_PHOTOS": ("photos_media", "camera_image", "face_biometric"),
    "PSL_VIDEOS": ("photos_media", "camera_image"),
    "PSL_AUDIO": ("microphone_audio",),
    "PSL_MUSIC": ("files_storage",),
    "PSL_OTHER_AUDIO": ("files_storage",),
    "PSL_HEALTH": ("health_data", "body_sensors"),
    "PSL_FITNESS": ("activity_recognition",),
    "PSL_CONTACTS": ("contacts",),
    "PSL_CALENDAR": ("calendar",),
    "PSL_CRASH_LOGS": ("app_usage",),
    "PSL_PERFORMANCE_DIAGNOSTICS": ("app_usage", "network_info", "device_fingerprint"),
    "PSL_OTHER_PERFORMANCE": ("app_usage",),
    "PSL_FILES_AND_DOCS": ("files_storage",),
    "PSL_USER_INTERACTION": ("app_usage",),
    "PSL_IN_APP_SEARCH_HISTORY": ("browsing_history",),
    "PSL_APPS_ON_DEVICE": ("installed_apps", "running_apps"),
    "PSL_USER_GENERATED_CONTENT": ("input_text", "message_content"),
    "PSL_OTHER_APP_ACTIVITY": ("app_usage",),
    "PSL_DEVICE_ID": (
        "imei",
        "android_id",
        "gaid",
        "oaid",
        "mac_wifi",
        "device_serial",
        "media_drm_id",
        "app_set_id",
        "gsf_id",
        "imsi",
        "iccid",
        "vendor_device_id",
        "app_instance_id",
        "push_token",
    ),
}
"""Play's data types and the categories of the catalogue that they cover (its ``play`` field, and Play's own examples at
https://support.google.com/googleplay/android-developer/answer/10787469)."""
# One type stands for many identifiers: the form cannot say which.
_BROAD = frozenset({"PSL_DEVICE_ID", "PSL_OTHER_PERSONAL", "PSL_PERFORMANCE_DIAGNOSTICS", "PSL_SMS_CALL_LOG"})


def is_form(text: str) -> bool:
    """Whether a text begins as the export does."""
    return text.lstrip("\ufeff \r\n").startswith((QUESTION, f'"{QUESTION}"'))


def read_form(text: str, *, source: str, sha256: str, size: int) -> Policy:
    """Return what a form declares. What it leaves empty it denies: the form is complete by Play's rules.

    Raises ``PolicyError`` for a file that is no export.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True))
    except csv.Error as error:
        raise PolicyError(f"{source} is no Data safety export: line by line it is no CSV ({error}).") from None
    if len(rows) > _MOST_ROWS:
        raise PolicyError(f"{source} has {len(rows)} rows; a Data safety export has some hundreds.")
    answers: dict[tuple[str, str], bool] = {}
    sentences: dict[tuple[str, str], Sentence] = {}
    for number, row in enumerate(rows, 2):
        key = ((row.get(QUESTION) or "").strip(), (row.get(RESPONSE) or "").strip())
        value = (row.get(VALUE) or "").strip()
        answers[key] = value.lower() == "true"
        shown = f"{tidy(row.get(LABEL) or '') or ' '.join(key)}: {tidy(value) or '-'}"
        sentences[key] = Sentence(
            id=f"t{number:05d}", text=shown[:500], section=key[0][:200], start=number, end=number, language="en"
        )
    found = _Form(answers, sentences)
    claims = found.claims()
    relied = {claim.sentence for claim in claims}
    known = any(question.startswith("PSL_") for question, _ in answers)
    return Policy(
        source=source,
        format="play",
        sha256=sha256,
        size=size,
        title="Data safety",
        characters=len(text),
        sentence_count=len(rows),
        languages={"en": 1.0},
        sentences=[row for row in sentences.values() if row.id in relied],
        claims=claims,
        gaps=[] if known else [Gap(key="no_collection_rules", detail="it has none of the form's questions")],
    )


class _Form:
    def __init__(self, answers: dict[tuple[str, str], bool], sentences: dict[tuple[str, str], Sentence]) -> None:
        self._answers, self._sentences = answers, sentences
        self._claims: list[Claim] = []

    def claims(self) -> list[Claim]:
        collects = ("PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA", "")
        if collects in self._answers and not self._answers[collects]:
            self._add(collects, "does_not_collect")
        for (question, response), declared in self._answers.items():
            if question.startswith("PSL_DATA_TYPES_") and response in _TYPES:
                self._type((question, response), declared)
        encrypted = ("PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT", "")
        if self._answers.get(encrypted):
            self._add(encrypted, "encrypted", detail="in transit")
        for key in (
            ("PSL_SUPPORT_DATA_DELETION_BY_USER", "DATA_DELETION_YES"),
            ("PSL_DATA_COLLECTION_USER_REQUEST_DELETE", ""),
        ):
            if self._answers.get(key):
                self._add(key, "rights", detail="deletion")
        return self._claims

    def _type(self, key: tuple[str, str], declared: bool) -> None:
        response = key[1]
        if not declared:
            # Play: what is not ticked is declared as not collected and not shared.
            for category in _TYPES[response]:
                if not any(self._covers(category, other) for other in self._ticked()):
                    self._add(key, "does_not_collect", category=category, vague=response in _BROAD)
            return
        usage = f"PSL_DATA_USAGE_RESPONSES:{response}"
        how = f"{usage}:PSL_DATA_USAGE_COLLECTION_AND_SHARING"
        collected, shared = (how, "PSL_DATA_USAGE_ONLY_COLLECTED"), (how, "PSL_DATA_USAGE_ONLY_SHARED")
        optional = self._answers.get(
            (f"{usage}:DATA_USAGE_USER_CONTROL", "PSL_DATA_USAGE_USER_CONTROL_OPTIONAL"), False
        )
        ephemeral = self._answers.get((f"{usage}:PSL_DATA_USAGE_EPHEMERAL", ""), False)
        both = not self._answers.get(collected) and not self._answers.get(shared)
        for category in _TYPES[response]:
            more = {"category": category, "vague": response in _BROAD, "conditional": optional}
            if self._answers.get(collected) or both:
                at = collected if collected in self._answers else key
                self._add(
                    at,
                    "collects",
                    purposes=self._purposes(usage, "COLLECTION"),
                    detail="ephemeral" if ephemeral else "",
                    **more,
                )
            if self._answers.get(shared):
                self._add(
                    shared, "shares", purposes=self._purposes(usage, "SHARING"), recipients=["third parties"], **more
                )
            elif not both:
                self._add(shared if shared in self._answers else key, "does_not_share", **more)

    def _ticked(self) -> list[str]:
        return [
            response
            for (question, response), value in self._answers.items()
            if value and question.startswith("PSL_DATA_TYPES_")
        ]

    @staticmethod
    def _covers(category: str, response: str) -> bool:
        return category in _TYPES.get(response, ())

    def _purposes(self, usage: str, what: str) -> list[str]:
        question = f"{usage}:DATA_USAGE_{what}_PURPOSE"
        return [response for (asked, response), value in self._answers.items() if value and asked == question]

    def _add(self, key: tuple[str, str], kind: Kind, **more: Any) -> None:
        sentence = self._sentences[key].id
        number = f"c{len(self._claims) + 1:04d}"
        self._claims.append(
            Claim(id=number, kind=kind, sentence=sentence, words=[key[1] or key[0]], origin="form", **more)
        )
