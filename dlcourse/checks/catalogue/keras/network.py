"""Build a network: Sequential, Input, Dense, and logits at its end."""

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question
from dlcourse.checks.inspection import inspected
from dlcourse.checks.inspection.models import PROBE, load_keras, look_at_network

ZEROS = {"kernel_initializer": "zeros"}  # quick: JAX compiles a random draw anew for each shape


def build_network(inputs, units, classes):
    """Dense(units, ReLU) and Dense(classes) without an activation."""
    keras = load_keras()
    hidden = keras.layers.Dense(units, "relu", **ZEROS)
    return keras.Sequential([keras.Input((inputs,)), hidden, keras.layers.Dense(classes, **ZEROS)])


def build_and_look(build, inputs, units, classes):
    """Return what the network that was built consists of."""
    return inspected(build, (inputs, units, classes), look_at_network)


def network_functional(inputs, units, classes):
    """By the functional API."""
    keras = load_keras()
    x = keras.Input(shape=(inputs,), name="pixels")
    hidden = keras.layers.Dense(units, keras.activations.relu, **ZEROS)(x)
    return keras.Model(x, keras.layers.Dense(classes, activation="linear", **ZEROS)(hidden))


def network_by_add(inputs, units, classes):
    """Layer after layer; the activation as a layer of its own."""
    keras = load_keras()
    model = keras.Sequential(name="digits")
    model.add(keras.layers.InputLayer(shape=[inputs]))
    model.add(keras.layers.Dense(units, **ZEROS))
    model.add(keras.layers.ReLU())
    model.add(keras.layers.Dense(classes, **ZEROS))
    return model


def network_built_later(inputs, units, classes):
    """The input's shape given to `build`; the activation a function."""
    keras = load_keras()
    hidden = keras.layers.Dense(units, activation=lambda z: keras.ops.maximum(z, 0), **ZEROS)
    model = keras.Sequential([hidden, keras.layers.Dense(classes, **ZEROS)])
    model.build((None, inputs))
    return model


def network_cases(rng):
    """The digits, a network of other sizes, one with as many classes as units."""
    sizes = [(64, 32, 10), (7, 5, 3), (6, 4, 4)]
    return [Case(size, dict(zip(("inputs", "units", "classes"), size, strict=True))) for size in sizes]


LAYERS = ("your first Dense layer", "your second")
FACTS = {
    "input_shape": ("the number of inputs of a row",),
    "units_and_parameters": tuple(
        f"the number of {what} of {layer}" for layer in LAYERS for what in ("units", "parameters")
    ),
    "activations": tuple(f"what {layer} makes of {z:g}" for layer in LAYERS for z in PROBE[0]),
}

