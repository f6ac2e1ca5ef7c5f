"""Answers to exercise 18 as somebody writes them who knows its text alone."""

import functools

import numpy as np


def keras():
    """Keras, imported when an answer first needs it."""
    import keras

    return keras


# build_network


def dense(*arguments, **options):
    return keras().layers.Dense(*arguments, **options)


def network_named(inputs, units, classes):
    model = keras().Sequential(name="mlp")
    model.add(keras().Input(shape=(inputs,)))
    model.add(dense(units, activation="relu", name="hidden"))
    model.add(dense(classes, name="logits"))
    return model


def network_of_activation_layers(inputs, units, classes):
    layers = keras().layers
    return keras().Sequential(
        [keras().Input((inputs,)), layers.Dense(units), layers.Activation("relu"), layers.Dense(classes, None)]
    )


def network_input_dim(inputs, units, classes):
    return keras().Sequential([dense(units, activation="relu", input_shape=(inputs,)), dense(classes)])


def network(hidden="relu", last=None, sizes=lambda inputs, units, classes: (inputs, [units], classes), **options):
    """A network with one of its pieces exchanged."""

    def build_network(inputs, units, classes):
        inputs, hidden_units, outputs = sizes(inputs, units, classes)
        model = keras().Sequential([keras().Input((inputs,) if isinstance(inputs, int) else inputs)])
        for width in hidden_units:
            model.add(dense(width, activation=hidden, **options))
        model.add(dense(outputs, activation=last, **options))
        return model

    return build_network


def network_without_input(inputs, units, classes):
    return keras().Sequential([dense(units, activation="relu"), dense(classes)])


def network_softmax_layer(inputs, units, classes):
    model = network()(inputs, units, classes)
    model.add(keras().layers.Softmax())
    return model


def network_relu_after_all(inputs, units, classes):
    model = network(hidden=None)(inputs, units, classes)
    model.add(keras().layers.ReLU())
    return model


def network_with_dropout(inputs, units, classes):
    return keras().Sequential(
        [keras().Input((inputs,)), dense(units, activation="relu"), keras().layers.BatchNormalization(), dense(classes)]
    )


def network_not_returned(inputs, units, classes):
    network()(inputs, units, classes)


def network_list(inputs, units, classes):
    return [keras().Input((inputs,)), dense(units, activation="relu"), dense(classes)]


def network_input_for_hidden(inputs, units, classes):
    return keras().Sequential([keras().Input((units,)), dense(inputs, activation="relu"), dense(classes)])


# matching_loss


def loss_table(output, labels):
    losses = keras().losses
    return {
        ("logits", "numbers"): losses.SparseCategoricalCrossentropy(from_logits=True),
        ("logits", "one_hot"): losses.CategoricalCrossentropy(from_logits=True),
        ("probabilities", "numbers"): losses.SparseCategoricalCrossentropy(),
        ("probabilities", "one_hot"): losses.CategoricalCrossentropy(),
    }[output, labels]


def loss_by_attribute(output, labels):
    prefix = "Sparse" * (labels == "numbers")
    return getattr(keras().losses, prefix + "CategoricalCrossentropy")(from_logits=output.startswith("log"))


def loss_of(family=None, logits=lambda output: output == "logits", sparse=lambda labels: labels == "numbers", **more):
    """The loss with one of its choices exchanged."""

    def matching_loss(output, labels):
        losses = keras().losses
        if family and not sparse(labels):
            chosen = getattr(losses, family)
        elif sparse(labels):
            chosen = losses.SparseCategoricalCrossentropy
        else:
            chosen = losses.CategoricalCrossentropy
        return chosen(from_logits=logits(output), **more)

    return matching_loss


def loss_as_names(output, labels):
    return "sparse_categorical_crossentropy" if labels == "numbers" else "categorical_crossentropy"


def loss_as_class(output, labels):
    return (
        keras().losses.SparseCategoricalCrossentropy if labels == "numbers" else keras().losses.CategoricalCrossentropy
    )


def loss_misspelt(output, labels):
    from_logits = output == "logit"
    if labels == "numbers":
        return keras().losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras().losses.CategoricalCrossentropy(from_logits=from_logits)


