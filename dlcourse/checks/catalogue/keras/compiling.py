"""Compile a network: its optimizer, its loss, and what is counted."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.catalogue.keras.losses import loss_cases
from dlcourse.checks.engine.question import Case, Misconception, Question
from dlcourse.checks.inspection import inspected
from dlcourse.checks.inspection.models import load_keras, look_at_compiled, prepare_network


def compile_network(model, learning_rate, momentum):
    """SGD with Nesterov's momentum; the loss of class indices and logits; accuracy."""
    keras = load_keras()
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate, momentum=momentum, nesterov=True),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


def compile_and_look(compile_model, logits, numbers, learning_rate, momentum):
    """Return what a small network of logits was compiled with; the loss by its value on the given rows."""
    arguments = (logits.shape[1], learning_rate, momentum)
    return inspected(compile_model, arguments, look_at_compiled, logits, numbers, prepare=prepare_network)


def compile_by_objects(model, learning_rate, momentum):
    """Everything as objects, the settings as float32; a metric of its own name."""
    keras = load_keras()
    optimizer = keras.optimizers.SGD(nesterov=True, momentum=float(np.float32(momentum)))
    optimizer.learning_rate = learning_rate
    accuracy = keras.metrics.SparseCategoricalAccuracy(name="share_right")
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=[[accuracy]])
    return model


def compile_by_functions(model, learning_rate, momentum):
    """The loss and the metric as functions; the optimizer from its settings."""
    keras = load_keras()
    settings = {"learning_rate": learning_rate, "momentum": momentum, "nesterov": True}

    def loss(y_true, y_pred):
        return keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=True)

    model.compile(keras.optimizers.SGD.from_config(settings), loss, metrics=[keras.metrics.sparse_categorical_accuracy])
    return model


def compile_a_clone(model, learning_rate, momentum):
    """A copy of the model is compiled and returned; more than one metric."""
    keras = load_keras()
    copy = keras.models.clone_model(model)
    optimizer = keras.optimizers.get({"class_name": "SGD", "config": {"momentum": momentum, "nesterov": True}})
    optimizer.learning_rate.assign(learning_rate)
    entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    copy.compile(optimizer=optimizer, loss=entropy, metrics=["acc", "sparse_top_k_categorical_accuracy"])
    return copy


def compile_cases(rng):
    """The rows of `loss_cases`; learning rates and momenta that are nobody's default."""
    settings = [{"eta": 0.03, "momentum": 0.8}, {"eta": 0.2, "momentum": 0.95}, {"eta": 0.00137, "momentum": 0.4}]
    some, others = loss_cases(rng)
    pairs = zip((some, others, others), settings, strict=True)
    return [Case((*case.arguments, *chosen.values()), case.sizes | chosen) for case, chosen in pairs]


WORTHS = {  # of a metric
    0: "No metric is counted.",
    -1: "Your metric, `Accuracy`, compares class indices with logits as they are.",
    -2: "Your metric reads one-hot rows, and the labels are class indices.",
    -3: "Your metric is not the accuracy.",
}
FACTS = {
    "is_sgd": ({0: "Your optimizer is not SGD."},),
    "nesterov": ({0: "Your SGD does not use Nesterov's version."},),
    "loss": ({-2: "Your loss cannot be computed: the weights it was given do not fit."},),
    "accuracy": (WORTHS,),
}

