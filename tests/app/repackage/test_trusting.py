"""Network security configurations: one more anchor everywhere, nothing else changed."""

from harness.app.repackage.axml import BOOLEAN, REFERENCE, STRING, Attribute, Element, read_axml, write_axml
from harness.app.repackage.trusting import anchored

OURS = 0x70010000


def element(name: str, *children: Element | str, **attributes: str) -> Element:
    rows = [Attribute(name=key, kind=STRING, text=value) for key, value in attributes.items()]
    return Element(name=name, attributes=rows, children=list(children))


def config(*children: Element) -> Element:
    return element("network-security-config", *children)


def shape(root: Element) -> str:
    """A configuration as text, ours as ``@``."""

    def value(row: Attribute) -> str:
        return "@" if row.kind == REFERENCE else row.text or str(bool(row.data)).lower()

    inner = "".join(child if isinstance(child, str) else shape(child) for child in root.children)
    attributes = "".join(f" {row.name}={value(row)}" for row in root.attributes)
    return f"<{root.name}{attributes}>{inner}</>"


OUR_ROW = "<certificates src=@ overridePins=true></>"
SYSTEM = "<certificates src=system></>"


def test_an_app_without_a_configuration() -> None:
    root = read_axml(write_axml(anchored(None, OURS, 30, None)))
    assert shape(root) == (f"<network-security-config><base-config><trust-anchors>{SYSTEM}{OUR_ROW}</></></>")
    (row,) = [row for item in root.walk() for row in item.attributes if row.kind == REFERENCE]
    assert row.data == OURS


def test_clear_text_stays_as_the_manifest_has_it() -> None:
    assert "<base-config cleartextTrafficPermitted=true>" in shape(anchored(None, OURS, 30, True))
    assert "<base-config cleartextTrafficPermitted=false>" in shape(anchored(None, OURS, 30, False))


def test_old_apps_trust_the_user_s_certificates_as_before() -> None:
    assert f"{SYSTEM}<certificates src=user></>{OUR_ROW}" in shape(anchored(None, OURS, 23, None))


def test_the_app_s_own_configuration_keeps_all_that_it_says() -> None:
    own = config(
        element("base-config", element("trust-anchors", element("certificates", src="user"))),
        element(
            "domain-config",
            element("domain", "pinned.example", includeSubdomains="true"),
            element("pin-set", element("pin", "abc=", digest="SHA-256"), expiration="2030-01-01"),
            element("trust-anchors", element("certificates", src="system")),
            cleartextTrafficPermitted="false",
        ),
    )
    assert shape(anchored(own, OURS, 30, True)) == (
        f"<network-security-config><base-config><trust-anchors><certificates src=user></>{OUR_ROW}</></>"
        "<domain-config cleartextTrafficPermitted=false><domain includeSubdomains=true>pinned.example</>"
        "<pin-set expiration=2030-01-01><pin digest=SHA-256>abc=</></>"
        f"<trust-anchors>{SYSTEM}{OUR_ROW}</></></>"
    )


def test_a_configuration_of_domains_alone_gets_a_base() -> None:
    own = config(element("domain-config", element("domain", "a.example")))
    assert shape(anchored(own, OURS, 30, None)) == (
        f"<network-security-config><base-config><trust-anchors>{SYSTEM}{OUR_ROW}</></>"
        "<domain-config><domain>a.example</></></>"
    )


def test_the_flags_are_booleans() -> None:
    """The platform reads them as such: a text would count as not set (AOSP ``XmlBlock.getAttributeBooleanValue``)."""
    rows = [row for item in anchored(None, OURS, 30, True).walk() for row in item.attributes]
    kinds = {row.name: row.kind for row in rows if row.name != "src"}
    assert kinds == {"cleartextTrafficPermitted": BOOLEAN, "overridePins": BOOLEAN}