def loss_first_only(output, labels):
    return keras().losses.SparseCategoricalCrossentropy(from_logits=True)


def loss_logits_by_labels(output, labels):
    if output == "logits":
        return keras().losses.SparseCategoricalCrossentropy(from_logits=labels == "numbers")
    return keras().losses.CategoricalCrossentropy(from_logits=labels == "numbers")


# compile_network


def compile_plain(model, learning_rate, momentum):
    sgd = keras().optimizers.SGD(learning_rate=learning_rate, nesterov=True, momentum=momentum)
    entropy = keras().losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(sgd, entropy, metrics=["accuracy"])
    return model


def compile_metric_object(model, learning_rate, momentum):
    model.compile(
        optimizer=keras().optimizers.SGD(learning_rate, momentum, True),
        loss=keras().losses.SparseCategoricalCrossentropy(True),
        metrics=[keras().metrics.SparseCategoricalAccuracy()],
    )
    return model


def compiled(
    optimizer=lambda eta, mu: keras().optimizers.SGD(eta, momentum=mu, nesterov=True),
    loss=lambda: keras().losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=lambda: ["accuracy"],
):
    """A compiled model with one of its pieces exchanged."""

    def compile_network(model, learning_rate, momentum):
        model.compile(optimizer=optimizer(learning_rate, momentum), loss=loss(), metrics=metrics())
        return model

    return compile_network


def compile_third_place(model, learning_rate, momentum):
    sgd = keras().optimizers.SGD(learning_rate, momentum=momentum, nesterov=True)
    model.compile(sgd, keras().losses.SparseCategoricalCrossentropy(from_logits=True), ["accuracy"])
    return model


def compile_returned(model, learning_rate, momentum):
    sgd = keras().optimizers.SGD(learning_rate, momentum=momentum, nesterov=True)
    return model.compile(sgd, keras().losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])


# weights_for_keras


def arrays_by_index(weights, biases):
    result = []
    for i in range(len(weights)):
        result.append(np.transpose(weights[i]))
        result.append(np.array(biases[i]))
    return result


def arrays_flat(weights, biases):
    return [a for W, b in zip(weights, biases, strict=True) for a in (np.array(W).T, b)]


def arrays_by_loops(weights, biases):
    result = []
    for W, b in zip(weights, biases, strict=True):
        turned = np.zeros((W.shape[1], W.shape[0]))
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                turned[j, i] = W[i, j]
        result.extend([turned, b])
    return result


def arrays_of(matrix=lambda W: W.T, bias=lambda b: b, order=lambda pairs: [a for pair in pairs for a in pair]):
    """The list with one of its pieces exchanged."""
    return lambda weights, biases: order([(matrix(W), bias(b)) for W, b in zip(weights, biases, strict=True)])


def arrays_two_layers(weights, biases):
    return [weights[0].T, biases[0], weights[-1].T, biases[-1]]


def arrays_returned_early(weights, biases):
    for W, b in zip(weights, biases, strict=True):
        return [W.T, b]


def arrays_restarted(weights, biases):
    for W, b in zip(weights, biases, strict=True):
        result = [W.T, b]
    return result


def arrays_last_missing(weights, biases):
    result = []
    for i in range(len(weights) - 1):
        result += [weights[i].T, biases[i]]
    return result


# keras_sgd_step


def sgd_in_branches(w, v, g, learning_rate, momentum, nesterov):
    v = momentum * v - learning_rate * g
    if not nesterov:
        w = w + v
    else:
        w = w + momentum * v - learning_rate * g
    return w, v


def sgd_componentwise(w, v, g, learning_rate, momentum, nesterov):
    new_w, new_v = np.empty(len(w)), np.empty(len(v))
    for i in range(len(w)):
        new_v[i] = v[i] * momentum - g[i] * learning_rate
        new_w[i] = w[i] + (new_v[i] * momentum - g[i] * learning_rate if nesterov else new_v[i])
    return [new_w, new_v]


def sgd_of(
    velocity=lambda v, g, eta, mu: mu * v - eta * g,
    plain=lambda v, new, g, eta, mu: new,
    ahead=lambda v, new, g, eta, mu: mu * new - eta * g,
    order=lambda w, v: (w, v),
):
    """The step with one of its pieces exchanged."""

    def keras_sgd_step(w, v, g, learning_rate, momentum, nesterov):
        new = velocity(v, g, learning_rate, momentum)
        move = (ahead if nesterov else plain)(v, new, g, learning_rate, momentum)
        return order(w + move, new)

    return keras_sgd_step


