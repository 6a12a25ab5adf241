"""How time is shared while screens are there, and that it is as it was afterwards."""

import gc
import sys

import pytest

from harness.explore.screens.quick import COLLECT, TURN_S, quick


def test_time_is_shared_as_screens_need_it_and_then_as_before() -> None:
    before = sys.getswitchinterval(), gc.get_threshold()
    with pytest.raises(ValueError), quick() as garbage:
        garbage.look()
        assert sys.getswitchinterval() == pytest.approx(TURN_S)
        assert gc.get_threshold() == COLLECT and gc.get_freeze_count()
        raise ValueError
    assert (sys.getswitchinterval(), gc.get_threshold()) == before and not gc.get_freeze_count()
