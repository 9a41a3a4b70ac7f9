"""Names that hypothesis makes up, given to uploads: does anything land outside their folder?

    python -m tests.durability.names --names 2000

Each name is that of a file, of a zip and of a file in a zip. Prints how many wrote outside.
"""

from __future__ import annotations

import argparse
import sys

from hypothesis import HealthCheck, given, settings

from tests.test_uploads import check_name, names


def writes_outside(count: int) -> tuple[int, list[str]]:
    """How many names were tried, and those that broke a rule."""
    tried: list[str] = []
    outside: list[str] = []

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(names)
    def run(name: str) -> None:
        tried.append(name)
        try:
            check_name(name)
        except AssertionError:
            outside.append(name)

    run()
    return len(tried), outside


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--names", type=int, default=2_000)
    tried, outside = writes_outside(parser.parse_args().names)
    for name in outside:
        print(f"outside, or kept otherwise than it should be: {name!r}")
    print(f"{tried:,} names: {len(outside)} wrote outside the folder of uploads")
    return int(bool(outside))


if __name__ == "__main__":
    sys.exit(main())
