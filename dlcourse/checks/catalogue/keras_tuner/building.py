"""build_model(hp): a network whose depth, widths, activation and learning rate are open."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.keras.compiling import WORTHS
from dlcourse.checks.catalogue.keras_tuner.recording import RecordedHyperParameters, describe_space, power_of_ten
from dlcourse.checks.engine.question import Case, Misconception, Question
from dlcourse.checks.inspection import inspected
from dlcourse.checks.inspection.models import load_keras, look_at_built
from dlcourse.checks.inspection.tuner import prepare_hp

WIDTHS = ("units_0", "units_1", "units_2")
ASKED = ("asked_layers", "asked_units", "asked_activation", "asked_learning_rate")
BUILT = ("units", "activations", "learning_rate", "loss", "accuracy")
PROBE_LOGITS, PROBE_LABELS = np.linspace(-2, 3, 30).reshape(3, 10), np.array([9, 4, 0])


def build_model(hp):
    """Input, one to three hidden layers, logits; Adam, the cross-entropy of class indices, accuracy."""
    keras = load_keras()
    layers = hp.Int("layers", 1, 3)
    activation = hp.Choice("activation", ["relu", "tanh"])
    learning_rate = hp.Float("learning_rate", 1e-4, 1e-1, sampling="log")
    hidden = []
    for i in range(layers):
        units = hp.Int(f"units_{i}", 16, 64, step=16)
        hidden.append(keras.layers.Dense(units, activation=activation, kernel_initializer="zeros"))
    last = keras.layers.Dense(10, kernel_initializer="zeros")
    model = keras.Sequential([keras.Input((64,)), *hidden, last])  # at once: each `add` would build it anew
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(learning_rate), loss, metrics=["accuracy"])
    return model


def build_each_depth(build, widths, activations, rates):
    """Return what is asked and what is built, for one hidden layer, for two and for three.

    A width that nobody asked for has, in place of its count, how many unknown names were asked for, with a minus.
    """
    spaces, built = {}, []
    for layers, activation, rate in zip((0.2, 0.5, 0.8), activations, rates, strict=True):
        plan = {"layers": layers, "activation": activation, "learning_rate": rate}
        hp = RecordedHyperParameters(plan | dict(zip(WIDTHS, widths, strict=True)))
        built.append(inspected(build, (hp.answer,), look_at_built, PROBE_LOGITS, PROBE_LABELS, prepare=prepare_hp))
        spaces = hp.spaces | spaces
    units, activated, rates, losses, counts = zip(*built, strict=True)
    rates = [0.0 if rate is None else rate if np.isnan(rate) else power_of_ten(rate) for rate in rates]
    words = spaces.get("activation", ([],))[0]
    others = set(spaces) - {"layers", "activation", "learning_rate", *WIDTHS}
    asked = (
        describe_space(spaces, "layers"),
        [describe_space(spaces, name) if name in spaces else [-len(others), 0, 0, 0, 0] for name in WIDTHS],
        [float(len(words)), float("relu" in words), float("tanh" in words)],
        describe_space(spaces, "learning_rate", power_of_ten),
    )
    return *asked, np.concatenate(units), np.concatenate(activated), rates, losses, counts


def plan_cases(rng):
    """Three widths that differ; both activations, also with more than one layer; learning rates small and large."""
    widths = [0.6, *rng.permutation([0.1, 0.4, 0.9])[:2]]  # the first is 48, an unlikely constant
    rates = rng.permutation([0.15, 0.45, 0.75]) + rng.uniform(0, 0.1, size=3)
    activations = [rng.choice([0.2, 0.8]), *rng.permutation([0.2, 0.8])]
    return [Case((widths, activations, list(rates)), {"low": 1e-4, "high": 0.1, "most": 3})]


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
    """From the output's questions to the input's; activations as layers."""
    keras = load_keras()
    optimizer = keras.optimizers.Adam()
    optimizer.learning_rate = hp.Float("learning_rate", 1e-4, 1e-1, sampling="log")
    layers = [keras.Input((64,)), keras.layers.Flatten()]
    for i in range(hp.Choice("layers", [1, 2, 3])):
        layers.append(keras.layers.Dense(hp.Choice(f"units_{i}", [16, 32, 48, 64]), kernel_initializer="zeros"))
        layers.append(keras.layers.Activation(hp.Choice("activation", ["relu", "tanh"])))
    model = keras.Sequential([*layers, keras.layers.Dense(10, kernel_initializer="zeros")])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")])
    return model


NETWORKS = ("of the network with one hidden layer", "of that with two", "of that with three")


def facts_of_numbers(what, of="values"):
    """Return the meaning of each number that describes what was asked for."""
    return (
        f"the number of possible {of} of the {what} (0: all between)",
        f"the smallest of the {of} of the {what}",
        f"the largest of the {of} of the {what}",
        f"the step between the {of} of the {what}",
        {
            1: f"The {what} is sampled by its power of ten, and should not be.",
            0: f'The {what} is not asked for with `sampling="log"`.',
            -1: f'The {what} is not asked for with `sampling="log"`.',
        },
    )


FACTS = {
    "asked_layers": facts_of_numbers("number of layers"),
    "asked_units": tuple(fact for name in WIDTHS for fact in facts_of_numbers(f"width `{name}`")),
    "asked_activation": (
        "the number of possible words",
        {0: 'No activation "relu" is asked for.'},
        {0: 'No activation "tanh" is asked for.'},
    ),
    "asked_learning_rate": facts_of_numbers("learning rate", "powers of ten"),
    "units": tuple(
        f"the number of units of layer {layer} {network}"
        for network, layers in zip(NETWORKS, (2, 3, 4), strict=True)
        for layer in range(1, layers + 1)
    ),
    "learning_rate": tuple(
        {0: "Your optimizer is not Adam.", -99: "Your optimizer is AdamW, not Adam.", "": f"log₁₀ of that {network}"}
        for network in NETWORKS
    ),
    "loss": tuple(
        {-2: "Your loss cannot be computed: the weights it was given do not fit.", "": f"the loss {network}"}
        for network in NETWORKS
    ),
    "accuracy": (WORTHS,) * len(NETWORKS),
}

BUILD_MODEL = Question(
    difficulty="hard",
    minutes=12,
    points=3,
    parts=(*ASKED, *BUILT),
    use=build_each_depth,
    inputs=("widths", "activations", "rates"),
    tolerance=1e-4,
    requires=("keras",),
    facts=FACTS,
    returns="a compiled model",
    reference=build_model,
    cases=plan_cases,
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
            edit(build_model, 'f"units_{i}" → "units"'),
            "All your layers ask under one name. Only the first call counts, so even a network of {most} hidden layers has one "
            "width for all, in every trial.",
            "A name for each layer, with its number in it: an f-string makes units_0, units_1 and so on.",
        ),
        Misconception(
            "numbered_from_one",
            edit(build_model, "units_{i} → units_{i + 1}"),
            "The first of your up to {most} hidden layers asks for units_1, and nobody asks for units_0.",
            "range(layers) begins at 0: the names are units_0 to units_2.",
        ),
        Misconception(
            "first_width_for_all",
            edit(build_model, "units_{i} → units_0"),
            "All your hidden layers, up to {most}, are as wide as the first: nobody asks for units_1.",
            "Ask inside the loop, with the number of the layer in the name.",
        ),
        Misconception(
            "widths_not_asked",
            edit(build_model, 'hp.Int(f"units_{i}", 16, 64, step=16) → 32'),
            "None of the {most} widths is asked for: all your layers are equally wide in every trial.",
            "Inside the loop: `units = hp.Int(…)`, with the number of the layer in the name.",
        ),
        Misconception(
            "depth_not_asked",
            edit(build_model, 'hp.Int("layers", 1, 3) → 2'),
            "Your network always has the same depth. Between 1 and {most} hidden layers should be tried.",
            '`layers = hp.Int("layers", 1, 3)`, and a loop over range(layers).',
        ),
        Misconception(
            "one_layer_short",
            edit(build_model, "range(layers) → range(layers - 1)"),
            "You build one hidden layer less than the tuner says; of the {most} widths, the last is never asked for.",
            "range(layers) runs `layers` times already; `range(layers - 1)` does not.",
        ),
        Misconception(
            "depth_up_to_four",
            edit(build_model, "1, 3) → 1, 4)"),
            "Your depth goes up to {yours} hidden layers, asked for was {expected}. `hp.Int` includes its end, unlike `range`.",
            '`hp.Int("layers", 1, 3)`: up to {most}.',
        ),
        Misconception(
            "step_lost",
            edit(build_model, ", step=16 → "),
            "Your layers may have {yours} different widths, asked for were {expected}: the step is missing.",
            "`step=16`: widths 16, 32, 48, 64.",
        ),
        Misconception(
            "learning_rate_drawn_evenly",
            edit(build_model, ', sampling="log" → '),
            "Your learning rate is drawn evenly from {low} to {high}: nine of ten draws are then above 0.01.",
            '`sampling="log"`.',
        ),
        Misconception(
            "learning_rate_not_asked",
            edit(build_model, 'hp.Float("learning_rate", 1e-4, 1e-1, sampling="log") → 0.01'),
            "The tuner is not asked for a learning rate, so no trial can try one between {low} and {high}.",
            '`hp.Float("learning_rate", 1e-4, 1e-1, sampling="log")`.',
        ),
        Misconception(
            "learning_rate_not_used",
            edit(build_model, 'keras.optimizers.Adam(learning_rate) → "adam"'),
            "You ask for a learning rate and do not use it: the log₁₀ of that in your optimizer, {entry}, is {yours}, expected "
            '{expected}. The string "adam" means Adam(0.001).',
            "`keras.optimizers.Adam(learning_rate)`.",
        ),
        Misconception(
            "activation_fixed",
            edit(build_model, 'hp.Choice("activation", ["relu", "tanh"]) → "relu"'),
            "Your activation is always ReLU, in all {most} hidden layers of every trial: the tuner is not asked.",
            '`hp.Choice("activation", ["relu", "tanh"])`, once, and used in every hidden layer.',
        ),
        Misconception(
            "activation_in_the_first_layer_only",
            edit(build_model, "activation=activation → activation=activation if i == 0 else 'relu'"),
            "Only your first hidden layer gets the activation that `hp` chose. The others have ReLU, whatever it says.",
            "The activation is the same for all hidden layers.",
        ),
        Misconception(
            "no_activation_behind_the_first_layer",
            edit(build_model, "activation=activation → activation=activation if i == 0 else None"),
            "Only your first hidden layer has an activation. Without one, the layers behind it are no more than the last "
            "layer by itself.",
            "The activation is the same for all hidden layers.",
        ),
        Misconception(
            "activation_at_the_end",
            edit(build_model, "Dense(10 → Dense(10, activation"),
            "Your last layer has the hidden layers' activation: {entry} is {yours}, expected {expected}. It should return logits.",
            "Dense(10), without an activation.",
        ),
        Misconception(
            "softmax_at_the_end",
            edit(build_model, 'Dense(10 → Dense(10, "softmax"'),
            "Your last layer ends in a softmax: {entry} is {yours}, expected {expected}. The loss applies one as well.",
            "Dense(10), without an activation, and `from_logits=True` in the loss.",
        ),
        Misconception(
            "not_from_logits",
            edit(build_model, "from_logits=True → from_logits=False"),
            "Your loss takes the logits for probabilities: {entry} is {yours}, expected {expected}.",
            "`keras.losses.SparseCategoricalCrossentropy(from_logits=True)`.",
        ),
        Misconception(
            "no_metric",
            edit(build_model, '["accuracy"] → []'),
            'No metric is counted. A search with the objective "val_accuracy" would '
            "stop after its first trial, as there is no such number.",
            '`metrics=["accuracy"]` in `compile`.',
        ),
        Misconception(
            "not_compiled",
            edit(build_model, 'model.compile(keras.optimizers.Adam(learning_rate), loss, metrics=["accuracy"]) → '),
            "Your model is not compiled: without an optimizer, a learning rate from {low} to {high} means nothing, and the "
            "tuner cannot train it.",
            "Call `model.compile(…)` before you return it.",
        ),
        Misconception(
            "loop_from_one",
            edit(build_model, "range(layers) → range(1, layers)"),
            "Your loop begins at 1: you build one hidden layer less than the tuner says, and nobody asks for units_0.",
            "How often does range(1, layers) run?",
        ),
        Misconception(
            "one_layer_more",
            edit(build_model, "range(layers) → range(layers + 1)"),
            "You build one hidden layer more than the tuner says.",
            "How often does your loop run?",
        ),
        Misconception(
            "widths_up_to_128",
            edit(build_model, "16, 64 → 16, 128"),
            "Your layers may have up to {yours} units, asked for was {expected}.",
            "Look at the largest width in the list.",
        ),
        Misconception(
            "depth_from_zero",
            edit(build_model, "1, 3) → 0, 3)"),
            "Your network may have no hidden layer at all. From 1 to {most} were asked for.",
            "Look at the smallest depth in the list.",
        ),
        Misconception(
            "another_optimizer",
            edit(build_model, "optimizers.Adam(learning_rate) → optimizers.SGD(learning_rate)"),
            "Your optimizer is not Adam.",
            "Which optimizer does the text name?",
        ),
        Misconception(
            "decoupled_weight_decay",
            edit(build_model, "optimizers.Adam(learning_rate) → optimizers.AdamW(learning_rate)"),
            "Your optimizer is AdamW: Adam, and weights that shrink by themselves at each step. Adam was asked for.",
            "Which optimizer does the text name?",
        ),
        Misconception(
            "loss_of_one_hot_labels",
            edit(build_model, "Sparse → "),
            "Your loss cannot read the labels. It wants ten numbers for each row, as one-hot labels have them, and the labels are class indices.",
            "Which of the cross-entropies reads class indices?",
        ),
        Misconception(
            "metric_of_one_hot_labels",
            edit(build_model, '"accuracy" → "categorical_accuracy"'),
            "Your metric reads one-hot labels. The labels are class indices.",
            'The string "accuracy" picks the version that fits.',
        ),
        Misconception(
            "metric_of_equal_numbers",
            edit(build_model, '"accuracy" → keras.metrics.Accuracy()'),
            "Your metric compares labels with logits as they are. A logit is hardly ever equal to a class index.",
            'The string "accuracy" picks the version that fits.',
        ),
        Misconception(
            "metric_of_something_else",
            edit(build_model, '"accuracy" → "binary_accuracy"'),
            "You have a metric, but none that counts how many rows get their right class.",
            "The accuracy was asked for; its name as a string is enough.",
        ),
        Misconception(
            "one_output",
            edit(build_model, "Dense(10 → Dense(1"),
            "Your last layer has one unit: {entry} is {yours}, expected {expected}.",
            "One unit for each class.",
        ),
    ),
    alternatives=(
        model_functional,
        model_with_activation_layers,
        edit(build_model, "keras.Input((64,)) → keras.layers.InputLayer((64,))", '["accuracy"] → ["acc"]'),
    ),
)