COMPILE_NETWORK = Question(
    difficulty="medium",
    minutes=8,
    points=3,
    parts=("is_sgd", "learning_rate", "momentum", "nesterov", "loss", "accuracy"),
    returns="the model",
    facts=FACTS,
    use=compile_and_look,
    inputs=("logits", "numbers", "learning_rate", "momentum"),
    tolerance=1e-4,
    requires=("keras",),
    reference=compile_network,
    cases=compile_cases,
    section="Compile, fit, predict",
    hints=(
        "`model.compile(optimizer=…, loss=…, metrics=[…])` changes the model and returns None. Return the model "
        "after it.",
        'A string such as "sgd" means the optimizer with its defaults. To choose settings, make one: '
        "`keras.optimizers.SGD(...)`.",
        "`SGD(learning_rate, momentum=momentum, nesterov=True)`; the loss is `SparseCategoricalCrossentropy` with one option, "
        'since the model returns logits; `metrics=["accuracy"]`.',
    ),
    misconceptions=(
        Misconception(
            "optimizer_by_name",
            edit(compile_network, 'keras.optimizers.SGD(learning_rate, momentum=momentum, nesterov=True) → "sgd"'),
            'Your optimizer has its defaults: {entry} is {yours}, expected {expected}. The string "sgd" means '
            "SGD(0.01) without momentum.",
            "Make the optimizer yourself: `keras.optimizers.SGD(learning_rate, momentum=momentum, nesterov=True)`.",
        ),
        Misconception(
            "adam_for_sgd",
            edit(compile_network, "SGD(learning_rate, momentum=momentum, nesterov=True) → Adam(learning_rate)"),
            "Your optimizer is no SGD. Another one takes quite another walk with the same learning rate, {eta}.",
            "`keras.optimizers.SGD`.",
        ),
        Misconception(
            "momentum_lost",
            edit(compile_network, ", momentum=momentum → "),
            "The momentum got lost: {entry} is {yours}, expected {expected}. `nesterov=True` alone does nothing.",
            "`momentum=momentum`: its default is 0.",
        ),
        Misconception(
            "nesterov_lost",
            edit(compile_network, ", nesterov=True → "),
            "Your optimizer is without Nesterov's look ahead.",
            "`nesterov=True`: its default is False.",
        ),
        Misconception(
            "learning_rate_lost",
            edit(compile_network, "learning_rate, momentum=momentum → momentum=momentum"),
            "Your learning rate is Keras's default: {entry} is {yours}, expected {expected}.",
            "Hand `learning_rate` on; it is the first argument of SGD.",
        ),
        Misconception(
            "rate_and_momentum_exchanged",
            edit(compile_network, "learning_rate, momentum=momentum → momentum, momentum=learning_rate"),
            "Learning rate and momentum have changed places: {entry} is {yours}, expected {expected}.",
            "The learning rate comes first. Name the arguments, and their order does not matter.",
        ),
        Misconception(
            "not_from_logits",
            edit(compile_network, "(from_logits=True) → ()"),
            "Your loss takes the logits for probabilities: {entry} is {yours}, expected {expected}. Named by a string, or "
            "without an option, the loss expects a softmax before it.",
            "`keras.losses.SparseCategoricalCrossentropy(from_logits=True)`.",
        ),
        Misconception(
            "loss_of_one_hot_labels",
            edit(compile_network, "Sparse → "),
            "Your loss cannot read the labels. It wants {K} numbers for each row, as one-hot labels have them, and the labels "
            "are class indices.",
            "The sparse version reads class indices: `SparseCategoricalCrossentropy`.",
        ),
        Misconception(
            "no_metric",
            edit(compile_network, '["accuracy"] → []'),
            "Nothing is counted beside the loss. The history will hold no accuracy.",
            '`metrics=["accuracy"]`.',
        ),
        Misconception(
            "metrics_at_the_third_place",
            edit(compile_network, "optimizer= → ", "loss= → ", "metrics= → "),
            "Your third argument is taken for weights of the loss. So there is no metric, and the loss of {K} classes cannot be "
            "computed: it would be weighted by a word.",
            'Name the argument: `metrics=["accuracy"]`.',
        ),
        Misconception(
            "metric_of_equal_numbers",
            edit(compile_network, '"accuracy" → keras.metrics.Accuracy()'),
            "Your metric compares labels with logits as they are. A logit is hardly ever equal to a class index.",
            'The string "accuracy" picks the version that takes the largest logit first; the class `Accuracy` does not.',
        ),
        Misconception(
            "metric_of_one_hot_labels",
            edit(compile_network, '"accuracy" → "categorical_accuracy"'),
            "Your metric reads one-hot labels. The labels are class indices.",
            'The string "accuracy" picks the version that fits, here `SparseCategoricalAccuracy`.',
        ),
        Misconception(
            "not_compiled",
            lambda model, eta, momentum: model,
            "Your model is not compiled: it has no optimizer yet, so no learning rate of {eta} either.",
            "Call `model.compile(…)` before you return the model.",
        ),
        Misconception(
            "rmsprop_for_sgd",
            edit(
                compile_network,
                "SGD(learning_rate, momentum=momentum, nesterov=True) → RMSprop(learning_rate, momentum=momentum)",
            ),
            "Your optimizer has a momentum, but it is no SGD. Another one takes quite another walk with the same "
            "learning rate, {eta}.",
            "Which optimizer was asked for?",
        ),
        Misconception(
            "momentum_and_nesterov_lost",
            edit(compile_network, ", momentum=momentum, nesterov=True → "),
            "Your SGD is plain: {entry} is {yours}, expected {expected}. Nesterov's look ahead is missing with the "
            "momentum.",
            "SGD has three settings here. Which do you hand on?",
        ),
        Misconception(
            "settings_of_the_example",
            edit(compile_network, "learning_rate, momentum=momentum → 0.03, momentum=0.8"),
            "You compile with the numbers of the example: {entry} is {yours}, expected {expected}.",
            "Use the arguments `learning_rate` and `momentum`.",
        ),
        Misconception(
            "metric_of_something_else",
            edit(compile_network, '"accuracy" → "binary_accuracy"'),
            "You have a metric, but none that counts how many rows get their right class.",
            "The accuracy was asked for; its name as a string is enough.",
        ),
    ),
    alternatives=(compile_by_objects, compile_by_functions, compile_a_clone),
)
