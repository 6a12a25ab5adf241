"""The changes to an app's manifest: what loads the gadget into each of its processes, and what the gadget needs.

From Android 9 (API 28) on that is the factory of the app's components, which is made with the class loader, before the
app's first class is used (AOSP ``LoadedApk.createAppFactory``). Before, it is a provider: those with the highest
``initOrder`` are made before any other component and before ``Application.onCreate``; only the application object's own
constructor, static initialiser and ``attachBaseContext`` run earlier (AOSP ``ActivityThread.handleBindApplication``).
"""

from typing import Final

from harness.app.repackage.axml import (
    ANDROID,
    BOOLEAN,
    INTEGER,
    REFERENCE,
    STRING,
    Attribute,
    Element,
)
from harness.app.repackage.strings import Malformed

FACTORY_SINCE: Final = 28
FACTORY: Final = "org.harness.early.Factory"
NAMES: Final = "org/harness/early/names"
"""The member of the APK in which the factory finds the names of the library and of the app's own factory."""
LOADER: Final = "org.harness.early.Loader"
LOADERS: Final = (LOADER, *(f"{LOADER}$In{number}" for number in range(1, 8)))
"""The classes of ``hooks/gadget/loader.dex``: one for the main process, the others for one more process each."""
INTERNET: Final = "android.permission.INTERNET"
_TRUE, _FALSE = 0xFFFFFFFF, 0
_IDS = {
    "name": 0x01010003, "exported": 0x01010010, "process": 0x01010011, "authorities": 0x01010018,
    "initOrder": 0x0101001A, "extractNativeLibs": 0x010104EA, "networkSecurityConfig": 0x01010527,
    "appComponentFactory": 0x0101057A, "targetSdkVersion": 0x01010270, "usesCleartextTraffic": 0x010104EC,
}  # fmt: skip
"""Attributes and their resource ids (``android.R.attr``)."""
_COMPONENTS = ("activity", "activity-alias", "service", "receiver", "provider")


def _android(name: str, kind: int, data: int = 0, text: str = "") -> Attribute:
    return Attribute(name=name, kind=kind, data=data, text=text, namespace=ANDROID, resource=_IDS[name])


def _get(element: Element, name: str) -> Attribute | None:
    """Return an attribute of Android's: by its id, as the platform does, since obfuscators take the names away."""
    by_id = next((row for row in element.attributes if row.resource and row.resource == _IDS.get(name)), None)
    return by_id or element.get(name)


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
    found = _get(element, "process")
    return found.text if found is not None and found.text else default


def package(root: Element) -> str:
    """Return the app's package."""
    found = root.get("package", "")
    return found.text if found is not None else ""


def network_config(root: Element) -> int:
    """Return the resource id of the app's own network security configuration, 0 without."""
    found = _get(application(root), "networkSecurityConfig")
    return found.data if found is not None and found.kind == REFERENCE else 0


def flag(root: Element, name: str) -> bool | None:
    """Return a boolean attribute of the application, ``None`` where it is not set."""
    found = _get(application(root), name)
    return bool(found.data) if found is not None and found.kind == BOOLEAN else None


def target_sdk(root: Element) -> int:
    """Return the API level that the app targets, 1 where it does not say."""
    for element in root.elements("uses-sdk"):
        found = _get(element, "targetSdkVersion")
        if found is not None and found.kind == INTEGER:
            return found.data
    return 1


def own_factory(root: Element) -> str | None:
    """Return the class of the app's own factory of components, in full, or the empty text without one.

    ``None``: it is named by a resource, which depends on the device.
    """
    found = _get(application(root), "appComponentFactory")
    if found is None or (found.kind == STRING and not found.text):
        return ""
    if found.kind != STRING:
        return None
    name = found.text
    return package(root) + name if name.startswith(".") else name if "." in name else f"{package(root)}.{name}"


def load_first(root: Element) -> None:
    """Have our factory made in every process of the app; the app's own one must be among the names in ``NAMES``."""
    application(root).put(_android("appComponentFactory", STRING, text=FACTORY))


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
    names = [row.text for item in root.elements("uses-permission") if (row := _get(item, "name")) is not None]
    if INTERNET in names:
        return False
    permission = Element(name="uses-permission", attributes=[_android("name", STRING, text=INTERNET)])
    root.children.insert(root.children.index(application(root)), permission)
    return True


def set_network_config(root: Element, resource: int) -> None:
    """Point the application to a network security configuration."""
    application(root).put(_android("networkSecurityConfig", REFERENCE, resource))
