"""Load Keras on request, and describe the parts of a Keras model as numbers.

This text is sent to the process of the student's function, and stands alone there.
"""

import os
import warnings
from typing import Any

import numpy as np

from dlcourse.checks.errors import AnswerError

MISSING = "This question is checked with Keras, and importing it fails: {}. The first cell says what to install."
PROBE = np.array([[-1.5, 0.5, 2.0, 8.0]], dtype=np.float32)  # what an activation is recognised by

# What each metric is worth for class indices and logits; any other one counts −3.
METRICS = {
    1.0: {"accuracy", "acc", "SparseCategoricalAccuracy", "sparse_categorical_accuracy"},
    -1.0: {"Accuracy"},  # compares labels with logits as they are
    -2.0: {"CategoricalAccuracy", "categorical_accuracy"},  # reads one-hot rows
}


def load_keras() -> Any:
    """Keras, on JAX where nobody chose otherwise; raises AnswerError where one of the two is missing."""
    os.environ.setdefault("KERAS_BACKEND", "jax")  # read when keras is first imported
    try:
        import keras
    except ImportError as error:
        raise AnswerError(MISSING.format(error)) from error
    return keras


def _require_model(returned: Any) -> Any:
    """Return a function's result if that is a Keras model; raise otherwise, for `None` and `...` in their own words."""
    if returned is Ellipsis:
        raise NotImplementedError
    if returned is None:
        raise AnswerError(
            "Your function returned None; expected a Keras model. Is there a `return`? (`compile`, `add` and `summary` "
            "return None themselves: return the model.)"
        )
    if not isinstance(returned, load_keras().Model):
        raise AnswerError(f"Your function returned a {type(returned).__name__}; expected a Keras model.")
    return returned


def _describe_layers(model: Any) -> Any:
    """For each layer its units and its number of parameters (layers, 2), and what it makes of PROBE (layers, 4).

    An activation that stands as a layer of its own counts to the layer before it.
    """
    keras = load_keras()
    rows: list[list[float]] = []
    activations: list[np.ndarray] = []
    for layer in _layers_of(model):
        if isinstance(layer, keras.layers.Activation | keras.layers.ReLU | keras.layers.Softmax) and rows:
            activations[-1] = _as_array(layer(activations[-1]))
            continue
        rows.append([getattr(layer, "units", 0), layer.count_params() if layer.built else 0])
        activate = getattr(layer, "activation", None)
        activations.append(_as_array(activate(PROBE)) if activate else PROBE)
    if not rows:
        raise AnswerError("Your model has no layers.")
    return np.array(rows, dtype=float), np.concatenate(activations)


def _layers_of(model: Any) -> Any:
    """The layers that compute something, those of a model inside the model among them."""
    keras = load_keras()
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _layers_of(layer)
        elif not isinstance(layer, keras.layers.InputLayer | keras.layers.Flatten):
            yield layer


def _as_array(tensor: Any) -> Any:
    """A tensor of whichever backend as a NumPy array of float32."""
    ops = load_keras().ops
    return np.asarray(ops.convert_to_numpy(ops.convert_to_tensor(tensor)), dtype=np.float32)


def _loss_and_worth(model: Any, logits: Any, numbers: Any) -> Any:
    """Return what it was compiled with: the loss of these rows, and the best value of any metric, as METRICS says.

    The loss is NaN if it does not take such labels, −2 if it has strange weights; no metric counts as 0.
    """
    names = _names_in(_compiled_with(model)["metrics"])
    worths = [worth for worth, known in METRICS.items() if known.intersection(names)]
    try:
        loss = _as_array(model.compute_loss(y=numbers, y_pred=logits.astype(np.float32)))
    except (ValueError, TypeError):
        loss = -2.0 if _compiled_with(model)["loss_weights"] else np.nan
    return loss, max(worths, default=-3.0 if names else 0.0)


def _compiled_with(model: Any) -> Any:
    """The arguments of `compile`, as Keras serializes them, or unchanged if it cannot: a functools.partial."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own
        try:
            return model.get_compile_config()
        except TypeError:
            return dict(model._compile_config.config)


def _names_in(metrics: Any) -> Any:
    """The names of all metrics in a compile configuration, however nested."""
    if isinstance(metrics, str):
        return [metrics]
    if isinstance(metrics, dict) and "class_name" in metrics:
        return [metrics["config"] if metrics["class_name"] == "function" else metrics["class_name"]]
    if metrics is None or isinstance(metrics, dict | list | tuple):
        several = metrics.values() if isinstance(metrics, dict) else metrics or ()
        return [name for metric in several for name in _names_in(metric)]
    function = getattr(metrics, "func", metrics)  # of a functools.partial
    return [getattr(function, "__name__", type(function).__name__)]


# What the questions of exercises 18 and 19 look at


def look_at_network(model: Any) -> Any:
    """The shape of one row of inputs, each layer's units and parameters, and what its activation does."""
    model = _require_model(model)
    layers, activations = _describe_layers(model)
    return (list(model.input_shape[1:]) if model.built else [0]), layers, activations


def prepare_network(classes: int, learning_rate: float, momentum: float) -> Any:
    """A small network of logits that is not compiled yet, and what to compile it with."""
    keras = load_keras()
    layer = keras.layers.Dense(classes, kernel_initializer="zeros")
    return keras.Sequential([keras.Input((4,)), layer]), learning_rate, momentum


def look_at_compiled(model: Any, logits: Any, numbers: Any) -> Any:
    """Return what a network was compiled with; the loss by its value on the given rows."""
    keras = load_keras()
    model = _require_model(model)
    if not model.compiled:
        return *(np.nan,) * 4, -1.0, np.nan
    optimizer = model.optimizer
    return (
        float(isinstance(optimizer, keras.optimizers.SGD)),
        _as_array(optimizer.learning_rate),
        float(getattr(optimizer, "momentum", 0)),
        float(getattr(optimizer, "nesterov", False)),
        *_loss_and_worth(model, logits, numbers),
    )


def look_at_built(model: Any, logits: Any, numbers: Any) -> Any:
    """Units and activation of each layer, Adam's learning rate, the loss of these rows, and the metric's worth.

    The rate is None for another optimizer, −1 for AdamW; the last three are NaN if the model is not compiled.
    """
    keras = load_keras()
    model = _require_model(model)
    layers, activations = _describe_layers(model)
    rate: float | None = np.nan
    loss = worth = np.nan
    if model.compiled:
        if isinstance(model.optimizer, keras.optimizers.AdamW):  # a kind of Adam to Python alone
            rate = -1.0
        else:
            is_adam = isinstance(model.optimizer, keras.optimizers.Adam)
            rate = float(_as_array(model.optimizer.learning_rate)) if is_adam else None
        loss, worth = _loss_and_worth(model, logits, numbers)
    return layers[:, 0], activations, rate, loss, worth


def value_of_loss(loss: Any, output: Any, labels: Any, y_true: Any, y_pred: Any) -> Any:
    """The mean value of a chosen loss on these rows; NaN if it cannot be computed; `None` and `...` as they are."""
    if loss is None or loss is Ellipsis:
        return loss
    if isinstance(loss, str):
        loss = load_keras().losses.get(loss)
    if not callable(loss) or isinstance(loss, type):
        raise AnswerError(
            f"For output {output!r} and labels {labels!r} your function returned {loss!r}; expected a Keras loss, as "
            "`keras.losses.MeanSquaredError()`."
        )
    try:
        value = _as_array(loss(y_true, y_pred))
    except (ValueError, TypeError, IndexError):  # labels and loss don't fit
        value = np.nan
    return float(np.mean(value))
