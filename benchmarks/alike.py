"""`dlcourse similar`: how often honest answers are called alike, and how many disguised copies are found.

    python benchmarks/alike.py [--copydetect] [--json] [EXERCISE …]

Honest are the answers of the catalogue and those of tests/checks/strangers, written from the exercises' texts alone:
made-up students answer each question by another author, so that no two share one. They are fewer and closer to each
other than a class, for one hand often wrote several. Copies are those of each student in turn, handed in by one more:
as they are; renamed and reformatted, without comments; reordered as well; rewritten as well, with temporaries in and
out of expressions, and loops for comprehensions and the other way round; and half of the questions rewritten, without
the others. For each pair of limits the table has the false alarms among the honest pairs, and the share of copies
found. All exercises take ten minutes on a core. With --copydetect, the package of that name (winnowing of tokens, as
MOSS does it; pip install copydetect) meets the same pairs, with the exercise as boilerplate: what it finds above the
limit at which it has no false alarm.
"""

import argparse
import ast
import functools
import io
import itertools
import json
import random
from pathlib import Path

import nbformat
import numpy as np

from dlcourse.checks import examine
from dlcourse.checks.catalogue import EXERCISES
from dlcourse.checks.gate.strangers import questions_in
from dlcourse.course.grading.insights.similar import BITS, SHARE, Compared, Work, compare
from dlcourse.course.grading.insights.works import text_of

ROOT = Path(__file__).parents[1]
LEAST = 0.5  # of the questions that a made-up student answers
LIMITS = [(bits, share) for bits in (10, 20, 30, 40, 60) for share in (0.3, 0.4, 0.5, 0.6, 0.7)]


# Authors


def mistakes_in(question, function):
    """The mistakes that the checks name."""
    with np.errstate(all="ignore"):
        return tuple(examine(question, function).misconceptions)


def authors_of(exercise, rng):
    """For each open question its answers as (text, mistakes), each by another author, in a random order."""
    found = {}
    strangers = {
        name: (right, wrong)
        for name, right, wrong in questions_in(ROOT / "tests" / "checks" / "strangers" / f"answers_{exercise[:2]}.py")
    }
    for question in EXERCISES[exercise]:
        right, wrong = strangers[question.name]
        functions = [one[0] if isinstance(one, tuple) else one for one in (*right, *question.alternatives, *wrong)]
        texts = {}
        for function in functions:
            text = text_of(function)
            if text and not question.is_closed:
                texts.setdefault(text, function)
        answers = [(text, mistakes_in(question, function)) for text, function in texts.items()]
        rng.shuffle(answers)
        if answers:
            found[question.name] = answers
    return found


def class_of(authors):
    """The made-up students: the k-th answers each question by its k-th author."""
    works = []
    for k in range(max(map(len, authors.values()))):
        own = {name: answers[k] for name, answers in authors.items() if k < len(answers)}
        if len(own) >= LEAST * len(authors):
            texts, slips = ({name: answer[i] for name, answer in own.items()} for i in (0, 1))
            works.append(Work(f"student {k}", texts, slips))
    return works


def forced_by(exercise):
    """The texts that the exercise gives, with the reference: what stands there says nothing."""
    notebooks = [ROOT / folder for folder in (f"solutions/{exercise}", "lectures")]
    files = [notebooks[0] / f"{exercise}.ipynb", notebooks[1] / f"{exercise}.ipynb"]
    cells = [cell for file in files for cell in nbformat.read(file, as_version=4).cells if cell.cell_type == "code"]
    references = {q.name: [text_of(q.reference)] for q in EXERCISES[exercise]}
    return {"": [cell.source for cell in cells]} | references


# Disguises


class Renamed(ast.NodeTransformer):
    """Gives every argument, variable and function of the text's own another name."""

    def __init__(self, tree):
        names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        names |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
        self.names = {name: f"item_{i}" for i, name in enumerate(sorted(names))}

    def visit_Name(self, node):
        """A variable."""
        return ast.copy_location(ast.Name(self.names.get(node.id, node.id), node.ctx), node)

    def visit_arg(self, node):
        """An argument."""
        node.arg = self.names[node.arg]
        return node


