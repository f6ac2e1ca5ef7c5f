"""`dlcourse similar`: what comparing a class costs at several sizes, which should grow little faster than the class.

    python benchmarks/alike_cost.py [--sizes 200 2000 20000] [--exercise 07] [--json]

Makes up a class: each student answers each question as one of the authors of benchmarks/alike.py does, under names of
their own, with comments and lines of their own, of which many are common, some are rare and most belong to one student
alone, as in a class. One in a hundred hands in another's answers under other names. Each size runs in a process of its
own; prints seconds for reading the code as fragments and for comparing, milliseconds a student, the peak of memory, how
many pairs share anything rare, and how many of the copies were found, with the pairs that were told of beside them.
Reading the notebooks comes on top: some milliseconds each (`python benchmarks/term.py` measures the like).
"""

import argparse
import ast
import json
import os
import random
import resource
import subprocess
import sys
import time

from alike import EXERCISES, Renamed, authors_of, forced_by

from dlcourse.course.grading.insights.similar import Work, compare

SIZES = (200, 2_000, 20_000)
OWN_LINES = 3  # of each answer
COPIES = 0.01  # of the class
FUNCTIONS = ("exp", "log1p", "tanh", "sqrt", "sign", "cumsum", "square", "abs")
WORDS = ("first", "then", "rows", "mean", "sum", "check", "shape", "batch", "layer", "again", "like", "lecture")


class UnderOtherNames(Renamed):
    """Gives every argument and variable a name of this student's."""

    def __init__(self, tree, rng):
        super().__init__(tree)
        self.names = {name: f"{rng.choice(WORDS)}_{rng.randrange(300)}" for name in self.names}


def rank(rng):
    """A whole number, the smaller the more likely: 1 as often as all from 2 to 4, from 4 to 16 and so on."""
    return int(2 ** rng.expovariate(0.12))


def own_line(number):
    """The line of this number: the same for every student who writes it."""
    rng = random.Random(number)
    a, b = (rng.choice(FUNCTIONS) for _ in range(2))
    return f"own = np.{a}(np.{b}({rng.randrange(2, 99)}.5) * {rng.randrange(99)} + {number % 1009})"


def answer_of(text, rng):
    """An author's answer as a student writes it."""
    tree = ast.parse(text)
    tree = ast.fix_missing_locations(UnderOtherNames(tree, rng).visit(tree))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            node.body[:0] = [ast.parse(own_line(rank(rng))).body[0] for _ in range(OWN_LINES)]
    return f"# {rng.choice(WORDS)} {rng.choice(WORDS)} {rank(rng)}\n{ast.unparse(tree)}"


def class_of_size(exercise, size):
    """The works of a class, and whose work whose copy is."""
    rng = random.Random(size)
    authors = authors_of(exercise, random.Random(0))
    works, copies = [], {}
    for i in range(size):
        if i > size // 2 and rng.random() < COPIES:
            of = rng.randrange(i)
            answers = {name: answer_of(text, rng) for name, text in works[of].answers.items()}
            works.append(Work(f"student{i}", answers, works[of].slips))
            copies[f"student{i}"] = f"student{of}"
            continue
        chosen = {name: rng.choice(answers) for name, answers in authors.items()}
        answers = {name: answer_of(text, rng) for name, (text, _) in chosen.items()}
        works.append(Work(f"student{i}", answers, {name: slips for name, (_, slips) in chosen.items() if slips}))
    return works, copies


def measured(exercise, size):
    """What one size costs."""
    works, copies = class_of_size(exercise, size)
    forced = forced_by(exercise)
    start = time.process_time()
    compared = compare(works, forced, {})
    read = time.process_time()
    alike = compared.alike()
    done = time.process_time()
    found = {frozenset((pair.one, pair.other)) for pair in alike}
    planted = {frozenset(pair) for pair in copies.items()}
    return {
        "students": size,
        "reading": read - start,
        "comparing": done - read,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "copies": len(planted),
        "found": len(planted & found),
        "others": len(found - planted),
    }


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="students (default: 200 2000 20000)")
    parser.add_argument("--exercise", default="07", help="number (default: 07)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)  # in a process of its own
    options = parser.parse_args()
    if options.one:
        exercise = next(name for name in EXERCISES if name[:2] == options.exercise)
        print(json.dumps(measured(exercise, options.one)))
        return
    if not options.json:
        print("students   reading code    comparing     each   memory   copies found   others")
    for size in options.sizes:
        command = [sys.executable, __file__, "--one", str(size), "--exercise", options.exercise]
        line = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        one = json.loads(line)
        each = 1000 * (one["reading"] + one["comparing"]) / size
        print(
            line.strip()
            if options.json
            else f"{size:>8,} {one['reading']:>12.1f} s {one['comparing']:>10.1f} s {each:>5.1f} ms "
            f"{one['megabytes']:>5.0f} MB {one['found']:>7} of {one['copies']:<4} {one['others']:>8}",
            flush=True,
        )
    if not options.json:
        print(f"processor time, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
