"""Values under random stacks of encodings: ``python benchmarks/analysis/accuracy.py [CASES] [SEED]``.

The generator (``tests/analysis/corpus.py``) shares no code with the decoders. Stacks are 1 to 5 encodings deep; three
in ten cases hide a near miss instead of the value, and bodies may carry look-alikes. Prints one JSON line: recall by
depth and by encoding, how many bodies said a value that is not there, and the stacks that were missed most.
"""

import os
import random
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from common import numbers, say

from tests.analysis.corpus import PLAIN, near_miss, noise, wrap
from tests.analysis.test_accuracy import VALUES, found

DEEPEST = 5
_CHUNK = 500


def case(seed: str) -> tuple[tuple[str, ...], bool, bool, int]:
    """Return one case's stack, whether a value was hidden, whether it was found, and how many were wrongly said."""
    rng = random.Random(seed)
    stack = tuple(rng.choice(sorted(PLAIN)) for _ in range(rng.randint(1, DEEPEST)))
    key = rng.choice(sorted(VALUES))
    decoy = rng.random() < 0.3
    value = near_miss(VALUES[key], rng) if decoy else VALUES[key]
    body = wrap(value, list(stack), rng)
    if rng.random() < 0.2:
        body = b"\n".join((noise(rng).encode(), body, noise(rng).encode())) if stack[-1] in ("json", "hex") else body
    got = found(body)
    return stack, not decoy, key in got, len(got - (set() if decoy else {key}))


def chunk(first: int, count: int, seed: int) -> list[tuple[tuple[str, ...], bool, bool, int]]:
    """Return some cases."""
    return [case(f"{seed}:{number}") for number in range(first, first + count)]


def main(cases: int, seed: int) -> None:
    """Run and print."""
    hidden: Counter[int] = Counter()
    seen: Counter[int] = Counter()
    with_name: Counter[str] = Counter()
    seen_with: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    wrong = 0
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        starts = range(0, cases, _CHUNK)
        for rows in pool.map(chunk, starts, [min(_CHUNK, cases - at) for at in starts], [seed] * len(starts)):
            for stack, is_hidden, is_seen, errors in rows:
                wrong += errors
                if errors and "--missed" in sys.argv:
                    print("wrong:", " > ".join(reversed(stack)), is_hidden, file=sys.stderr)
                if not is_hidden:
                    continue
                hidden[len(stack)] += 1
                seen[len(stack)] += is_seen
                if len(stack) < DEEPEST:
                    with_name.update(set(stack))
                    seen_with.update(set(stack) if is_seen else ())
                    if not is_seen:
                        missed[" > ".join(reversed(stack))] += 1
    shallow = range(1, DEEPEST)
    say(
        benchmark="accuracy",
        cases=cases,
        hidden=sum(hidden.values()),
        recall_to_depth_4=round(sum(seen[n] for n in shallow) / sum(hidden[n] for n in shallow), 5),
        recall_by_depth={n: round(seen[n] / hidden[n], 5) for n in sorted(hidden)},
        wrong=wrong,
        recall_by_encoding={name: round(seen_with[name] / with_name[name], 4) for name in sorted(with_name)},
        missed=dict(missed.most_common(40)) if "--missed" in sys.argv else len(missed),
    )


if __name__ == "__main__":
    main(*numbers(30_000, 1))
