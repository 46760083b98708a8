"""`python -m bench`: measures, tells people on standard error, and prints one line of JSON last."""

import argparse
import sys

from bench import scenarios
from bench.processes import allow_many_sockets
from bench.profiles import PROFILES
from bench.report import Watch, as_line, document, table


def names(said: str) -> list[str]:
    chosen = said.split(",")
    if unknown := set(chosen) - set(scenarios.NAMES):
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return chosen


def main() -> int:
    """0 when everything was measured; 1 when something was not, or misses its target (--check)."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--profile", choices=PROFILES, default="quick")
    parser.add_argument(
        "--only",
        type=names,
        default=scenarios.NAMES,
        metavar="NAME,…",
        help=f"among {', '.join(scenarios.NAMES)}",
    )
    parser.add_argument("--check", action="store_true", help="fail below a target")
    chosen = parser.parse_args()
    allow_many_sockets()
    watch = Watch()
    results = []
    for name in chosen.only:
        print(f"{name}…", file=sys.stderr)
        results.append(scenarios.run(name, PROFILES[chosen.profile]))
    report = document(chosen.profile, watch, results)
    print(table(report), file=sys.stderr)
    print(as_line(report), flush=True)
    ratios = [ratio for result in results for ratio in result.ratios]
    failed = [r for r in ratios if r.value is None or (chosen.check and not r.reached)]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