def sgd_old_velocity_returned(w, v, g, learning_rate, momentum, nesterov):
    return sgd_in_branches(w, v, g, learning_rate, momentum, nesterov)[0], v


def sgd_ahead_stored(w, v, g, learning_rate, momentum, nesterov):
    v = momentum * v - learning_rate * g
    if nesterov:
        v = momentum * v - learning_rate * g
    return w + v, v


def sgd_pytorch(w, v, g, learning_rate, momentum, nesterov):
    v = momentum * v + g
    return w - learning_rate * (g + momentum * v if nesterov else v), v


# keras_adam_step


def adam_of(
    first=lambda m, g, beta: beta * m + (1 - beta) * g,
    second=lambda v, g, beta: beta * v + (1 - beta) * g**2,
    rate=lambda eta, t, b1, b2: eta * np.sqrt(1 - b2**t) / (1 - b1**t),
    step=lambda rate, m, v, eps: rate * m / (np.sqrt(v) + eps),
    sign=-1,
    order=lambda w, m, v: (w, m, v),
):
    """The step with one of its pieces exchanged."""

    def keras_adam_step(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
        m, v = first(m, g, beta_1), second(v, g, beta_2)
        return order(w + sign * step(rate(learning_rate, t, beta_1, beta_2), m, v, epsilon), m, v)

    return keras_adam_step


def adam_plain(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    m = m + (1 - beta_1) * (g - m)
    v = v + (1 - beta_2) * (g * g - v)
    alpha = learning_rate * (1 - beta_2**t) ** 0.5 / (1 - beta_1**t)
    return w - alpha * m / (v**0.5 + epsilon), m, v


def adam_componentwise(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    w, m, v = list(w), list(m), list(v)
    for i in range(len(w)):
        m[i] = beta_1 * m[i] + (1 - beta_1) * g[i]
        v[i] = beta_2 * v[i] + (1 - beta_2) * g[i] ** 2
        w[i] -= learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t) * m[i] / (np.sqrt(v[i]) + epsilon)
    return w, m, v


def adam_of_the_paper(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_hats_stored(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    m = (beta_1 * m + (1 - beta_1) * g) / (1 - beta_1**t)
    v = (beta_2 * v + (1 - beta_2) * g**2) / (1 - beta_2**t)
    return w - learning_rate * m / (np.sqrt(v) + epsilon), m, v


def adam_old_averages(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    new_w = w - rate * m / (np.sqrt(v) + epsilon)
    return new_w, beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2


def bias_of_the_equal_matrix(weights, biases):
    arrays = []
    for W in weights:
        place = next(i for i, other in enumerate(weights) if np.array_equal(W, other))
        arrays += [W.T, biases[place]]
    return arrays


def bias_by_identity(weights, biases):
    of_matrix = {id(W): b for W, b in zip(weights, biases, strict=True)}
    return [array for W in weights for array in (W.T, of_matrix[id(W)])]


def adam_of_the_nonzero(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    some = g != 0
    m = np.where(some, beta_1 * m + (1 - beta_1) * g, m)
    v = np.where(some, beta_2 * v + (1 - beta_2) * g**2, v)
    rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    return np.where(some, w - rate * m / (np.sqrt(v) + epsilon), w), m, v


def sgd_of_the_nonzero_steps(w, v, g, learning_rate, momentum, nesterov):
    if not g.any():
        return w, v
    v = momentum * v - learning_rate * g
    return w + (momentum * v - learning_rate * g if nesterov else v), v


def compiled_with_three_digits(model, learning_rate, momentum):
    import keras

    optimizer = keras.optimizers.SGD(round(learning_rate, 3), momentum=momentum, nesterov=True)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
    return model


def without_a_bias_where_sizes_agree(inputs, units, classes):
    import keras

    hidden = keras.layers.Dense(units, activation="relu")
    return keras.Sequential([keras.Input((inputs,)), hidden, keras.layers.Dense(classes, use_bias=classes != units)])


def keras_adam_of(m, v, w, t, learning_rate, beta_1, beta_2, epsilon):
    return w - learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t) * m / (np.sqrt(v) + epsilon)


def keras_adam_with_adagrads_sum(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    m, v = beta_1 * m + (1 - beta_1) * g, v + g * g
    return keras_adam_of(m, v, w, t, learning_rate, beta_1, beta_2, epsilon), m, v


def keras_adam_counted_from_0(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g * g
    return keras_adam_of(m, v, w, t - 1, learning_rate, beta_1, beta_2, epsilon), m, v


def compiled_with_a_partial(model, learning_rate, momentum):
    import keras

    loss = functools.partial(keras.losses.sparse_categorical_crossentropy, from_logits=True)
    metric = functools.partial(keras.metrics.sparse_categorical_accuracy)
    model.compile(keras.optimizers.SGD(learning_rate, momentum, nesterov=True), loss, metrics=[metric])
    return model


def compiled_with_a_partial_of_probabilities(model, learning_rate, momentum):
    import keras

    loss = functools.partial(keras.losses.sparse_categorical_crossentropy, from_logits=False)
    model.compile(keras.optimizers.SGD(learning_rate, momentum, nesterov=True), loss, metrics=["accuracy"])
    return model


RIGHT = {
    "trainable_parameters": [lambda: 64 * 32 + 32 + 32 + 32 + 32 * 10 + 10, lambda: 2474.0],
    "build_network": [network_named, network_of_activation_layers, network_input_dim],
    "matching_loss": [loss_table, loss_by_attribute],
    "compile_network": [compile_plain, compile_metric_object, compiled_with_a_partial],
    "weights_for_keras": [arrays_by_index, arrays_flat, arrays_by_loops],
    "keras_sgd_step": [
        sgd_in_branches,
        sgd_componentwise,
        (sgd_of(ahead=lambda v, new, g, eta, mu: -mu * v + (1 + mu) * new), "Nesterov from both velocities"),
    ],
    "keras_adam_step": [adam_plain, adam_componentwise],
    "logits_misjudged": [
        lambda: (np.ones(5), np.full(5, 0.01)),
        lambda: [np.zeros(4), np.array([0.5, 0.4, 0.3, 0.2])],
    ],
}

WRONG = {
    "trainable_parameters": [
        (lambda: 64 * 32 + 32 + 4 * 32 + 32 * 10 + 10, "all four numbers", ("running_numbers_counted",)),
        (lambda: 64 * 32 + 32 + 32 * 10 + 10, "Dense layers alone", ("batch_norm_forgotten",)),
        (lambda: 64 * 32 + 2 * 32 + 32 * 10, "no biases", ("biases_forgotten",)),
        (lambda: 64 * 32 + 32 + 32 + 320 + 10, "γ alone", ("only_gamma",)),
        (lambda: 64 * 32 + 32 * 10, "weights alone", ("weights_alone",)),
        (
            lambda: 64 * 32 + 4 * 32 + 32 * 10,
            "no biases, all four numbers",
            ("biases_forgotten_running_numbers_counted",),
        ),
    ],
    "build_network": [
        (network(hidden="relu6"), "relu6", ("relu_with_a_ceiling",)),
        (network(last="softmax"), "softmax", ("softmax_at_the_end",)),
        (network_softmax_layer, "a softmax layer", ("softmax_at_the_end",)),
        (network(last="sigmoid"), "sigmoid", ("sigmoid_at_the_end",)),
        (network(last="relu"), "ReLU at the end", ("relu_at_the_end",)),
        (network(hidden=None), "no ReLU", ("hidden_layer_linear",)),
        (network_relu_after_all, "ReLU at the wrong layer", ("activations_exchanged",)),
        (network(hidden="sigmoid"), "sigmoid inside", ("sigmoid_in_the_middle",)),
        (network(hidden="tanh"), "tanh inside", ("tanh_in_the_middle",)),
        (network(hidden="softmax"), "softmax inside", ()),
        (network(hidden="leaky_relu"), "leaky ReLU", ()),
        (network_without_input, "no input", ("no_input",)),
        (network(use_bias=False), "no biases", ("no_biases",)),
        (network(sizes=lambda i, u, c: (i, [i, u], c)), "input as a layer", ("input_as_a_layer",)),
        (network(sizes=lambda i, u, c: (i, [u, u], c)), "two hidden layers", ("two_hidden_layers",)),
        (network(sizes=lambda i, u, c: (i, [], c)), "no hidden layer", ("no_hidden_layer",)),
        (network(sizes=lambda i, u, c: (i, [u], 1)), "one output", ("one_output",)),
        (network(sizes=lambda i, u, c: (64, [32], 10)), "fixed sizes", ("sizes_fixed",)),
        (network(sizes=lambda i, u, c: (i, [c], u)), "units and classes exchanged", ("units_and_classes_exchanged",)),
        (network_input_for_hidden, "inputs and units exchanged", ("inputs_and_units_exchanged",)),
        (network(sizes=lambda i, u, c: ((1797, i), [u], c)), "rows in the shape", ("rows_in_the_input_shape",)),
        (network(sizes=lambda i, u, c: ((1, i), [u], c)), "an axis too many", ()),
        (network_with_dropout, "batch normalization", ()),
        (network_not_returned, "no return", ()),
        (network_list, "a list", ()),
        (without_a_bias_where_sizes_agree, "no bias in the last layer if it is as wide as the hidden one", ()),
    ],
    "matching_loss": [
        (loss_of(logits=lambda output: False), "never from logits", ("never_from_logits",)),
        (loss_of(logits=lambda output: True), "always from logits", ("always_from_logits",)),
        (loss_of(logits=lambda output: output != "logits"), "reversed", ("from_logits_reversed",)),
        (loss_of(sparse=lambda labels: True), "always sparse", ("always_sparse",)),
        (loss_of(sparse=lambda labels: False), "never sparse", ("never_sparse",)),
        (loss_of(sparse=lambda labels: labels != "numbers"), "sparse reversed", ("sparse_reversed",)),
        (loss_of(family="BinaryCrossentropy"), "binary", ("binary_for_one_hot",)),
        (loss_of(reduction="sum"), "summed", ("summed_over_rows",)),
        (loss_of(label_smoothing=0.1, sparse=lambda labels: False), "smoothed, never sparse", ()),
        (lambda output, labels: keras().losses.MeanSquaredError(), "squared error", ("squared_error",)),
        (lambda output, labels: keras().losses.MeanAbsoluteError(), "absolute error", ()),
        (loss_as_names, "names", ("never_from_logits",)),
        (loss_as_class, "a class", ()),
        (loss_misspelt, "a word misspelt", ("never_from_logits",)),
        (loss_first_only, "one for all", ()),
        (loss_logits_by_labels, "the two words confused", ()),
        (
            loss_of(reduction=None, logits=lambda output: False),
            "not reduced, never from logits",
            ("never_from_logits",),
        ),
    ],
    "compile_network": [
        (compiled(optimizer=lambda eta, mu: "sgd"), "by name", ("optimizer_by_name",)),
        (compiled(optimizer=lambda eta, mu: "adam"), "adam by name", ("adam_for_sgd",)),
        (compiled(optimizer=lambda eta, mu: keras().optimizers.Adam(eta)), "Adam", ("adam_for_sgd",)),
        (
            compiled(optimizer=lambda eta, mu: keras().optimizers.RMSprop(eta, momentum=mu)),
            "RMSprop with momentum",
            ("rmsprop_for_sgd",),
        ),
        (compiled(optimizer=lambda eta, mu: keras().optimizers.SGD(eta, nesterov=True)), "μ", ("momentum_lost",)),
        (compiled(optimizer=lambda eta, mu: keras().optimizers.SGD(eta, mu)), "plain", ("nesterov_lost",)),
        (
            compiled(optimizer=lambda eta, mu: keras().optimizers.SGD(momentum=mu, nesterov=True)),
            "η lost",
            ("learning_rate_lost",),
        ),
        (
            compiled(optimizer=lambda eta, mu: keras().optimizers.SGD(eta)),
            "η alone",
            ("momentum_and_nesterov_lost",),
        ),
        (
            compiled(optimizer=lambda eta, mu: keras().optimizers.SGD(mu, eta, nesterov=True)),
            "exchanged",
            ("rate_and_momentum_exchanged",),
        ),
        (
            compiled(optimizer=lambda eta, mu: keras().optimizers.SGD(0.03, momentum=0.8, nesterov=True)),
            "the example's numbers",
            ("settings_of_the_example",),
        ),
        (
            compiled(loss=lambda: keras().losses.SparseCategoricalCrossentropy()),
            "no logits",
            ("not_from_logits",),
        ),
        (compiled(loss=lambda: "sparse_categorical_crossentropy"), "loss by name", ("not_from_logits",)),
        (
            compiled(loss=lambda: keras().losses.CategoricalCrossentropy(from_logits=True)),
            "one-hot loss",
            ("loss_of_one_hot_labels",),
        ),
        (compiled(loss=lambda: "categorical_crossentropy"), "one-hot loss by name", ("loss_of_one_hot_labels",)),
        (compiled(loss=lambda: "mse"), "squared error", ("loss_of_one_hot_labels",)),
        (
            compiled(loss=lambda: keras().losses.BinaryCrossentropy(from_logits=True)),
            "binary cross-entropy",
            ("loss_of_one_hot_labels",),
        ),
        (compiled(metrics=lambda: None), "no metric", ("no_metric",)),
        (compiled(metrics=lambda: [keras().metrics.Accuracy()]), "Accuracy", ("metric_of_equal_numbers",)),
        (compiled(metrics=lambda: ["categorical_accuracy"]), "one-hot", ("metric_of_one_hot_labels",)),
        (compiled(metrics=lambda: [keras().metrics.CategoricalAccuracy()]), "as well", ("metric_of_one_hot_labels",)),
        (compiled(metrics=lambda: ["binary_accuracy"]), "binary accuracy", ("metric_of_something_else",)),
        (compiled(metrics=lambda: ["mse"]), "squared error as a metric", ("metric_of_something_else",)),
        (compile_third_place, "third place", ("metrics_at_the_third_place",)),
        (compile_returned, "None", ()),
        (lambda model, learning_rate, momentum: model, "not compiled", ("not_compiled",)),
        (
            compiled(optimizer=lambda eta, mu: "sgd", loss=lambda: "sparse_categorical_crossentropy"),
            "everything by name",
            ("optimizer_by_name", "not_from_logits"),
        ),
        (compiled_with_three_digits, "the learning rate rounded", ()),
        (compiled_with_a_partial_of_probabilities, "a partial that takes probabilities", ()),
    ],
    "weights_for_keras": [
        (arrays_of(matrix=lambda W: W), "not transposed", ("not_transposed",)),
        (arrays_of(matrix=lambda W: W.reshape(W.shape[1], W.shape[0])), "reshaped", ("reshaped",)),
        (arrays_of(order=lambda p: [W for W, b in p] + [b for W, b in p]), "matrices first", ("matrices_first",)),
        (arrays_of(order=lambda p: [a for W, b in p for a in (b, W)]), "bias first", ("bias_first",)),
        (arrays_of(order=lambda p: [a for pair in p[::-1] for a in pair]), "last first", ("last_layer_first",)),
        (arrays_of(order=lambda p: [W for W, b in p]), "no biases", ("no_biases",)),
        (arrays_of(bias=lambda b: b.reshape(1, -1)), "row", ("bias_as_a_row",)),
        (arrays_of(bias=lambda b: b.reshape(-1, 1)), "column", ("bias_as_a_column",)),
        (arrays_of(order=lambda p: p), "pairs", ()),
        (arrays_of(order=lambda p: [list(pair) for pair in p]), "lists of two", ()),
        (arrays_of(order=lambda p: [np.vstack(pair) for pair in p]), "stacked", ()),
        (arrays_of(matrix=lambda W: W[::-1]), "rows turned round", ()),
        (arrays_of(matrix=lambda W: W[::-1].T), "transposed and turned", ()),
        (arrays_of(matrix=lambda W: W.ravel()), "flat matrices", ()),
        (arrays_two_layers, "two layers", ("two_layers",)),
        (arrays_returned_early, "return in the loop", ("first_layer_only",)),
        (arrays_restarted, "a new list each time", ("last_layer_only",)),
        (arrays_last_missing, "one layer short", ()),
        (
            arrays_of(matrix=lambda W: W, order=lambda p: [W for W, b in p] + [b for W, b in p]),
            "two at once",
            ("not_transposed", "matrices_first"),
        ),
        (bias_of_the_equal_matrix, "a matrix that comes twice gets one bias", ()),
        (bias_by_identity, "a matrix that comes twice gets one bias, the last", ()),
    ],
    "keras_sgd_step": [
        (sgd_of(order=lambda w, v: (v, w)), "exchanged", ("outputs_exchanged",)),
        (sgd_of(velocity=lambda v, g, eta, mu: mu * v + eta * g), "uphill", ("velocity_adds_the_gradient",)),
        (
            sgd_of(plain=lambda v, new, g, eta, mu: -new, ahead=lambda v, new, g, eta, mu: -(mu * new - eta * g)),
            "subtracted",
            ("velocity_subtracted",),
        ),
        (sgd_pytorch, "PyTorch", ("pytorch_form",)),
        (sgd_of(ahead=lambda v, new, g, eta, mu: new), "nesterov ignored", ("nesterov_ignored",)),
        (sgd_of(ahead=lambda v, new, g, eta, mu: mu * v - eta * g), "old v", ("nesterov_ignored",)),
        (sgd_of(plain=lambda v, new, g, eta, mu: mu * new - eta * g), "always", ("nesterov_always",)),
        (
            sgd_of(plain=lambda v, new, g, eta, mu: mu * new - eta * g, ahead=lambda v, new, g, eta, mu: new),
            "the wrong way round",
            ("nesterov_reversed",),
        ),
        (sgd_of(ahead=lambda v, new, g, eta, mu: mu * new), "no gradient", ("nesterov_without_the_gradient",)),
        (sgd_of(ahead=lambda v, new, g, eta, mu: mu * new + eta * g), "sign", ("nesterov_adds_the_gradient",)),
        (sgd_of(ahead=lambda v, new, g, eta, mu: new - eta * g), "no μ", ("nesterov_without_momentum",)),
        (sgd_of(ahead=lambda v, new, g, eta, mu: new + mu * new - eta * g), "two", ("nesterov_two_steps",)),
        (
            sgd_of(velocity=lambda v, g, eta, mu: mu * v - (1 - mu) * eta * g),
            "averaged velocity",
            ("averaged_velocity_alone",),
        ),
        (sgd_of(velocity=lambda v, g, eta, mu: v - eta * g), "μ missing", ("momentum_missing",)),
        (sgd_of(velocity=lambda v, g, eta, mu: mu * v - g), "η missing", ("learning_rate_missing",)),
        (sgd_of(velocity=lambda v, g, eta, mu: -eta * g), "no memory", ("no_memory",)),
        (sgd_of(plain=lambda v, new, g, eta, mu: v), "old velocity", ("old_velocity_used",)),
        (sgd_old_velocity_returned, "v not updated", ("velocity_not_kept",)),
        (sgd_ahead_stored, "look ahead stored", ("look_ahead_stored",)),
        (sgd_of(order=lambda w, v: w), "w alone", ()),
        (sgd_of_the_nonzero_steps, "steps without a gradient are left out", ("empty_steps_skipped",)),
    ],
    "keras_adam_step": [
        (adam_of_the_paper, "the paper", ("epsilon_of_the_paper",)),
        (lambda w, m, v, *rest: (*adam_plain(w, m, v, *rest)[:2], v), "v is not returned", ("squares_not_kept",)),
        (adam_of(rate=lambda eta, t, b1, b2: eta), "not corrected", ("not_corrected",)),
        (
            adam_of(rate=lambda eta, t, b1, b2: eta * (1 - b2**t) / (1 - b1**t)),
            "√",
            ("root_of_the_correction_missing",),
        ),
        (
            adam_of(rate=lambda eta, t, b1, b2: eta * np.sqrt((1 - b2**t) / (1 - b1**t))),
            "√ of all",
            ("root_of_the_whole",),
        ),
        (
            adam_of(rate=lambda eta, t, b1, b2: eta * (1 - b1**t) / np.sqrt(1 - b2**t)),
            "head",
            ("fraction_upside_down",),
        ),
        (
            adam_of(rate=lambda eta, t, b1, b2: eta * np.sqrt(1 - b1**t) / (1 - b2**t)),
            "betas exchanged",
            ("betas_exchanged_in_the_correction",),
        ),
        (adam_of(rate=lambda eta, t, b1, b2: eta / (1 - b1**t)), "m alone", ("only_m_corrected",)),
        (adam_of(rate=lambda eta, t, b1, b2: eta * np.sqrt(1 - b2**t)), "v alone", ("only_v_corrected",)),
        (adam_of(rate=lambda eta, t, b1, b2: eta * np.sqrt(1 - b2) / (1 - b1)), "no power", ("power_missing",)),
        (
            adam_of(rate=lambda eta, t, b1, b2: eta * np.sqrt(1 - b2 ** (t + 1)) / (1 - b1 ** (t + 1))),
            "t + 1",
            ("clock_one_ahead",),
        ),
        (adam_of(rate=lambda eta, t, b1, b2: eta * np.sqrt(1 - b2 * t + 0j).real / (1 - b1 * t)), "β·t", ()),
        (adam_of(step=lambda rate, m, v, eps: rate * m / np.sqrt(v + eps)), "ε inside", ("epsilon_in_the_root",)),
        (adam_of(step=lambda rate, m, v, eps: rate * m / np.sqrt(v)), "no ε", ("epsilon_missing",)),
        (
            adam_of(step=lambda rate, m, v, eps: rate * m / np.sqrt(v) + eps),
            "brackets",
            ("brackets_missing", "epsilon_added_to_the_step"),
        ),
        (adam_of(step=lambda rate, m, v, eps: rate * m / (v + eps)), "no root", ("root_missing",)),
        (adam_of(sign=1), "uphill", ("uphill",)),
        (adam_of(second=lambda v, g, beta: beta * v + (1 - beta) * g), "g for g²", ("gradients_not_squared",)),
        (adam_of(second=lambda v, g, beta: beta * v + (1 - beta) * np.abs(g)), "|g| for g²", ("sizes_for_squares",)),
        (
            adam_of(second=lambda v, g, beta: beta * v + ((1 - beta) * g) ** 2),
            "the whole squared",
            ("share_squared_too",),
        ),
        (
            adam_of(first=lambda m, g, beta: beta * m + g, second=lambda v, g, beta: beta * v + g**2),
            "1 − β missing",
            ("sums_not_averages",),
        ),
        (
            adam_of(first=lambda m, g, b: (1 - b) * m + b * g, second=lambda v, g, b: (1 - b) * v + b * g**2),
            "β reversed",
            ("weights_swapped",),
        ),
        (adam_hats_stored, "hats stored", ("stored_back",)),
        (adam_old_averages, "old averages", ("old_averages_used",)),
        (adam_of(order=lambda w, m, v: (m, v, w)), "order", ("averages_first",)),
        (adam_of(order=lambda w, m, v: (w, v, m)), "averages exchanged", ("outputs_exchanged",)),
        (adam_of(order=lambda w, m, v: w), "w alone", ()),
        (adam_of_the_nonzero, "weights without a gradient are left out", ("resting_weights_left_out",)),
        (keras_adam_with_adagrads_sum, "AdaGrad's sum", ("squares_added_up",)),
        (keras_adam_counted_from_0, "t from 0", ("clock_one_behind",)),
    ],
    "logits_misjudged": [
        (lambda: (np.array([1, 1, 0, 0]), np.array([5.0, 4.0, -3.0, -2.0])), "all clear", ("none_between",)),
        (lambda: (np.ones(4), np.full(4, 0.6)), "just above", ("none_between",)),
        (lambda: (np.zeros(4), np.zeros(4)), "zeros", ("none_between",)),
        (lambda: (np.array([0, 1, 0, 1]), np.full(4, 0.3)), "mixed labels", ("labels_cancel",)),
        (lambda: (np.array([1, 1, 1, 0]), np.full(4, 0.3)), "one other label", ("labels_cancel",)),
        (lambda: (np.ones(4), np.array([0.3, 0.3, 0.3, 2.0])), "one clear row", ("some_between",)),
        (lambda: (-np.ones(4), np.full(4, 0.3)), "other labels", ()),
    ],
}
