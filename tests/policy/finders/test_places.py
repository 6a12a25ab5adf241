from tests.policy.said import claims, of


def test_abroad() -> None:
    (claim,) = of("我们会将您的信息传输至位于新加坡的服务器。", "cross_border")
    assert claim.countries == ["SG"]
    assert of("Your data may be transferred to the United States.", "cross_border")[0].countries == ["US"]
    assert of("本应用的海外版本即将推出。", "cross_border") == []


def test_not_abroad_and_in_china() -> None:
    assert claims("目前我们不会跨境传输您的个人信息。") == {("no_cross_border", "")}
    assert ("stored_in_china", "") in claims("我们收集的个人信息存储于中华人民共和国境内。")
    assert ("no_cross_border", "") in claims("We do not transfer your data outside China.")
    assert ("stored_in_china", "") in claims("Your data is stored on servers in mainland China.")


def test_conditions_and_exceptions() -> None:
    (claim,) = of("如需跨境传输，我们会征得您的单独同意并将信息提供至境外。", "cross_border")
    assert claim.conditional
    (claim,) = of("除法律另有规定外，我们不会向境外提供您的信息。", "no_cross_border")
    assert claim.except_for
