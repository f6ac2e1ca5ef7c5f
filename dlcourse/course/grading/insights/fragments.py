"""The fragments of a piece of code, without what a change of its surface changes.

Every expression and statement of some size is one, written in a normal form: variables have no names, arguments those
of their places; operands that commute, comparisons and keywords stand in one order; `a += b` is `a = a + b`; a loop and
a comprehension have the same parts; comments, docstrings and blanks are gone. So renaming, reordering and reformatting
leave the fragments as they are, and the order of statements plays no part. A student's own names and comments are
fragments, too, of other kinds.
"""

import ast
import functools
import io
import tokenize
from collections.abc import Iterator, Mapping

from dlcourse.course.grading.judge.cells import NO_TREE

LEAST = 3  # nodes of a syntax tree in a fragment: less is in everybody's code
WORDS = 2  # words in a comment that counts
FLIPPED = {ast.Gt: ast.Lt, ast.GtE: ast.LtE}
COMMUTATIVE = (ast.Add, ast.Mult, ast.BitAnd, ast.BitOr)
PARTS = (ast.stmt, ast.expr, ast.comprehension)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@functools.lru_cache(maxsize=4096)  # many hand in one text
def fragments_of(source: str) -> Mapping[str, str]:
    """Return the fragments of a source, each with the line on which it stands; none of what is no Python."""
    try:
        tree = ast.parse(source)
    except NO_TREE:
        return {}
    lines = source.splitlines()
    reading = _Reading(tree)
    found = {text: lines[line - 1].strip() for text, line in reading.fragments() if line <= len(lines)}
    names = {f"name {name}": f"the name {name}" for name in reading.variables if len(name) > 1}
    return found | names | {f"comment {text}": f"# {text}" for text in _comments(source)}


class _Reading:
    """A tree being read: its variables, and the normal form of each part, which is made once."""

    def __init__(self, tree: ast.Module) -> None:
        self.nodes = list(ast.walk(tree))
        scopes = (node for node in self.nodes if isinstance(node, SCOPES))
        self.arguments = {name: f"a{i}" for scope in scopes for i, name in enumerate(_arguments(scope))}
        stored = {node.id for node in self.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        own = {node.name for node in self.nodes if isinstance(node, ast.FunctionDef)}
        self.variables = sorted((stored | own) - set(self.arguments) - {one.name for one in _outer(tree)})
        self.unnamed = set(self.variables) | own
        self.forms: dict[int, tuple[str, int]] = {}
        self.kept: list[ast.BinOp] = []

    def fragments(self) -> Iterator[tuple[str, int]]:
        """Yield each part of some size with its line."""
        for node in self.nodes:
            if isinstance(node, PARTS) and not _is_docstring(node):
                text, size = self.form(node)
                if size >= LEAST:
                    yield text, (node.target if isinstance(node, ast.comprehension) else node).lineno
        for node in self.kept:
            yield self.form(node)[0], node.left.lineno

    def form(self, node: ast.AST) -> tuple[str, int]:
        """Return the normal form of a part, and how many nodes it has."""
        if id(node) not in self.forms:
            self.forms[id(node)] = self.made(node)
        return self.forms[id(node)]

    def made(self, node: ast.AST) -> tuple[str, int]:
        """Make the normal form of a part."""
        match node:
            case ast.Name(name):
                return self.arguments.get(name, "v" if name in self.unnamed else name), 1
            case ast.Constant(int() | float() as value):
                return f"{value:g}", 1
            case ast.Constant(value):
                return repr(value), 1
            case ast.BinOp(op=op) if isinstance(op, COMMUTATIVE):
                return self.joined(type(op).__name__, _operands(node, type(op)), in_order=False)
            case ast.AugAssign(target, op, value):
                return self.joined("=", [target, self.written_out(target, op, value)])
            case ast.BinOp(left, op, right):
                return self.joined(type(op).__name__, [left, right])
            case ast.UnaryOp(op, operand):
                return self.joined(type(op).__name__, [operand])
            case ast.Compare(left, [op], [right]) if type(op) in FLIPPED:
                return self.joined(FLIPPED[type(op)].__name__, [right, left])
            case ast.Compare(left, [ast.Eq() | ast.NotEq() as op], [right]):
                return self.joined(type(op).__name__, [left, right], in_order=False)
            case ast.Compare(left, [op], [right]):
                return self.joined(type(op).__name__, [left, right])
            case ast.GeneratorExp() | ast.ListComp() | ast.SetComp():
                return self.joined("made of", list(ast.iter_child_nodes(node)))
            case ast.BoolOp(op, values):
                return self.joined(type(op).__name__, values, in_order=False)
            case ast.Assign(targets, value) | ast.AnnAssign(targets, value=value):
                return self.joined("=", [*(targets if isinstance(targets, list) else [targets]), value])
            case ast.For(target, iterated) | ast.comprehension(target, iterated):
                return self.joined("for", [target, iterated])
            case ast.While(test) | ast.If(test):
                return self.joined(type(node).__name__, [test])
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.With():
                return type(node).__name__, 0
            case ast.Expr(value) | ast.Expression(value):
                return self.form(value)
            case ast.Call(function, arguments, keywords):
                named = sorted(f"{k.arg}:{self.form(k.value)[0]}" for k in keywords)
                size = sum(self.form(k.value)[1] for k in keywords)
                text, others = self.joined("()", [function, *arguments])
                return f"{text}{{{','.join(named)}}}" if named else text, size + others
        text, size = self.joined(type(node).__name__, list(ast.iter_child_nodes(node)))
        return (f"{text}.{node.attr}" if isinstance(node, ast.Attribute) else text), size

    def written_out(self, target: ast.expr, op: ast.operator, value: ast.expr) -> ast.BinOp:
        """Return `a + b` for `a += b`; it is kept, since forms are known by the identity of a part."""
        self.kept.append(ast.BinOp(target, op, value))
        return self.kept[-1]

    def joined(self, head, parts, in_order=True):
        """Return a form made of those of its parts."""
        forms = [self.form(part) for part in parts if not isinstance(part, ast.expr_context | ast.operator)]
        texts = [text for text, _ in forms]
        return f"{head}({','.join(texts if in_order else sorted(texts))})", 1 + sum(size for _, size in forms)


def _operands(node, op):
    """Return the operands of a chain such as a + b + c."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, op):
        return [*_operands(node.left, op), *_operands(node.right, op)]
    return [node]


def _outer(tree):
    return (node for node in tree.body if isinstance(node, ast.FunctionDef))


def _arguments(scope):
    """Return the names of a function's arguments, in order."""
    arguments = scope.args
    return [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def _is_docstring(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _comments(source):
    """Yield the comments of some words, in small letters."""
    if "#" not in source:
        return
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            text = " ".join(token.string.lstrip("# ").lower().split())
            if token.type == tokenize.COMMENT and len(text.split()) >= WORDS:
                yield text
    except (tokenize.TokenError, SyntaxError):
        return
