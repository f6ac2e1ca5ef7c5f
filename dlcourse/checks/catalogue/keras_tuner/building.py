"""build_model(hp): a network whose depth, widths, activation and learning rate are open."""

import warnings

import numpy as np

from dlcourse.checks.catalogue.keras.compiling import COUNTS_RIGHT, names_in, value_of_loss
from dlcourse.checks.catalogue.keras.library import as_array, describe_layers, load_keras, require_model
from dlcourse.checks.catalogue.keras_tuner.recording import RecordedHyperParameters, describe_space, power_of_ten
from dlcourse.checks.question import Case, Misconception, Question

ASKED = ("asked_layers", "asked_units", "asked_activation", "asked_learning_rate")
BUILT = ("units", "activations", "learning_rate", "loss", "accuracy")
PROBE_LOGITS, PROBE_LABELS = np.linspace(-2, 3, 30).reshape(3, 10), np.array([9, 4, 0])


def build_model(hp):
    """Input, one to three hidden layers, logits; Adam, the cross-entropy of class numbers, accuracy."""
    keras = load_keras()
    layers = hp.Int("layers", 1, 3)
    activation = hp.Choice("activation", ["relu", "tanh"])
    learning_rate = hp.Float("learning_rate", 1e-4, 1e-1, sampling="log")
    model = keras.Sequential([keras.Input((64,))])
    for i in range(layers):
        units = hp.Int(f"units_{i}", 16, 64, step=16)
        model.add(keras.layers.Dense(units, activation=activation, kernel_initializer="zeros"))
    model.add(keras.layers.Dense(10, kernel_initializer="zeros"))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(learning_rate), loss, metrics=["accuracy"])
    return model


def build_three_times(build, widths, activations, rates):
    """What is asked and what is built for one, two and three hidden layers."""
    keras = load_keras()
    spaces, built = {}, []
    for layers in (1, 2, 3):
        plan = {"layers": layers / 3 - 0.1, "activation": activations[layers - 1], "learning_rate": rates[layers - 1]}
        hp = RecordedHyperParameters(plan | {f"units_{i}": share for i, share in enumerate(widths)})
        model = require_model(build(hp))
        spaces = hp.spaces | spaces
        numbers, shapes = describe_layers(model)
        adam, loss, counts = 0.0, np.nan, 0.0
        if model.compiled:
            optimizer = model.optimizer
            adam = (
                power_of_ten(as_array(optimizer.learning_rate)) if isinstance(optimizer, keras.optimizers.Adam) else 0.0
            )
            loss = value_of_loss(model, PROBE_LOGITS, PROBE_LABELS)
            counts = counts_right(model)
        built.append((numbers[:, 0], shapes, adam, loss, counts))
    numbers, shapes, rates, losses, counts = zip(*built, strict=True)
    words = spaces.get("activation", ([],))[0]
    asked = (
        describe_space(spaces, "layers"),
        [describe_space(spaces, f"units_{i}") for i in range(3)],
        [float(len(words)), float("relu" in words), float("tanh" in words)],
        describe_space(spaces, "learning_rate", power_of_ten),
    )
    return *asked, np.concatenate(numbers), np.concatenate(shapes), rates, losses, counts