class Reordered(ast.NodeTransformer):
    """Changes the order of what commutes: operands, comparisons, keywords."""

    def visit_BinOp(self, node):
        """a + b is b + a."""
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.Mult):
            node.left, node.right = node.right, node.left
        return node

    def visit_Compare(self, node):
        """a < b is b > a."""
        self.generic_visit(node)
        turned = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
        if len(node.ops) == 1 and type(node.ops[0]) in turned:
            node.left, node.comparators = node.comparators[0], [node.left]
            node.ops = [turned[type(node.ops[0])]()]
        return node

    def visit_Call(self, node):
        """Keywords have no order."""
        self.generic_visit(node)
        node.keywords.reverse()
        return node


class Rewritten(ast.NodeTransformer):
    """Loops for comprehensions and the other way round, temporaries in and out, a += b written out."""

    def __init__(self):
        self.count = itertools.count()

    def new(self):
        """The name of a temporary."""
        return f"helper_{next(self.count)}"

    def visit_AugAssign(self, node):
        """a += b is a = a + b."""
        target = ast.parse(ast.unparse(node.target), mode="eval").body
        return ast.Assign([node.target], ast.BinOp(target, node.op, node.value))

    def visit_For(self, node):
        """`for x in y: s += e` is `s = s + sum([e for x in y])`."""
        match node.body:
            case [ast.AugAssign(ast.Name(name), ast.Add(), value)]:
                made = ast.ListComp(value, [ast.comprehension(node.target, node.iter, [], 0)])
                added = ast.Call(ast.Name("sum", ast.Load()), [made], [])
                return ast.Assign(
                    [ast.Name(name, ast.Store())], ast.BinOp(ast.Name(name, ast.Load()), ast.Add(), added)
                )
        return self.in_body(node)

    def visit_FunctionDef(self, node):
        """A function."""
        return self.in_body(node)

    def visit_If(self, node):
        """A choice."""
        return self.in_body(node)

    def in_body(self, node):
        """Rewrite each statement of a body: the largest part of its expression comes first, in a temporary."""
        body = []
        for statement in node.body:
            made = self.visit(statement)
            match made:
                case ast.Assign([ast.Name()], ast.ListComp(element, [ast.comprehension(target, iterated, [], 0)])):
                    name = made.targets[0].id
                    append = ast.Call(ast.Attribute(ast.Name(name, ast.Load()), "append", ast.Load()), [element], [])
                    loop = ast.For(target, iterated, [ast.Expr(append)], [])
                    body += [ast.Assign([ast.Name(name, ast.Store())], ast.List([], ast.Load())), loop]
                case ast.Assign(value=value) | ast.Return(value=value) if isinstance(value, ast.BinOp):
                    side = max(("left", "right"), key=lambda s: len(ast.dump(getattr(value, s))))
                    if not isinstance(getattr(value, side), ast.Name | ast.Constant):
                        name = self.new()
                        body.append(ast.Assign([ast.Name(name, ast.Store())], getattr(value, side)))
                        setattr(value, side, ast.Name(name, ast.Load()))
                    body.append(made)
                case _:
                    body.append(made)
        node.body = body
        return node


def disguised(text, how):
    """A copy of an answer, disguised."""
    if how == "as it is":
        return text
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    tree = Renamed(tree).visit(tree)
    if how in ("reordered", "rewritten"):
        tree = Reordered().visit(tree)
    if how == "rewritten":
        tree = Rewritten().visit(tree)
    return ast.unparse(ast.fix_missing_locations(tree))


HOW = ("as it is", "renamed", "reordered", "rewritten", "half, rewritten")


def copy_of(work, how):
    """The copy of a student's work that one more hands in."""
    names = list(work.answers)
    names = names[::2] if how.startswith("half") else names
    return Work(
        "copy",
        {name: disguised(work.answers[name], how.removeprefix("half, ")) for name in names},
        {name: work.slips[name] for name in names},
    )


# Figures


@functools.cache
def works_of(exercise, seed=0):
    """The made-up students of an exercise."""
    return class_of(authors_of(exercise, random.Random(seed)))


