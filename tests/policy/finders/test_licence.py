import pytest

from tests.policy.said import of


@pytest.mark.parametrize(
    ("text", "terms", "of_what"),
    [
        ("您同意授予我们全球范围内完全免费、不可撤销、永久、可转授权和可再许可的权利，包括对您的肖像进行修改。",
         ["free", "irrevocable", "perpetual", "sublicensable", "transferable", "worldwide"], "face"),
        ("您同意我们可以免费使用您的人脸照片。", ["free"], "face"),
        ("You grant us a perpetual, irrevocable, royalty-free licence to your content.",
         ["free", "irrevocable", "perpetual"], "content"),
        ("You grant us a royalty-free, sublicensable licence to use your likeness.", ["free", "sublicensable"], "face"),
    ],
)  # fmt: skip
def test_terms_that_claim_more_than_a_service_needs(text: str, terms: list[str], of_what: str) -> None:
    (claim,) = of(text, "overbroad_licence")
    assert (claim.terms, claim.detail) == (terms, of_what)


@pytest.mark.parametrize(
    "text",
    [
        "我们授予您一项不可转让的、免费的、永久的软件使用许可。",
        "我们不会要求您授予我们永久、不可撤销的内容许可。",
        "您同意授予我们免费的、为提供服务所必需的内容使用许可。",
        "We grant you a limited, non-transferable licence to use the app free of charge.",
        "We do not claim a perpetual, irrevocable licence to your content.",
        "The app is free of charge and works forever.",
    ],
)
def test_ordinary_licences_are_not(text: str) -> None:
    assert of(text, "overbroad_licence") == []
