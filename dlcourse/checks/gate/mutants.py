"""Mutation testing: small changes of a function's syntax tree, such as an operator, a constant, an axis, an index."""

import ast
import inspect
import pickle
import sys
import textwrap
from collections.abc import Callable, Iterator

import numpy as np

from dlcourse.checks.catalogue.edits import Edited

OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.Sub),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
}
COMPARISONS = {
    ast.Gt: (ast.Lt, ast.GtE),
    ast.GtE: (ast.LtE, ast.Gt),
    ast.Lt: (ast.Gt, ast.LtE),
    ast.LtE: (ast.GtE, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
NEIGHBOURS = {  # functions that people confuse
    "sum": ("mean", "max"),
    "mean": ("sum", "median"),
    "max": ("min", "sum"),
    "min": ("max",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "exp": ("expm1", "log"),
    "log": ("log10", "log1p"),
    "sqrt": ("square", "abs"),
    "square": ("abs",),
    "abs": ("square",),
    "zeros": ("ones",),
    "zeros_like": ("ones_like",),
    "ones": ("zeros",),
    "std": ("var",),
    "var": ("std",),
    "argmax": ("argmin",),
    "sin": ("cos",),
    "tanh": ("sinh",),
}


def read_function(function: Callable) -> ast.Module | None:
    """Return the syntax tree of a function written with `def` and without a closure, or an edited one; else None."""
    if getattr(function, "__closure__", None):
        return None
    try:
        source = function.source if isinstance(function, Edited) else textwrap.dedent(inspect.getsource(function))
        tree = ast.parse(source)
    except (OSError, TypeError, SyntaxError):
        return None
    if not isinstance(tree.body[0], ast.FunctionDef):
        return None
    if ast.get_docstring(tree.body[0]) is not None:
        tree.body[0].body.pop(0)
    return tree


def changes_of(node: ast.AST) -> Iterator[Callable]:
    """Yield every small change of one node, as a function that makes it in place on a node of the same form."""
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for operator in OPERATORS.get(type(node.op), ()):
            yield lambda n, operator=operator: setattr(n, "op", operator())
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
        yield _swap_operands
    if isinstance(node, ast.Compare):
        for comparison in COMPARISONS.get(type(node.ops[0]), ()):
            yield lambda n, comparison=comparison: n.ops.__setitem__(0, comparison())
    if isinstance(node, ast.BoolOp):
        yield lambda n: setattr(n, "op", ast.Or() if isinstance(n.op, ast.And) else ast.And())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield lambda n: setattr(n, "op", ast.UAdd())
    if isinstance(node, ast.Constant):
        for value in _other_constants(node.value):
            yield lambda n, value=value: setattr(n, "value", value)
    if isinstance(node, ast.Attribute):
        for name in ("real",) if node.attr == "T" else NEIGHBOURS.get(node.attr, ()):
            yield lambda n, name=name: setattr(n, "attr", name)
    if isinstance(node, ast.Call) and len(node.args) >= 2 and not isinstance(node.args[0], ast.Starred):
        yield lambda n: n.args.insert(0, n.args.pop(1))
    if isinstance(node, ast.keyword) and node.arg in ("axis", "ddof"):
        yield lambda n: setattr(n, "value", ast.Constant(1) if n.arg == "ddof" else ast.Constant(None))
    if isinstance(node, ast.Return | ast.Assign) and isinstance(node.value, ast.Tuple) and len(node.value.elts) >= 2:
        yield lambda n: n.value.elts.insert(0, n.value.elts.pop(1))
    if isinstance(node, ast.AugAssign):
        yield keep  # stands for `=` where `+=` belongs, which `mutate` makes


def keep(node: ast.AST) -> None:
    """Leave the node itself unchanged."""


def _swap_operands(node):
    """Turn a − b into b − a."""
    node.left, node.right = node.right, node.left


def _other_constants(value):
    """Return constants near a constant: an int's neighbours and negative, a float's half, double and negative."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return sorted({value + 1, value - 1, 1 - value, -value} - {value})
    if isinstance(value, float):
        return sorted({-value, 2 * value, value / 2} - {value})
    return []


def mutants(
    function: Callable, pairs: int = 0, rng: np.random.Generator | None = None
) -> Iterator[tuple[str, Callable]]:
    """Yield each single change of `function`, then `pairs` random combinations of two, as (source, new function)."""
    tree = read_function(function)
    if tree is None:
        return
    changes = [(i, j) for i, node in enumerate(ast.walk(tree)) for j, _ in enumerate(changes_of(node))]
    chosen = [(change,) for change in changes]
    if rng is not None and len(changes) > 1:
        chosen += [tuple(changes[k] for k in rng.choice(len(changes), 2, replace=False)) for _ in range(pairs)]
    seen, kept = {ast.unparse(tree)}, pickle.dumps(tree)  # read back, it is a copy: five times faster than deepcopy
    for several in chosen:
        changed = _mutate(pickle.loads(kept), several)
        if changed is None:
            continue
        text = ast.unparse(changed)
        if text not in seen:
            seen.add(text)
            made = _compile_in(function, changed)
            if made is not None:
                yield text, made


def _mutate(changed, changes):
    """Make changes in a tree, each (index of the node, index of the change), and return it; None if two collide."""
    nodes = list(ast.walk(changed))
    for i, j in changes:
        made = list(changes_of(nodes[i]))
        if j >= len(made):  # the other change has altered this node
            return None
        made[j](nodes[i])
        if isinstance(nodes[i], ast.AugAssign) and j == len(made) - 1:
            changed = AssignInstead(nodes[i]).visit(changed)
    return ast.fix_missing_locations(changed)


class AssignInstead(ast.NodeTransformer):
    """Replace one given `a += b` by `a = b`."""

    def __init__(self, target: ast.AugAssign) -> None:
        self.target = target

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        """Replace the given statement, keep the others."""
        return ast.Assign(targets=[node.target], value=node.value) if node is self.target else node


def _compile_in(function, tree):
    """Return the changed function, compiled in the namespace of the old one's module; None if it cannot be compiled."""
    names = dict(vars(sys.modules[function.__module__]))
    try:
        exec(compile(tree, "<mutant>", "exec"), names)
    except (SyntaxError, ValueError, TypeError):
        return None
    return names[tree.body[0].name]