def measured(exercise):
    """(bits, share) of each honest pair, and of each copy with its original, by disguise."""
    works = works_of(exercise)
    forced = forced_by(exercise)
    honest = compare(works, forced, {})
    pairs = itertools.combinations(range(len(works)), 2)
    found = {"honest": [_of(honest, pair) for pair in pairs]}
    for how in HOW:
        found[how] = []
        for i, work in enumerate(works):
            with_copy = compare([*works, copy_of(work, how)], forced, {})
            found[how].append(_of(with_copy, (i, len(works))))
    return found


def _of(compared: Compared, pair):
    bits = compared.pairs().get(pair, 0.0)
    return bits, compared.share(pair, bits) if bits else 0.0


def by_copydetect(exercise, k):
    """(tokens, larger share) that copydetect finds copied, of each honest pair and each copy, by disguise."""
    from copydetect import CodeFingerprint, compare_files

    works = works_of(exercise)
    given = "\n\n".join(text for texts in forced_by(exercise).values() for text in texts)

    def fingerprint(text, boilerplate=()):
        return CodeFingerprint(
            "answer.py", k, max(k // 5, 1), boilerplate=list(boilerplate), language="python", fp=io.StringIO(text)
        )

    def compared(pair):
        tokens, shares, _ = compare_files(*pair)
        return float(tokens), float(max(shares))

    known = fingerprint(given).hashes
    marks = [fingerprint("\n\n".join(work.answers.values()), known) for work in works]
    found = {"honest": list(map(compared, itertools.combinations(marks, 2)))}
    for how in HOW:
        copies = [fingerprint("\n\n".join(copy_of(work, how).answers.values()), known) for work in works]
        found[how] = list(map(compared, zip(marks, copies, strict=True)))
    return found


def print_copydetect(names):
    """Print what copydetect finds at the best of those limits at which no honest pair is told of."""
    for k in (25, 10):
        found = [by_copydetect(name, k) for name in names]
        pooled = {key: [value for one in found for value in one[key]] for key in ("honest", *HOW)}
        best, line = -1.0, ""
        for tokens in (0, 25, 50, 100, 200, 400):
            limit = max((share for copied, share in pooled["honest"] if copied >= tokens), default=0.0) + 1e-9
            rates = {how: rate(pooled[how], tokens, limit) for how in HOW}
            if sum(rates.values()) > best:
                best = sum(rates.values())
                shares = ", ".join(f"{how} {value:.1%}" for how, value in rates.items())
                line = f"at least {tokens} tokens and more than {limit:.0%}: {shares}"
        print(f"copydetect, fingerprints of {k} tokens, {line}")


def rate(found, bits, share):
    """The share of pairs above both limits."""
    return sum(b >= bits and s >= share for b, s in found) / max(len(found), 1)


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercise", nargs="*", help="numbers (default: all)")
    parser.add_argument("--json", action="store_true", help="print all pairs as JSON")
    parser.add_argument("--copydetect", action="store_true", help="let copydetect compare the same pairs, too")
    options = parser.parse_args()
    names = [name for name in EXERCISES if not options.exercise or name[:2] in options.exercise]
    found = {name: measured(name) for name in names}
    if options.json:
        print(json.dumps(found))
        return
    pooled = {key: [pair for one in found.values() for pair in one[key]] for key in ("honest", *HOW)}
    honest = pooled["honest"]
    print(f"{len(honest)} honest pairs, {len(pooled['as it is'])} copies of each kind")
    print("bits share  false alarms  " + "  ".join(HOW))
    for bits, share in sorted({*LIMITS, (BITS, SHARE)}):
        shares = "  ".join(f"{rate(pooled[how], bits, share):>{len(how)}.1%}" for how in HOW)
        mark = "  ← in use" if (bits, share) == (BITS, SHARE) else ""
        print(f"{bits:>4g} {share:>5g}  {rate(honest, bits, share):>12.2%}  {shares}{mark}")
    alarms = rate(honest, BITS, SHARE) * len(honest)
    most = max((share for bits, share in honest if bits >= BITS), default=0.0)
    print(f"in use: {alarms:g} false alarms; the most alike honest pair with {BITS:g} bits shares {most:.0%}")
    if not alarms:  # the rule of three: none in n leaves room for 3/n, with 95 %
        print(f"none in {len(honest)} pairs: with 95 % certainty less than {3 / len(honest):.2%} of pairs")
    if options.copydetect:
        print_copydetect(names)


if __name__ == "__main__":
    main()
