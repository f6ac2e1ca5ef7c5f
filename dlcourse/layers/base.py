"""Base class of all layers: names of parameters and states, input and output shapes, nested layers."""

from collections.abc import Iterable, Iterator
from typing import Any

from numpy.typing import ArrayLike, NDArray

from dlcourse._validation import as_floats, require_whole_number, short


class _KeptByForward:
    """Descriptor of an attribute that `forward` sets; reading it before raises AttributeError with an explanation."""

    def __set_name__(self, layer, name):
        self.name = name

    def __get__(self, layer, kind=None):
        if layer is None:
            return self
        needs = "what backward needs is kept by forward(x, training=True)"
        raise AttributeError(f"{type(layer).__name__}.backward: expected {self.name!r}; {needs}. Received: nothing yet")


def kept_by_forward() -> Any:
    """Return a descriptor for a layer's class body: an attribute that `forward` sets in training for `backward`."""
    return _KeptByForward()


class Layer:
    """Base class of all layers: no parameters, and an output of the input's shape.

    `forward` computes and, in training, keeps what `backward` needs; `backward` writes the gradient of each array in
    `parameter_names` into the attribute of that name prefixed with `d`: ∂L/∂W is `dW`, of W's shape. Arrays in
    `state_names` are kept from mini-batch to mini-batch and saved, but have no gradient. Parameters and gradients may
    be views into a model's flat vectors, so all arrays are written in place and never replaced.

    `forward` raises TypeError if x is not an array of numbers, ValueError if the layer cannot take rows of this shape;
    `backward` raises ValueError if the gradient does not have the output's shape. NaN in an array gives NaN.
    """

    parameter_names: tuple[str, ...] = ()
    state_names: tuple[str, ...] = ()
    layers: tuple["Layer", ...] | list["Layer"] = ()  # those inside this one
    input_shape: tuple[int, ...] | None = None  # of one row, without N; None: any
    needs_dx = True  # False if no layer below has parameters: `backward` may then return None

    def forward(self, x: ArrayLike, training: bool = False) -> NDArray:
        """Return the layer's output for the rows of x; if `training`, keep what `backward` needs."""
        raise NotImplementedError

    def backward(self, da: ArrayLike) -> Any:
        """Return ∂L/∂x from da = ∂L/∂output, and write the gradients of the parameters."""
        raise NotImplementedError

    def output_shape(self, shape: tuple[int, ...] | None) -> tuple[int, ...] | None:
        """Return the shape of a row of the output for input rows of `shape`; None means unknown.

        Raises ValueError if the layer cannot take such rows.
        """
        if None not in (shape, self.input_shape) and shape != self.input_shape:
            raise ValueError(f"{self}: expected an input of {describe(self.input_shape)}. Received: {plain(shape)}")
        return self.input_shape if shape is None else shape

    def rows(self, x: ArrayLike) -> NDArray:
        """Return x as floats (N, …); raise TypeError or ValueError if it does not fit: NumPy might broadcast it."""
        x = as_floats(x, "x")
        if x.ndim == 0 or self.input_shape not in (None, x.shape[1:]):
            expected = ", ".join(map(str, ("N", *(("…",) if self.input_shape is None else self.input_shape))))
            raise ValueError(f"{self}: expected rows ({expected}). Received: shape {x.shape}")
        return x

    def upstream(self, da: ArrayLike, shape: tuple[int, ...]) -> NDArray:
        """Return da = ∂L/∂output as floats; raise ValueError unless it has the output's shape."""
        da = as_floats(da, "da")
        if da.shape != shape:
            raise ValueError(f"{self}: expected a gradient of the output's shape, {shape}. Received: {da.shape}")
        return da

    def penalty(self) -> float:
        """Return what the layer's regularizers add to the loss; its gradient is part of `dW`."""
        return 0

    def parameters(self) -> dict[str, NDArray]:
        """Return the layer's own parameters by name, without those of the layers inside it: the arrays, not copies."""
        return {name: getattr(self, name) for name in self.parameter_names}

    def state(self) -> dict[str, NDArray]:
        """Return the layer's own non-trainable state by name, such as running means: the arrays, not copies."""
        return {name: getattr(self, name) for name in self.state_names}

    @property
    def name(self) -> str:
        """Return the name of the class, as `summary` prints it."""
        return type(self).__name__

    def __repr__(self) -> str:
        return self.name


def walk(layers: Iterable[Layer], depth: int = 0) -> Iterator[tuple[Layer, int]]:
    """Yield (layer, nesting depth) in the order of the forward pass: a layer, then those inside it."""
    for layer in layers:
        yield layer, depth
        yield from walk(layer.layers, depth + 1)


def output_shape_of(layers: Iterable[Layer], shape: tuple[int, ...] | None) -> tuple[int, ...] | None:
    """Return the shape of a row after all layers; raise ValueError if two do not match."""
    for layer in layers:
        shape = layer.output_shape(shape)
    return shape


def require_width(layer: Layer, what: str, value: int) -> int:
    """Return `value`, a number of columns, as an int; raise ValueError unless it is a whole number of at least 1."""
    return require_whole_number(value, f"{layer.name}: {what}", 1)


def require_layers(what: str, layers: Any) -> list[Any]:
    """Return the layers as a list; raise TypeError unless they are a list or tuple of layers, ValueError if empty."""
    if not isinstance(layers, (list, tuple)) or not all(isinstance(layer, Layer) for layer in layers):
        raise TypeError(f"{what}: layers: expected a list of layers such as [ReLU()]. Received: {short(layers)}")
    if not layers:
        raise ValueError(f"{what}: expected at least one layer. Received: []")
    return list(layers)


def plain(shape: Any) -> int | str:
    """Return 5 for (5,), "(N, 28, 28)" for (28, 28)."""
    return shape[0] if len(shape) == 1 else f"({', '.join(map(str, ('N', *shape)))})"


def describe(shape: Any) -> str:
    """Return words for an input's shape: "width 5" or "shape (N, 28, 28)"."""
    return f"{'width' if len(shape) == 1 else 'shape'} {plain(shape)}"
