"""The edit that a wrong answer is: one change of the reference that gives the answer's numbers in every case."""

import ast
import pickle
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from dlcourse.checks.catalogue.edits import ONE, Edited, edit
from dlcourse.checks.engine.diagnosis import fits
from dlcourse.checks.engine.outcome import Outcome, observe
from dlcourse.checks.engine.question import Question
from dlcourse.checks.engine.trial import Trial
from dlcourse.checks.gate.mutants import AssignInstead, changes_of, read_function
from dlcourse.checks.gate.report import within_time

SECONDS = 0.5  # of processor time for the calls of one changed function: a changed loop may never end
SHORTEST = 4  # characters of a text to change, so that a reader knows the place
AROUND: tuple[str, ...] = (
    "-({})",
    "2 * ({})",
    "({}) / 2",
    "({})**2",
    "np.abs({})",
    "np.sqrt({})",
    "np.sum({})",
    "np.mean({})",
    "({}).T",
)
AROUND += ("({}) / len({})", "np.maximum({}, 0)", "np.exp({})", "np.log({})", "1 - ({})")


def edit_that_computes(question: Question, trials: Sequence[Trial], constants: Iterable[float] = ()) -> Edited | None:
    """Return the reference with one change, `edit(f, "old → new")`, with the numbers of these trials; None if none has.

    Small changes are tried first, then an operand left out, a name or a number in another's place, and a function
    around a part of it. `constants` are numbers that the answer's own text holds.
    """
    for changed in _single_edits(question, list(constants)):
        if within_time(SECONDS, _computes, question, changed, trials):
            return changed
    return None


def _computes(question, function, trials):
    """Return True if a function gives the numbers of all trials; most fail at the first."""
    outcomes: list[Outcome] = []
    with np.errstate(all="ignore"):
        for trial in trials:
            outcomes.append(observe(question, function, trial.case, trial.right))
            if not (trial.yours.failure and outcomes[-1].failure) and not fits(question.parts, [trial], outcomes[-1:]):
                return False
    return fits(question.parts, list(trials), outcomes)


def _single_edits(question: Question, constants: list[float]) -> Iterator[Edited]:
    """Yield the single edits of a question's reference that compile, each once."""
    if read_function(question.reference) is None:
        return
    text = Edited(question.reference, ()).source
    tree = ast.parse(text)
    kept, seen = pickle.dumps(tree), {ast.unparse(tree)}
    for i, new in _changed_trees(tree, kept, constants):
        code = ast.unparse(new)
        if code not in seen:
            seen.add(code)
            change = _as_change(text, tree, new, i)
            if change is not None:
                yield edit(question.reference, change)


def _changed_trees(tree: ast.Module, kept: bytes, constants: list[float]) -> Iterator[tuple[int, ast.Module]]:
    """Yield the number of a node, in the order of `ast.walk`, and the tree with one change of it."""
    nodes = list(ast.walk(tree))
    for i, node in enumerate(nodes):
        for j, _ in enumerate(changes_of(node)):
            copy: ast.Module = pickle.loads(kept)
            target = list(ast.walk(copy))[i]
            made = list(changes_of(target))
            made[j](target)
            if isinstance(target, ast.AugAssign) and j == len(made) - 1:
                copy = AssignInstead(target).visit(copy)
            yield i, ast.fix_missing_locations(copy)
    for i, node in enumerate(nodes):
        for other in _others(node, tree, constants):
            whole = pickle.loads(kept)
            whole = _Instead(list(ast.walk(whole))[i], other).visit(whole)
            yield i, ast.fix_missing_locations(whole)


class _Instead(ast.NodeTransformer):
    """Replace one given node by another."""

    def __init__(self, target: ast.AST, other: ast.AST) -> None:
        self.target, self.other = target, other

    def visit(self, node: ast.AST) -> Any:
        """Replace the given node, keep the others."""
        return self.other if node is self.target else super().visit(node)


def _others(node: ast.AST, tree: ast.Module, constants: list[float]) -> Iterator[ast.expr]:
    """Yield expressions that may stand in a node's place."""
    if not isinstance(node, ast.expr) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return
    if isinstance(node, ast.BinOp):
        yield from (node.left, node.right)
    if isinstance(node, ast.Call):
        yield from [*node.args[:2], *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield from (ast.Constant(value) for value in constants)
    if isinstance(node, ast.Name):
        yield from (ast.Name(name, ast.Load()) for name in _variables(tree) if name != node.id)
    if isinstance(node, ast.BinOp | ast.Call | ast.Name | ast.Attribute | ast.Compare | ast.Subscript):
        text = ast.unparse(node)
        yield from (ast.parse(around.replace("{}", text), mode="eval").body for around in AROUND)
        yield from (ast.parse(f"{value!r} * ({text})", mode="eval").body for value in constants)


def _variables(tree):
    """Return the names of a function's parameters and variables, in order."""
    function = tree.body[0]
    stored = [n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return dict.fromkeys([*(argument.arg for argument in function.args.args), *stored])


def _as_change(text: str, tree: ast.Module, new: ast.Module, index: int) -> str | None:
    """Return "old → new" for this tree, with the smallest text that stands once in the reference; else None."""
    wanted = ast.unparse(new)
    for node in _outwards(tree, index):
        old = ast.get_source_segment(text, node) if hasattr(node, "lineno") else None
        if not old or len(old) < SHORTEST or "\n" in old or text.count(old) != 1:
            continue
        path = _path_to(tree, node)
        there = _at(new, path)
        if there is None:
            continue
        for put in (ast.unparse(there), f"({ast.unparse(there)})"):
            try:
                if ast.unparse(ast.parse(text.replace(old, put))) == wanted:
                    return f"{old}{ONE}{put}"
            except SyntaxError:
                continue
    return None


def _outwards(tree, index):
    """Return a node and the nodes around it, the innermost first."""
    parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    node, found = list(ast.walk(tree))[index], []
    while node is not None:
        found.append(node)
        node = parents.get(node)
    return found


def _path_to(tree, wanted):
    """Return the fields and positions that lead to a node."""
    for field, value in ast.iter_fields(tree):
        for position, child in enumerate(value if isinstance(value, list) else [value]):
            step = (field, position if isinstance(value, list) else None)
            if child is wanted:
                return [step]
            below = _path_to(child, wanted) if isinstance(child, ast.AST) else None
            if below is not None:
                return [step, *below]
    return None


def _at(tree, path):
    """Return the node at the end of a path, None if there is none."""
    for field, position in path or ():
        value = getattr(tree, field, None)
        if position is not None:
            value = value[position] if isinstance(value, list) and position < len(value) else None
        if not isinstance(value, ast.AST):
            return None
        tree = value
    return tree
