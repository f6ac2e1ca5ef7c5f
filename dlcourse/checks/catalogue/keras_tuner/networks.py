"""Networks whose depth, widths, activation and learning rate are open: the asked one, right ones and wrong ones."""

from dlcourse.checks.catalogue.keras.library import load_keras


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