def counts_right(model):
    """1 where the accuracy of class numbers is a metric, −1 where something else is, 0 where nothing is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Keras's own, as it writes its settings down
        metrics = model.get_compile_config()["metrics"]
    return 1.0 if COUNTS_RIGHT.intersection(names_in(metrics)) else -1.0 if metrics else 0.0


def model_variant(
    layers=lambda hp: hp.Int("layers", 1, 3),
    units=lambda hp, i: hp.Int(f"units_{i}", 16, 64, step=16),
    activation=lambda hp: hp.Choice("activation", ["relu", "tanh"]),
    learning_rate=lambda hp: hp.Float("learning_rate", 1e-4, 1e-1, sampling="log"),
    optimizer=lambda optimizers, eta: optimizers.Adam(eta),
    last=None,
    metrics=("accuracy",),
    from_logits=True,
    compiled=True,
):
    """A version of build_model in which one thing is done otherwise."""

    def build(hp):
        keras = load_keras()
        chosen, eta = activation(hp), learning_rate(hp)
        widths = [units(hp, i) for i in range(layers(hp))]
        hidden = [keras.layers.Dense(width, chosen, kernel_initializer="zeros") for width in widths]
        output = keras.layers.Dense(10, last(chosen) if last else None, kernel_initializer="zeros")
        model = keras.Sequential([keras.Input((64,)), *hidden, output])
        if compiled:
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
            model.compile(optimizer(keras.optimizers, eta), loss, metrics=list(metrics))
        return model

    return build


def model_functional(hp):
    """By the functional API; all widths asked beforehand, used or not."""
    keras = load_keras()
    widths = [hp.Int(f"units_{i}", min_value=16, max_value=64, step=16) for i in range(3)]
    activate = getattr(keras.activations, hp.Choice("activation", ["relu", "tanh"]))
    x = rows = keras.Input(shape=(64,))
    for width in widths[: hp.Int("layers", 1, 3)]:
        x = keras.layers.Dense(width, activate, kernel_initializer="zeros")(x)
    model = keras.Model(rows, keras.layers.Dense(10, kernel_initializer="zeros")(x))
    rate = hp.Float("learning_rate", 0.0001, 0.1, sampling="log")
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss=loss, metrics=["acc"])
    return model


def model_with_activation_layers(hp):
    """From the output's questions to the input's; activations as layers; while for for."""
    keras = load_keras()
    optimizer = keras.optimizers.Adam()
    optimizer.learning_rate = hp.Float("learning_rate", 1e-4, 1e-1, sampling="log")
    layers, i = [keras.Input((64,)), keras.layers.Flatten()], 0
    while i < hp.Choice("layers", [1, 2, 3]):
        layers.append(keras.layers.Dense(hp.Choice(f"units_{i}", [16, 32, 48, 64]), kernel_initializer="zeros"))
        layers.append(keras.layers.Activation(hp.Choice("activation", ["relu", "tanh"])))
        i += 1
    model = keras.Sequential([*layers, keras.layers.Dense(10, kernel_initializer="zeros")])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")])
    return model


def plan_cases(rng):
    """Three widths that differ; the activation alternates; a learning rate for each depth."""
    widths = rng.permutation([0.1, 0.4, 0.6, 0.9])[:3]
    rates = rng.permutation([0.15, 0.45, 0.8]) + rng.uniform(0, 0.1, size=3)
    return [Case((widths, rng.permutation([0.2, 0.8, 0.8]), rates), {"low": 1e-4, "high": 0.1, "most": 3})]


BUILD_MODEL = Question(
    name="build_model",
    difficulty="hard",
    minutes=12,
    points=3,
    arguments=("hp",),
    parts=(*ASKED, *BUILT),
    use=build_three_times,
    inputs=("widths", "activations", "rates"),
    tolerance=1e-4,
    requires=("keras",),
    reference=build_model,
    cases=plan_cases,
    lecture="19_keras_tuner",
    section="A network with open questions",
    hints=(
        "Ask for the number of layers first. It is a plain whole number then, and a `for` loop can add so many layers.",
        'Inside the loop each layer asks for its own width: the name must hold its number, `f"units_{i}"`.',
        "After the loop comes Dense(10) without an activation, then `model.compile` with `keras.optimizers.Adam(learning_rate)`, "
        'the sparse cross-entropy from logits and `metrics=["accuracy"]`. Return the model.',
    ),
    misconceptions=(
        Misconception(
            "one_name_for_all_layers",
            model_variant(units=lambda hp, i: hp.Int("units", 16, 64, step=16)),
            "All your layers ask under one name. Only the first call counts, so even a network of {most} hidden layers has one "
            "width for all, in every trial.",
            'A name for each layer: `f"units_{{i}}"`, with the `f` in front.',
        ),
        Misconception(
            "numbered_from_one",
            model_variant(units=lambda hp, i: hp.Int(f"units_{i + 1}", 16, 64, step=16)),
            "The first of your up to {most} hidden layers asks for units_1, and nobody asks for units_0.",
            "range(layers) begins at 0: the names are units_0 to units_2.",
        ),
        Misconception(
            "first_width_for_all",
            model_variant(units=lambda hp, i: hp.Int("units_0", 16, 64, step=16)),
            "All your hidden layers, up to {most}, are as wide as the first: nobody asks for units_1.",
            "Ask inside the loop, with the number of the layer in the name.",
        ),
        Misconception(
            "depth_not_asked",
            model_variant(layers=lambda hp: 2),
            "Your network always has the same depth. Between 1 and {most} hidden layers should be tried.",
            '`layers = hp.Int("layers", 1, 3)`, and a loop over range(layers).',
        ),
        Misconception(
            "one_layer_short",
            model_variant(layers=lambda hp: hp.Int("layers", 1, 3) - 1),
            "You build one hidden layer less than the tuner says; of the {most} widths, the last is never asked for.",
            "range(layers) runs `layers` times already; `range(1, layers)` and `range(layers - 1)` do not.",
        ),
        Misconception(
            "depth_up_to_four",
            model_variant(layers=lambda hp: hp.Int("layers", 1, 4)),
            "Your depth goes up to {yours} hidden layers, asked for was {expected}. `hp.Int` includes its end, unlike `range`.",
            '`hp.Int("layers", 1, 3)`: up to {most}.',
        ),
        Misconception(
            "step_lost",
            model_variant(units=lambda hp, i: hp.Int(f"units_{i}", 16, 64)),
            "Your layers may have {yours} different widths, asked for were {expected}: the step is missing.",
            "`step=16`: widths 16, 32, 48, 64.",
        ),
        Misconception(
            "learning_rate_drawn_evenly",
            model_variant(learning_rate=lambda hp: hp.Float("learning_rate", 1e-4, 1e-1)),
            "Your learning rate is drawn evenly from {low} to {high}: nine of ten draws are then above 0.01.",
            '`sampling="log"`.',
        ),
        Misconception(
            "learning_rate_not_used",
            model_variant(optimizer=lambda optimizers, eta: "adam"),
            "You ask for a learning rate and do not use it: the log₁₀ of that in your optimizer, {entry}, is {yours}, expected "
            '{expected}. The string "adam" means Adam(0.001).',
            "`keras.optimizers.Adam(learning_rate)`.",
        ),
        Misconception(
            "activation_fixed",
            model_variant(activation=lambda hp: "relu"),
            "Your activation is always ReLU, in all {most} hidden layers of every trial: the tuner is not asked.",
            '`hp.Choice("activation", ["relu", "tanh"])`, once, and used in every hidden layer.',
        ),
        Misconception(
            "activation_at_the_end",
            model_variant(last=lambda chosen: chosen),
            "Your last layer has the hidden layers' activation: {entry} is {yours}, expected {expected}. It should return logits.",
            "Dense(10), without an activation.",
        ),
        Misconception(
            "softmax_at_the_end",
            model_variant(last=lambda chosen: "softmax"),
            "Your last layer ends in a softmax: {entry} is {yours}, expected {expected}. The loss applies one as well.",
            "Dense(10), without an activation, and `from_logits=True` in the loss.",
        ),
        Misconception(
            "not_from_logits",
            model_variant(from_logits=False),
            "Your loss takes the logits for probabilities: {entry} is {yours}, expected {expected}.",
            "`keras.losses.SparseCategoricalCrossentropy(from_logits=True)`.",
        ),
        Misconception(
            "no_metric",
            model_variant(metrics=()),
            'No metric is counted: {entry} is {yours}, expected {expected}. A search with the objective "val_accuracy" would '
            "stop after its first trial, as there is no such number.",
            '`metrics=["accuracy"]` in `compile`.',
        ),
        Misconception(
            "not_compiled",
            model_variant(compiled=False),
            "Your model is not compiled: {entry} is {yours}, expected {expected}. The tuner cannot train it.",
            "Call `model.compile(…)` before you return it.",
        ),
    ),
    alternatives=(model_functional, model_with_activation_layers, model_variant()),
)
