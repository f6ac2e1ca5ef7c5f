"""Training with Keras on JAX: its own `fit`."""

import os

from race.tasks import LEARNING_RATES, first_weights, loss_of, rows_of

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import keras


class Fit:
    """An epoch by `fit`, which shuffles and compiles its step by itself."""

    def __init__(self, task):
        jax.config.update("jax_enable_x64", task["dtype"] == "float64")
        keras.config.set_floatx(task["dtype"])
        keras.utils.set_random_seed(2)
        self.task = task
        self.x, self.labels = rows_of(task)
        *hidden, last = task["sizes"][1:]
        layers = [*(keras.layers.Dense(units, activation="relu") for units in hidden), keras.layers.Dense(last)]
        self.model = keras.Sequential([keras.Input((task["sizes"][0],)), *layers])
        self.model.set_weights([array for layer in first_weights(task) for array in layer])
        make = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}[task["optimizer"]]
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.model.compile(make(LEARNING_RATES[task["optimizer"]]), loss)

    def round(self):
        self.model.fit(self.x, self.labels, batch_size=self.task["batch"], epochs=1, verbose=0)

    def outcome(self):
        """The loss before and after."""
        after = [layer.get_weights() for layer in self.model.layers]
        return [loss_of(weights, self.x, self.labels) for weights in (first_weights(self.task), after)]
