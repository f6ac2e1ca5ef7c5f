"""Training and all that goes with it: dlcourse against every peer, in one run, each in turn, and against the limit.

    python benchmarks/training.py [PART …] [--quick] [--match TEXT] [--json FILE]
    python benchmarks/training.py PART … --json FILE --update
    python benchmarks/training.py --table FILE

Each contender runs in a process of its own with each number of threads, and the better one counts: compiled and warmed
up first, then a round each in turn, A B C A B C. Figures are medians (lowest–highest); a ratio is taken round by round.
All train the same network from the same weights on the same rows, and each must show that its loss falls.

`--update` measures some parts or tasks anew, and leaves the others of FILE as they are, if the machine is the same.
`--table` measures nothing: it writes the tables of an earlier run into docs/performance.md and lecture 20.
"""

import argparse
import bisect
import json
import os
import sys
from pathlib import Path

from race.machine import cores, description, in_words
from race.parts import PARTS
from race.process import FORCED_KERNELS
from race.report import text
from race.tables import write_pages


def arguments():
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "part", nargs="*", choices=[[], *PARTS], metavar="PART", help=f"of {', '.join(PARTS)} (default: all)"
    )
    parser.add_argument("--quick", action="store_true", help="few rows and rounds, to see that all works")
    parser.add_argument("--match", default="", metavar="TEXT", help="only training tasks with this in their name")
    parser.add_argument("--rounds", type=int, metavar="N", help="how many rounds count (default 5, quick 2)")
    parser.add_argument(
        "--threads", type=int, nargs="+", metavar="N", help="numbers of threads (default: 1 and all cores)"
    )
    parser.add_argument("--json", metavar="FILE", help="write all figures there, - for standard output")
    parser.add_argument("--update", action="store_true", help="keep what FILE has of other parts and tasks")
    parser.add_argument(
        "--table", type=Path, metavar="FILE", help="write the tables of that JSON into the pages, and stop"
    )
    options = parser.parse_intermixed_args()
    if options.update and options.json in (None, "-"):
        parser.error("--update: expected --json FILE with a file")
    options.rounds = options.rounds or (2 if options.quick else 5)
    options.threads = options.threads or sorted({1, cores()})
    return options


def main():
    """Measure, print, write."""
    options = arguments()
    if options.table:
        for path in write_pages(json.loads(options.table.read_text(encoding="utf-8"))):
            print(f"written: {path}")
        return
    out = sys.stderr if options.json == "-" else sys.stdout
    results = {"machine": description(), "rounds": options.rounds, "quick": options.quick, "results": []}
    if options.update:
        results = earlier(Path(options.json), results)
    print(*in_words(results["machine"]), sep="\n", file=out)
    if results["machine"]["load"] and results["machine"]["load"][0] > 0.5:
        print(f"The machine is busy (load {results['machine']['load'][0]}): the figures will be rough.", file=out)
    for name in FORCED_KERNELS:
        os.environ.pop(name, None)
    try:
        for part in options.part or PARTS:
            for result in PARTS[part](options):
                print(text(result), file=out, flush=True)
                put(results["results"], result)
                if options.json not in (None, "-"):
                    Path(options.json).write_text(as_json(results), encoding="utf-8")
    except KeyboardInterrupt:
        print("Interrupted: what was measured so far is kept.", file=sys.stderr)
    if options.json == "-":
        print(as_json(results), end="")


def earlier(path, now):
    """The results in that file; ends the program where they are not of such a run on this machine."""
    results = json.loads(path.read_text(encoding="utf-8"))
    for name in ("processor", "cores", "blas", "removed", "python", "versions"):
        if results["machine"][name] != now["machine"][name]:
            sys.exit(f"{path}: {name}: expected {now['machine'][name]}, as here. Received: {results['machine'][name]}")
    for name in ("rounds", "quick"):
        if results[name] != now[name]:
            sys.exit(f"{path}: {name}: expected {now[name]}, as asked for. Received: {results[name]}")
    return results


def put(results, result):
    """Put a result in the place of that of the same task, or else behind those of its part, in the order of PARTS."""
    for place, one in enumerate(results):
        if (one["part"], one["name"]) == (result["part"], result["name"]):
            results[place] = result
            return
    order = list(PARTS)
    bisect.insort(results, result, key=lambda one: order.index(one["part"]))


def as_json(results):
    """JSON with a line for each task."""
    lines = ",\n".join(json.dumps(result) for result in results["results"])
    head = json.dumps(results | {"results": []}).removesuffix("]}")
    return f"{head}\n{lines}\n]}}\n"


if __name__ == "__main__":
    main()