BUILD_NETWORK = Question(
    difficulty="easy",
    minutes=6,
    points=3,
    parts=("input_shape", "units_and_parameters", "activations"),
    facts=FACTS,
    returns="a model",
    use=build_and_look,
    requires=("keras",),
    reference=build_network,
    cases=network_cases,
    section="The same network in a few lines",
    hints=(
        "`keras.Sequential([...])` takes the layers in order. The first entry says what comes in: `keras.Input(...)`.",
        "`keras.Input` wants the shape of one row, as a tuple: `(inputs,)`. Each further entry is a "
        "`keras.layers.Dense`.",
        '`keras.layers.Dense(units, activation="relu")` for the hidden layer. The last layer has one unit for each class '
        "and no activation, since logits are asked for.",
    ),
    misconceptions=(
        Misconception(
            "softmax_at_the_end",
            edit(build_network, 'Dense(classes → Dense(classes, "softmax"'),
            "Your last layer ends in a softmax: {entry} is {yours}, expected {expected}. Logits were asked for, and the "
            "loss will apply the softmax itself.",
            "Leave the activation of the last layer out.",
        ),
        Misconception(
            "sigmoid_at_the_end",
            edit(build_network, 'Dense(classes → Dense(classes, "sigmoid"'),
            "Your last layer ends in a sigmoid: {entry} is {yours}, expected {expected}. That fits {classes} separate yes or "
            "no questions, and a digit is one of {classes}.",
            "Leave the activation of the last layer out: it should return logits.",
        ),
        Misconception(
            "relu_at_the_end",
            edit(build_network, 'Dense(classes → Dense(classes, "relu"'),
            "Your last layer has a ReLU: {entry} is {yours}, expected {expected}. A logit may be negative.",
            'Only the hidden layer gets `activation="relu"`.',
        ),
        Misconception(
            "relu_with_a_ceiling",
            edit(build_network, ', "relu" → , "relu6"'),
            "Your ReLU ends at 6: {entry} is {yours}, expected {expected}. That is `relu6`, made for numbers of few bits.",
            "Which activation has no upper end?",
        ),
        Misconception(
            "hidden_layer_linear",
            edit(build_network, ', "relu" → '),
            "Your hidden layer has no activation: {entry} is {yours}, expected {expected}. Two linear layers make one "
            "linear layer.",
            'A Dense layer is linear unless you say `activation="relu"`.',
        ),
        Misconception(
            "activations_exchanged",
            edit(build_network, ', "relu" → ', 'Dense(classes → Dense(classes, "relu"'),
            "The ReLU stands at the wrong layer: {entry} is {yours}, expected {expected}. The hidden layer is linear, and "
            "the logits have lost their negative half.",
            '`activation="relu"` belongs to the Dense layer of {units} units.',
        ),
        Misconception(
            "no_input",
            edit(build_network, "keras.Input((inputs,)), → "),
            "Your network does not know its input yet, so it has no weights: {entry} is {yours}, expected {expected}. Keras "
            "would make them at the first call, from whatever comes.",
            "Begin the list with `keras.Input((inputs,))`.",
        ),
        Misconception(
            "rows_in_the_input_shape",
            edit(build_network, "(inputs,) → (1797, inputs)"),
            "Your input is of shape (rows, {inputs}) for each row: {entry} is {yours}, expected {expected}. Keras adds the "
            "axis of the rows itself.",
            "The shape is that of one row: `keras.Input((inputs,))`.",
        ),
        Misconception(
            "input_as_a_layer",
            edit(build_network, 'hidden, → keras.layers.Dense(inputs, "relu", **ZEROS), hidden,'),
            "You have one Dense layer too many: {entry} is {yours}, expected {expected}. The {inputs} inputs are no layer of "
            "units; they have no weights and no activation.",
            "Two Dense layers are enough: one of {units} units and one of {classes}.",
        ),
        Misconception(
            "one_output",
            edit(build_network, "Dense(classes → Dense(1"),
            "Your last layer has one unit: {entry} is {yours}, expected {expected}. That is enough for yes or no; here are "
            "{classes} classes.",
            "One unit for each class.",
        ),
        Misconception(
            "sizes_fixed",
            edit(build_network, "(inputs,) → (64,)", "Dense(units → Dense(32", "Dense(classes → Dense(10"),
            "Your network is always 64 → 32 → 10: {entry} is {yours}, expected {expected}. It was asked for with {inputs} "
            "inputs.",
            "Use the arguments `inputs`, `units` and `classes`.",
        ),
        Misconception(
            "no_biases",
            edit(build_network, "**ZEROS ⇒ use_bias=False, **ZEROS"),
            "Your layers have no biases: {entry} is {yours}, expected {expected}.",
            "Dense has a bias by default; leave `use_bias` alone.",
        ),
        Misconception(
            "sigmoid_in_the_middle",
            edit(build_network, '"relu" → "sigmoid"'),
            "Your hidden layer has a sigmoid: {entry} is {yours}, expected {expected}.",
            "ReLU was asked for: max(0, z).",
        ),
        Misconception(
            "tanh_in_the_middle",
            edit(build_network, '"relu" → "tanh"'),
            "Your hidden layer has a tanh: {entry} is {yours}, expected {expected}.",
            "ReLU was asked for: max(0, z).",
        ),
        Misconception(
            "two_hidden_layers",
            edit(build_network, 'hidden, → hidden, keras.layers.Dense(units, "relu", **ZEROS),'),
            "You have two hidden layers: {entry} is {yours}, expected {expected}. One of {units} units was asked for.",
            "How many Dense layers does the text name?",
        ),
        Misconception(
            "no_hidden_layer",
            edit(build_network, "hidden, → "),
            "The hidden layer is missing: {entry} is {yours}, expected {expected}. Your network leads from {inputs} "
            "inputs straight to {classes} classes.",
            "Two Dense layers are asked for. Which one do you not have?",
        ),
        Misconception(
            "units_and_classes_exchanged",
            edit(
                build_network,
                "Dense(units → Dense(widest",
                "Dense(classes → Dense(units",
                "Dense(widest → Dense(classes",
            ),
            "Units and classes have changed places: {entry} is {yours}, expected {expected}.",
            "The hidden layer has `units` units, the last one `classes`.",
        ),
        Misconception(
            "inputs_and_units_exchanged",
            edit(build_network, "(inputs,) → (units,)", "Dense(units → Dense(inputs"),
            "Inputs and units have changed places: {entry} is {yours}, expected {expected}.",
            "A row has `inputs` numbers, the hidden layer `units` units.",
        ),
    ),
    alternatives=(network_functional, network_by_add, network_built_later),
)
