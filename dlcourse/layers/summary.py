"""The table that `Sequential.summary` returns: layers, output shapes, and how many numbers each learns and keeps."""

from collections.abc import Sequence
from typing import Any

from dlcourse.layers.base import walk


def summary(layers: Sequence[Any], input_shape: tuple[int, ...] | None = None) -> str:
    """One row a layer, those inside of another indented below it (its own row counts theirs too), and a total."""
    rows = [("layer", "output", "non-trainable", "trainable")]
    for layer, depth, shape in _with_shapes(layers, input_shape):
        rows.append(("  " * depth + layer.name, shown(shape), *counts([layer])))
    rows.append(("total", "", *counts(layers)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for name, *cells in rows:
        numbers = [f"{cell:>{width}}" for cell, width in zip(cells, widths[1:], strict=True)]
        lines.append("  ".join([f"{name:<{widths[0]}}", *numbers]))
    return "\n".join(lines)


def _with_shapes(layers, shape, depth=0):
    """Each layer with its depth and the shape of a row of its output (None: not known), in the order of `walk`."""
    for layer in layers:
        result = layer.output_shape(shape)
        yield layer, depth, result
        yield from _with_shapes(layer.layers, layer.input_shape if shape is None else shape, depth + 1)
        shape = result


def counts(layers: Sequence[Any]) -> tuple[str, str]:
    """Return how many numbers the layers and those inside of them keep unlearnt and learn, as text."""
    each = [layer for layer, _ in walk(layers)]
    kept = sum(array.size for layer in each for array in layer.state().values())
    learnt = sum(array.size for layer in each for array in layer.parameters().values())
    return f"{kept:,}", f"{learnt:,}"


def shown(shape: tuple[int, ...] | None) -> str:
    """(N, 28, 28) for (28, 28); (N, …) for an unknown shape."""
    return f"({', '.join(['N', *map(str, ('…',) if shape is None else shape)])})"
