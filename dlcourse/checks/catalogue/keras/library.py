"""Keras where it is asked for, and what a model of it consists of, as numbers."""

import os
import warnings

import numpy as np

from dlcourse.checks.engine.question import AnswerError

MISSING = "This question is checked with Keras, which is not installed: run `pip install 'dlcourse[keras]'`, then restart the kernel."
PROBE = np.array([[-1.5, 0.5, 2.0]], dtype=np.float32)  # what an activation is recognised by

# What each metric is worth for class numbers and logits; any other one counts −3.
METRICS = {
    1.0: {"accuracy", "acc", "SparseCategoricalAccuracy", "sparse_categorical_accuracy"},
    -1.0: {"Accuracy"},  # compares labels with logits as they are
    -2.0: {"CategoricalAccuracy", "categorical_accuracy"},  # reads one-hot rows
}


def load_keras():
    """Keras, on JAX where nobody chose otherwise; raises AnswerError where one of the two is missing."""
    os.environ.setdefault("KERAS_BACKEND", "jax")  # read when keras is first imported
    try:
        import keras
    except ImportError as error:
        raise AnswerError(MISSING) from error
    return keras


def require_model(returned):
    """What a function returned, where it is a Keras model; `None` and `...` raise as well, with their own words."""
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


def describe_layers(model):
    """For each layer its units and its number of parameters (layers, 2), and what it makes of PROBE (layers, 3).

    An activation that stands as a layer of its own counts to the layer before it.
    """
    keras = load_keras()
    rows, activations = [], []
    for layer in layers_of(model):
        if isinstance(layer, keras.layers.Activation | keras.layers.ReLU | keras.layers.Softmax) and rows:
            activations[-1] = as_array(layer(activations[-1]))
            continue
        rows.append([getattr(layer, "units", 0), layer.count_params() if layer.built else 0])
        activate = getattr(layer, "activation", None)
        activations.append(as_array(activate(PROBE)) if activate else PROBE)
    if not rows:
        raise AnswerError("Your model has no layers.")
    return np.array(rows, dtype=float), np.concatenate(activations)


def layers_of(model):
    """The layers that compute something, those of a model inside the model among them."""
    keras = load_keras()
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from layers_of(layer)
        elif not isinstance(layer, keras.layers.InputLayer | keras.layers.Flatten):
            yield layer


def as_array(tensor):
    """A tensor of whichever backend as a NumPy array of float32."""
    ops = load_keras().ops
    return np.asarray(ops.convert_to_numpy(ops.convert_to_tensor(tensor)), dtype=np.float32)


def loss_and_worth(model, logits, numbers):
    """What it was compiled with: the loss of these rows, and the best that any metric is worth, as METRICS says.

    The loss is NaN where it does not take such labels, −2 where it has strange weights; no metric is worth 0.
    """
    names = names_in(compiled_with(model)["metrics"])
    worths = [worth for worth, known in METRICS.items() if known.intersection(names)]
    try:
        loss = as_array(model.compute_loss(y=numbers, y_pred=logits.astype(np.float32)))
    except (ValueError, TypeError):
        loss = -2.0 if compiled_with(model)["loss_weights"] else np.nan
    return loss, max(worths, default=-3.0 if names else 0.0)


def compiled_with(model):
    """The arguments of `compile`, as Keras writes them down."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own
        return model.get_compile_config()


def names_in(metrics):
    """The names of all metrics in a compile configuration, however nested."""
    if isinstance(metrics, str):
        return [metrics]
    if isinstance(metrics, dict) and "class_name" in metrics:
        return [metrics["config"] if metrics["class_name"] == "function" else metrics["class_name"]]
    several = metrics.values() if isinstance(metrics, dict) else metrics or ()
    return [name for metric in several for name in names_in(metric)]
