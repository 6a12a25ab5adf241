"""How true the analysis is of strangers' traffic: ``python benchmarks/analysis/strangers.py [STACKS] [SEED]``.

The generator (``tests/analysis/strangers``) shares no code with the decoders. Measured are: each encoding alone, all
ordered pairs of the documented ones, random stacks of them by depth, what frames packed data, and simple ciphers.
``people`` are ever other values, plainly and in one or two encodings that are no guesses to undo; ``recorded`` are
such values in what recorded calls encrypted or digested, in encodings before and after that.
A value counts as found when its own ``value_id`` has a sighting that is not weak. Prints one JSON line a measure;
``--missed`` lists the stacks that were missed, ``--only NAME`` measures that alone.
"""

import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor

from common import numbers, option, say

from tests.analysis.strangers.encodings import CIPHERS, DOCUMENTED, FRAMED, wrap
from tests.analysis.strangers.made import VALUES, document
from tests.analysis.strangers.people import SURE, VALUES_OF_A_SET, trials
from tests.analysis.strangers.places import PLACES
from tests.analysis.strangers.recorded import trials as recorded_trials
from tests.analysis.strangers.scan import found

DEPTHS = (2, 3, 4, 5)
_CHUNK = 100
_SINGLE_ROUNDS = 12
_PAIR_ROUNDS = 4
_PEOPLE = 1000
_CALLS = 60

Case = tuple[str, str, tuple[str, ...], str]
"""(seed, value's category, encodings innermost first, place)."""


def tried(case: Case) -> tuple[Case, bool, int]:
    """Return a case, whether its value was found, and how many other values were."""
    seed, category, stack, place = case
    rng = random.Random(seed)
    data = wrap(document(VALUES[category], rng), [*stack], rng)
    got = found(PLACES[place](data, rng))
    return case, category in got, len(got - {category})


def chunk(cases: list[Case]) -> list[tuple[Case, bool, int]]:
    """Try some cases."""
    return [tried(case) for case in cases]


def singles(names: Iterable[str], seed: int, rounds: int = _SINGLE_ROUNDS) -> Iterator[Case]:
    """Yield each encoding alone, around different values in different places."""
    for name in names:
        rng = random.Random(f"{seed}:{name}")
        for number in range(rounds):
            yield f"{seed}:{name}:{number}", rng.choice(sorted(VALUES)), (name,), rng.choice(("body", "json", "form"))


def pairs(seed: int) -> Iterator[Case]:
    """Yield every ordered pair of documented encodings."""
    for inner in sorted(DOCUMENTED):
        for outer in sorted(DOCUMENTED):
            rng = random.Random(f"{seed}:{inner}:{outer}")
            for number in range(_PAIR_ROUNDS):
                yield f"{seed}:{inner}:{outer}:{number}", rng.choice(sorted(VALUES)), (inner, outer), "body"


def stacks(depth: int, count: int, seed: int) -> Iterator[Case]:
    """Yield random stacks in random places."""
    rng = random.Random(f"{seed}:{depth}")
    for number in range(count):
        stack = tuple(rng.choice(sorted(DOCUMENTED)) for _ in range(depth))
        yield f"{seed}:{depth}:{number}", rng.choice(sorted(VALUES)), stack, rng.choice(sorted(PLACES))


def measured(pool: ProcessPoolExecutor, measure: str, cases: Iterable[Case]) -> None:
    """Try cases and print what came of them."""
    rows = [*cases]
    tried_with: Counter[str] = Counter()
    found_with: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    places: Counter[str] = Counter()
    seen = wrong = 0
    for result in pool.map(chunk, [rows[at : at + _CHUNK] for at in range(0, len(rows), _CHUNK)]):
        for (seed, category, stack, place), is_found, others in result:
            tried_with.update(set(stack))
            seen += is_found
            wrong += others
            if others and "--cases" in sys.argv:
                print("wrong:", (seed, category, stack, place), file=sys.stderr)
            if is_found:
                found_with.update(set(stack))
            else:
                missed[" > ".join(reversed(stack))] += 1
                places[place] += 1
                if "--cases" in sys.argv:
                    print((seed, category, stack, place), file=sys.stderr)
    say(
        benchmark="strangers",
        measure=measure,
        cases=len(rows),
        found_percent=round(100 * seen / len(rows), 2),
        wrong=wrong,
        percent_by_encoding={
            name: round(100 * found_with[name] / tried_with[name], 1)
            for name in sorted(tried_with)
            if found_with[name] < tried_with[name]
        },
        missed=dict(missed.most_common(60)) if "--missed" in sys.argv else len(missed),
        missed_by_place=dict(places.most_common()),
    )


def people(case: tuple[str, int]) -> list[tuple[str, tuple[str, ...], bool, int]]:
    """Try a set of values that nobody had before."""
    seed, most = case
    return [*trials(seed, SURE, most, _PEOPLE)]


def measured_people(pool: ProcessPoolExecutor, most: int, sets: int, seed: int) -> None:
    """Try many such sets, wrapped in up to ``most`` encodings, and print what came of them."""
    cases = seen = wrong = 0
    missed: Counter[str] = Counter()
    for rows in pool.map(people, [(f"{seed}:{most}:{number}", most) for number in range(sets)]):
        for category, stack, is_found, others in rows:
            cases, seen, wrong = cases + 1, seen + is_found, wrong + others
            if not is_found:
                missed[" > ".join((*reversed(stack), category))] += 1
    say(
        benchmark="strangers", measure=f"people, up to {most} encodings", cases=cases, values=sets * VALUES_OF_A_SET,
        found_percent=round(100 * seen / cases, 3), wrong=wrong,
        missed=dict(missed.most_common(60)) if "--missed" in sys.argv else cases - seen,
    )  # fmt: skip


def recorded(seed: str) -> list[tuple[str, str, bool, int]]:
    """Try a recording whose values nobody had before."""
    return [*recorded_trials(seed, _CALLS)]


def measured_recorded(pool: ProcessPoolExecutor, recordings: int, seed: int) -> None:
    """Try many recordings, and print what came of them."""
    rows = [row for rows in pool.map(recorded, [f"{seed}:{n}" for n in range(recordings)]) for row in rows]
    say(
        benchmark="strangers", measure="recorded", cases=len(rows),
        found_percent=round(100 * sum(row[2] for row in rows) / len(rows), 3), wrong=sum(row[3] for row in rows),
        missed=dict(Counter(kind for kind, _, is_found, _ in rows if not is_found)),
    )  # fmt: skip


def main(count: int, seed: int) -> None:
    """Measure and print."""
    measures: dict[str, Iterable[Case]] = {
        "alone": singles(DOCUMENTED, seed),
        "framed": singles(FRAMED, seed),
        "ciphers": singles(CIPHERS, seed),
        **{f"depth {depth}": stacks(depth, count, seed) for depth in DEPTHS},
        "pairs": pairs(seed),
    }
    only = option("--only")
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for name, cases in measures.items():
            if only in name:
                measured(pool, name, cases)
        for most in (0, 1, 2) if only in "people" else ():
            measured_people(pool, most, max(1, count // 100), seed)
        if only in "recorded":
            measured_recorded(pool, max(1, count // 10), seed)


if __name__ == "__main__":
    main(*numbers(2_000, 1))
