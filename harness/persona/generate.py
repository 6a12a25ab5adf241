"""Makes a fresh persona: every value unique to the run and syntactically valid, so that one sighting is proof."""

import datetime as dt
import random
import secrets

from harness.persona.digits import id_card_digit, luhn_digit
from harness.persona.persona import Persona, PersonaValue

# Mainland China mobile number segments (operators' public number plans; a selection, not the whole plan).
MOBILE_PREFIXES = (
    "134",
    "135",
    "136",
    "137",
    "138",
    "139",
    "150",
    "151",
    "152",
    "157",
    "158",
    "159",
    "182",
    "187",
    "188",
)
# GB/T 2260 county codes, for ID-card numbers: Beijing Dongcheng, Shanghai Huangpu, Guangzhou Yuexiu, Chengdu Jinjiang.
COUNTIES = ("110101", "310101", "440104", "510104")
SURNAMES = ["欧阳", "上官", "司徒", "诸葛", "慕容", "尉迟", "端木", "令狐"]
GIVEN = "曦澜珩瑾琰璟笙筠翊芃芮荻蘅衍霁霖昀晗曜朔栩桓槿沅泓洵涵淇清湛溪漪澄灏烨煜熠"


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - reproducible values, not secrets
        self.names: set[str] = set()

    def digits(self, count: int) -> str:
        return "".join(self.random.choice("0123456789") for _ in range(count))

    def hex(self, count: int) -> str:
        return "".join(self.random.choice("0123456789abcdef") for _ in range(count))

    def name(self) -> str:
        """A name that nobody else of this persona has."""
        while True:
            name = self.random.choice(SURNAMES) + "".join(self.random.sample(GIVEN, 2))
            if name not in self.names:
                self.names.add(name)
                return name

    def phone(self) -> str:
        return self.random.choice(MOBILE_PREFIXES) + self.digits(8)

    def imei(self) -> str:
        body = "86" + self.digits(12)  # reporting body 86: TAF (China), first two digits of the TAC
        return body + luhn_digit(body)

    def mac(self, first: str) -> str:
        return ":".join([first, *(self.hex(2) for _ in range(5))])

    def uuid(self) -> str:
        text = self.hex(12) + "4" + self.hex(3) + self.random.choice("89ab") + self.hex(15)
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def degrees(self, lowest: float, span: float) -> float:
        """A coordinate with six decimals, none of the last three zero: a rounder number could be anybody's."""
        thousandths = self.random.randrange(int(lowest * 1000), int((lowest + span) * 1000))
        return round(thousandths / 1000 + int("".join(self.random.choices("123456789", k=3))) / 1e6, 6)

    def id_card(self) -> str:
        born = dt.date(1970, 1, 1) + dt.timedelta(days=self.random.randrange(12_000))
        body = self.random.choice(COUNTIES) + born.strftime("%Y%m%d") + self.digits(3)
        return body + id_card_digit(body)


def generate(seed: int | None = None, created: dt.datetime | None = None) -> Persona:
    """Return a new persona. The same ``seed`` gives the same values; without one they are random.

    ``created`` (aware) dates the persona; now, when absent.
    """
    if seed is None:
        seed = secrets.randbits(64)
    make = _Maker(seed)
    values: list[PersonaValue] = []

    def add(value_id: str, category: str, value: str | dict[str, float], of: str | None = None) -> None:
        values.append(PersonaValue(id=value_id, category=category, value=value, of=of))

    add("phone_number", "phone_number", make.phone())
    add("imei", "imei", make.imei())
    add("imei2", "imei", make.imei())
    add("imsi", "imsi", "46000" + make.digits(10))
    iccid = "898600" + make.digits(13)
    add("iccid", "iccid", iccid + luhn_digit(iccid))
    add("device_serial", "device_serial", make.hex(12).upper())
    add("android_id", "android_id", make.random.choice("123456789abcdef") + make.hex(15))
    add("oaid", "oaid", make.uuid())
    add("gaid", "gaid", make.uuid())
    add("mac_wifi", "mac_wifi", make.mac("3c"))
    add("mac_bluetooth", "mac_bluetooth", make.mac("40"))
    add("wifi_ssid", "wifi_connected", "Home-" + make.hex(6).upper())
    add("wifi_bssid", "wifi_connected", make.mac("50"))
    add("device_name", "device_name", f"{make.name()}的手机")
    # Somewhere within central Shanghai; six decimals (about 0.1 m) make the point unmistakable.
    add(
        "location",
        "location_precise",
        {
            "latitude": make.degrees(31.15, 0.15),
            "longitude": make.degrees(121.40, 0.15),
        },
    )
    add("name", "name", make.name())
    add("id_card_number", "id_card_number", make.id_card())
    card = "622848" + make.digits(12)
    add("bank_card", "bank_card", card + luhn_digit(card))
    add("email", "email_address", f"{make.hex(10)}@persona.example")
    add("account", "user_account", f"u{make.hex(9)}@account.example")
    add("clipboard", "clipboard", f"口令{make.hex(12)}")
    for number in range(1, 6):
        group = f"contact.{number}"
        add(f"{group}.name", "contacts", make.name(), group)
        add(f"{group}.phone", "contacts", make.phone(), group)
    for number in range(1, 4):
        group = f"call.{number}"
        add(f"{group}.phone", "call_log", make.phone(), group)
    for number in range(1, 4):
        group = f"sms.{number}"
        add(f"{group}.phone", "sms", "1069" + make.digits(8), group)
        add(f"{group}.body", "sms", f"【{make.name()[:2]}】验证码{make.digits(6)}，流水号{make.hex(8)}", group)
    for number in range(1, 4):
        add(f"package.{number}", "installed_apps", f"com.persona{make.hex(8)}.app{number}")
    identity = make.hex(12)
    # Drawn last: what a seed gave before these were added stays the same.
    add("camera_image", "camera_image", f"IMG-{make.hex(16).upper()}")
    street = f"{make.name()[:2]}路{make.random.randrange(100, 1000)}弄{make.random.randrange(10, 100)}号"
    add("address", "postal_address", f"上海市黄浦区{street}{make.digits(4)}室")
    for number in range(1, 3):
        add(f"calendar.{number}", "calendar", f"{make.name()}的约会{make.hex(8)}")
    for number in range(1, 3):
        add(f"photo.{number}", "photos_media", f"photo-{make.hex(12)}")
    moment = created or dt.datetime.now(dt.UTC)
    return Persona(id=identity, created=moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), values=values)
