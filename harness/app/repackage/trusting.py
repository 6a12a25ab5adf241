"""The app's own trust: its network security configuration, in which the proxy's certificate is one more anchor.

Everything else that the configuration says stays: clear text, domains, pins. Pins are for the app's other anchors; a
chain that ends in ours passes them by (``overridePins``). Source: https://developer.android.com/privacy-and-security/
security-config, 'Configuration file format'; AOSP ``XmlConfigSource``. From Android 7 (API 24) on.
"""

from harness.app.repackage.axml import BOOLEAN, REFERENCE, STRING, Attribute, Element

SINCE = 24
_TRUE = 0xFFFFFFFF
_USER_UNTIL = 23
"""Apps that target this level or less trust the user's certificates unless they say otherwise."""


def anchored(root: Element | None, certificate: int, target_sdk: int, clear_text: bool | None) -> Element:
    """Return the configuration with the certificate (a resource id) as an anchor everywhere; ``None``: there is none.

    ``clear_text`` is the manifest's ``usesCleartextTraffic``, which counts only where there is no configuration.
    """
    if root is None:
        base = Element(name="base-config")
        if clear_text is not None:
            base.put(Attribute(name="cleartextTrafficPermitted", kind=BOOLEAN, data=_TRUE if clear_text else 0))
        root = Element(name="network-security-config", children=[base])
    for item in root.walk():
        if item.name == "trust-anchors":
            item.children.append(_ours(certificate))
    base_configs = root.elements("base-config")
    if not base_configs:
        base_configs = [Element(name="base-config")]
        root.children.insert(0, base_configs[0])
    for base in base_configs:
        if not base.elements("trust-anchors"):
            sources = ["system", *(["user"] if target_sdk <= _USER_UNTIL else [])]
            rows = [_certificates(Attribute(name="src", kind=STRING, text=source)) for source in sources]
            base.children.append(Element(name="trust-anchors", children=[*rows, _ours(certificate)]))
    return root


def _certificates(source: Attribute) -> Element:
    return Element(name="certificates", attributes=[source])


def _ours(certificate: int) -> Element:
    element = _certificates(Attribute(name="src", kind=REFERENCE, data=certificate))
    element.put(Attribute(name="overridePins", kind=BOOLEAN, data=_TRUE))
    return element
