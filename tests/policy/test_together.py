from harness.policy.compare import compare
from harness.policy.together import together
from harness.rules.testing import PUSH, clean, read
from tests.policy.said import policy


def test_one_document_is_itself() -> None:
    one = policy("我们会收集您的IMEI。")
    assert together([one]) is one


def test_the_list_of_sdks_may_stand_apart() -> None:
    main, sdks = policy("我们会收集您的手机号。"), policy("第三方SDK目录\n\n极光推送SDK：收集IMEI、MAC地址。\n")
    both = together([main, sdks])
    assert len({row.id for row in both.claims}) == len(both.claims)
    assert all(both.sentence(claim) for claim in both.claims)
    assert [gap.key for gap in both.gaps] == []
    found = clean()
    found.collected.append(read("imei", "foreground", PUSH))
    assert {row.kind: row.standing for row in compare(both, found)} == {"collected": "declared", "sdk": "declared"}
    assert {row.kind: row.standing for row in compare(main, found)} == {
        "collected": "not_declared", "sdk": "not_declared",
    }  # fmt: skip


def test_what_could_not_be_read_of_one_is_a_gap_of_all() -> None:
    assert [gap.key for gap in together([policy("我们会收集您的手机号。"), policy("")]).blinding] == ["no_text"]
