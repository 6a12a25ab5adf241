"""The changes to an app's manifest: a provider in each of its processes, and what the gadget needs.

A provider is made before any activity, service or receiver and before ``Application.onCreate`` (AOSP
``ActivityThread.handleBindApplication``), those with the highest ``initOrder`` first. Only the application object's own
constructor, static initialiser and ``attachBaseContext`` run earlier.
"""

from typing import Final

from harness.capture.device.gadget.axml import (
    ANDROID,
    BOOLEAN,
    INTEGER,
    REFERENCE,
    STRING,
    Attribute,
    Element,
)
from harness.capture.device.gadget.strings import Malformed

LOADER: Final = "org.harness.early.Loader"
LOADERS: Final = (LOADER, *(f"{LOADER}$In{number}" for number in range(1, 8)))
"""The classes of ``hooks/gadget/loader.dex``: one for the main process, the others for one more process each."""
INTERNET: Final = "android.permission.INTERNET"
_TRUE, _FALSE = 0xFFFFFFFF, 0
_IDS = {
    "name": 0x01010003, "exported": 0x01010010, "process": 0x01010011, "authorities": 0x01010018,
    "initOrder": 0x0101001A, "extractNativeLibs": 0x010104EA, "networkSecurityConfig": 0x01010527,
}  # fmt: skip
"""Attributes and their resource ids (``android.R.attr``)."""
_COMPONENTS = ("activity", "activity-alias", "service", "receiver", "provider")


def _android(name: str, kind: int, data: int = 0, text: str = "") -> Attribute:
    return Attribute(name=name, kind=kind, data=data, text=text, namespace=ANDROID, resource=_IDS[name])


def application(root: Element) -> Element:
    """Return the application element. Raises :class:`Malformed` without one."""
    found = root.elements("application")
    if root.name != "manifest" or not found:
        raise Malformed("its manifest has no application")
    return found[0]


def processes(root: Element) -> list[str]:
    """Return the processes of the app's components besides that of the application, as the manifest writes them."""
    app = application(root)
    own = _process(app, package(root))
    rows = [_process(item, own) for name in _COMPONENTS for item in app.elements(name)]
    return sorted(dict.fromkeys(row for row in rows if row != own))


def _process(element: Element, default: str) -> str:
    found = element.get("process")
    return found.text if found is not None and found.text else default


def package(root: Element) -> str:
    """Return the app's package."""
    found = root.get("package", "")
    return found.text if found is not None else ""


def network_config(root: Element) -> int:
    """Return the resource id of the app's own network security configuration, 0 without."""
    found = application(root).get("networkSecurityConfig")
    return found.data if found is not None and found.kind == REFERENCE else 0


def flag(root: Element, name: str) -> bool | None:
    """Return a boolean attribute of the application, ``None`` where it is not set."""
    found = application(root).get(name)
    return bool(found.data) if found is not None and found.kind == BOOLEAN else None


def load_early(root: Element, library: str) -> list[str]:
    """Have ``library`` loaded in every process of the app; return the processes for which there is no class left."""
    app, name = application(root), package(root)
    rest = processes(root)
    for number, process in enumerate(["", *rest][: len(LOADERS)]):
        authority = f"{name}.p{number}.{library}"
        attributes = [
            _android("name", STRING, text=LOADERS[number]),
            _android("exported", BOOLEAN, _FALSE),
            _android("authorities", STRING, text=authority),
            _android("initOrder", INTEGER, 0x7FFFFFFF),
        ]
        if process:
            attributes.append(_android("process", STRING, text=process))
        app.children.append(Element(name="provider", attributes=attributes))
    return rest[len(LOADERS) - 1 :]


def unpack_libraries(root: Element) -> None:
    """Have the installer unpack native libraries: the gadget reads its configuration from a file beside itself."""
    application(root).put(_android("extractNativeLibs", BOOLEAN, _TRUE))


def allow_network(root: Element) -> bool:
    """Let the app open sockets, which the gadget needs. Return whether it could not before."""
    names = [row.text for item in root.elements("uses-permission") if (row := item.get("name")) is not None]
    if INTERNET in names:
        return False
    permission = Element(name="uses-permission", attributes=[_android("name", STRING, text=INTERNET)])
    root.children.insert(root.children.index(application(root)), permission)
    return True


def set_network_config(root: Element, resource: int) -> None:
    """Point the application to a network security configuration."""
    application(root).put(_android("networkSecurityConfig", REFERENCE, resource))
