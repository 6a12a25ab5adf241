from harness.analysis.search.allowance import BLOCK, FREE, RATIO, Allowance


def test_a_block_shares_what_it_may_decode() -> None:
    allowance = Allowance()
    assert allowance.begin(0, 1000)
    allowance.spend(FREE + 2000 * RATIO)
    assert not allowance.begin(1, 500) and allowance.begin(2, 2000)
    allowance.spend(FREE)
    assert not allowance.begin(BLOCK - 1, 10) and allowance.begin(BLOCK, 10)
