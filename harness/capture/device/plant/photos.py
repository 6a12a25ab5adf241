"""Photos with a place and a text in their EXIF: real JPEGs, in the camera's folder, known to the media store.

Sources: CIPA DC-008 (EXIF 2.32) tags 0x8825 (GPS), 0x010E (ImageDescription), 0x9003 (DateTimeOriginal); Android's
``MediaScannerConnection``: the broadcast ``MEDIA_SCANNER_SCAN_FILE`` up to Android 10; from Android 11 the media
provider's ``scan_file`` / ``scan_volume`` calls (AOSP ``packages/providers/MediaProvider``).
"""

import datetime as dt
import io
import secrets

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.journal import Command
from harness.capture.device.link.link import Link
from harness.capture.device.plant.content import Provider, sql
from harness.persona.persona import Persona

CAMERA = "/storage/emulated/0/DCIM/Camera"
MEDIA = "content://media/external/images/media"
SCAN_CALL_SINCE = 30


def photo(text: str, place: tuple[float, float] | None, moment: dt.datetime, seed: int) -> bytes:
    """Return a small JPEG with EXIF: a description, a time and, with ``place``, degrees of latitude and longitude."""
    picture = Image.linear_gradient("L").rotate(seed % 4 * 90).resize((640, 480))
    exif = Image.Exif()
    exif[Base.ImageDescription] = text
    exif[Base.DateTime] = moment.strftime("%Y:%m:%d %H:%M:%S")
    exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = moment.strftime("%Y:%m:%d %H:%M:%S")
    if place is not None:
        exif.get_ifd(IFD.GPSInfo).update(
            {
                GPS.GPSLatitudeRef: "N" if place[0] >= 0 else "S",
                GPS.GPSLatitude: _sexagesimal(abs(place[0])),
                GPS.GPSLongitudeRef: "E" if place[1] >= 0 else "W",
                GPS.GPSLongitude: _sexagesimal(abs(place[1])),
            }
        )
    file = io.BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=80, exif=exif)
    return file.getvalue()


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    """Degrees, minutes, seconds, as EXIF wants them; seconds to a ten-thousandth (3 mm)."""
    whole = int(degrees)
    minutes = (degrees - whole) * 60
    return float(whole), float(int(minutes)), round((minutes - int(minutes)) * 60, 4)


def plant_photos(link: Link, persona: Persona) -> None:
    """Put the persona's photos into the camera's folder and have the media store list them."""
    texts = [str(value.value) for value in persona.values if value.category == "photos_media"]
    if not texts:
        return
    now, paths = dt.datetime.now(dt.UTC), []
    if link.shell(["test", "-d", CAMERA]).code != 0:
        link.change(f"the directory {CAMERA}", Command(["sh", "-c", f"rmdir {CAMERA} || true"]))
        link.must("mkdir", "-p", CAMERA)
    for number, text in enumerate(texts):
        moment = now - dt.timedelta(days=number + 1)
        path = f"{CAMERA}/IMG_{moment:%Y%m%d}_{secrets.randbelow(240000):06d}.jpg"
        link.change(f"the photo {path}", Command(["rm", "-f", path]))
        Provider(link).undo_rows("a photo in the media store", MEDIA, f"_data={sql(path)}")
        link.push(photo(text, persona.place(), moment, number), path)
        _scan(link, path)
        paths.append(path)
    if link.api_level >= SCAN_CALL_SINCE:
        link.shell(
            ["content", "call", "--method", "scan_volume", "--uri", "content://media", "--arg", "external_primary"]
        )
    if not Provider(link).ids(MEDIA, f"_data={sql(paths[-1])}"):
        raise ChangeRefused(f"The media store of {link.serial} does not list the photos.")


def _scan(link: Link, path: str) -> None:
    if link.api_level >= SCAN_CALL_SINCE:
        return
    link.shell(["am", "broadcast", "-a", "android.intent.action.MEDIA_SCANNER_SCAN_FILE", "-d", f"file://{path}"])
