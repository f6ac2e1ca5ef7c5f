"""What all layers share: names of what they learn and keep, the shapes they take and give, layers inside of layers."""

from typing import Any

from dlcourse._validation import as_floats, require_whole_number, short


class _KeptByForward:
    """Stands for an attribute until `forward` sets it: read before, it says what is missing."""

    def __set_name__(self, layer, name):
        self.name = name

    def __get__(self, layer, kind=None):
        if layer is None:
            return self
        needs = "what backward needs is kept by forward(x, training=True)"
        raise AttributeError(f"{type(layer).__name__}.backward: expected {self.name!r}; {needs}. Received: nothing yet")


def kept_by_forward() -> Any:
    """For the class body of a layer: an attribute that `forward` sets in training, and `backward` reads."""
    return _KeptByForward()


class Layer:
    """The common shape of all layers: nothing to learn, the output shaped like the input.

    `forward` computes and, in training, keeps what `backward` needs; `backward` writes the gradient of each array in
    `parameter_names` into the attribute of that name with a `d` before it: ∂L/∂W is `dW`, of W's shape. Arrays in
    `state_names` are kept from batch to batch and saved, but no gradient reaches them. Both kinds may be views into a
    model's flat vectors, so they are written in place and never replaced.

    `forward` raises TypeError for what is no array of numbers, ValueError for rows of another shape than the layer
    takes, `backward` ValueError for a gradient of another shape than the output's. NaN in an array gives NaN.
    """

    parameter_names: tuple[str, ...] = ()
    state_names: tuple[str, ...] = ()
    layers: tuple["Layer", ...] | list["Layer"] = ()  # those inside of this one
    input_shape: tuple[int, ...] | None = None  # of one row, without N; None: any
    needs_dx = True  # False where nobody below learns: `backward` may then return None

    def forward(self, x, training=False):
        """Return the layer's output for the rows of x; `training` keeps what `backward` needs."""
        raise NotImplementedError

    def backward(self, da):
        """Return ∂L/∂x from da = ∂L/∂output, and write the gradients of the parameters."""
        raise NotImplementedError

    def output_shape(self, shape):
        """The shape of a row of the output where a row of the input has `shape`; None: not known.

        Raises ValueError where the layer cannot take such rows.
        """
        if None not in (shape, self.input_shape) and shape != self.input_shape:
            raise ValueError(f"{self}: expected an input of {describe(self.input_shape)}. Received: {plain(shape)}")
        return self.input_shape if shape is None else shape

    def rows(self, x):
        """x as floats (N, …); raises TypeError or ValueError where the layer cannot take it: NumPy might stretch it."""
        x = as_floats(x, "x")
        if x.ndim == 0 or self.input_shape not in (None, x.shape[1:]):
            expected = ", ".join(map(str, ("N", *(("…",) if self.input_shape is None else self.input_shape))))
            raise ValueError(f"{self}: expected rows ({expected}). Received: shape {x.shape}")
        return x

    def upstream(self, da, shape):
        """da = ∂L/∂output as floats; raises ValueError unless it has the output's shape."""
        da = as_floats(da, "da")
        if da.shape != shape:
            raise ValueError(f"{self}: expected a gradient of the output's shape, {shape}. Received: {da.shape}")
        return da

    def penalty(self):
        """What the layer's regularizers add to the loss; its gradient is part of `dW`."""
        return 0

    def parameters(self):
        """The names and arrays of what the layer itself learns, without the layers inside of it."""
        return {name: getattr(self, name) for name in self.parameter_names}

    def state(self):
        """The names and arrays of what the layer itself keeps from batch to batch without learning it by gradients."""
        return {name: getattr(self, name) for name in self.state_names}

    @property
    def name(self):
        """The class' name, as `summary` prints it."""
        return type(self).__name__

    def __repr__(self):
        return self.name


def walk(layers, depth=0):
    """Each layer and how deep it stands, in the order of the forward pass: a layer, then those inside of it."""
    for layer in layers:
        yield layer, depth
        yield from walk(layer.layers, depth + 1)


def output_shape_of(layers, shape):
    """The shape of a row after all layers in turn; raises ValueError where two do not fit."""
    for layer in layers:
        shape = layer.output_shape(shape)
    return shape


def require_width(layer, what, value):
    """Return `value`, a number of columns, as an int; raise ValueError where it is none."""
    return require_whole_number(value, f"{layer.name}: {what}", 1)


def require_layers(what, layers):
    """Return the layers as a list; raise TypeError for anything else, ValueError for none."""
    if not isinstance(layers, (list, tuple)) or not all(isinstance(layer, Layer) for layer in layers):
        raise TypeError(f"{what}: layers: expected a list of layers such as [ReLU()]. Received: {short(layers)}")
    if not layers:
        raise ValueError(f"{what}: expected at least one layer. Received: []")
    return list(layers)


def plain(shape):
    """5 for (5,), "(N, 28, 28)" for (28, 28)."""
    return shape[0] if len(shape) == 1 else f"({', '.join(map(str, ('N', *shape)))})"


def describe(shape):
    """Words for an input's shape: "width 5" or "shape (N, 28, 28)"."""
    return f"{'width' if len(shape) == 1 else 'shape'} {plain(shape)}"
