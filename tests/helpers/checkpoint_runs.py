"""A network of everything that has a memory, and runs of it that can be saved and resumed."""

import numpy as np
from networks import small

from dlcourse.layers import BatchNormalization, Dense, Dropout, ReLU, Residual
from dlcourse.losses import BinaryCrossentropy
from dlcourse.metrics import accuracy
from dlcourse.model import Sequential
from dlcourse.optimizers import Adam


def network(rng, dtype=np.float32, optimizer=None):
    """Everything that has a memory: running means, masks drawn from the same Generator, slots."""
    block = Residual([Dense(6, 6, rng), BatchNormalization(6, momentum=0.7), ReLU(), Dropout(0.3, rng)])
    layers = [Dense(2, 6, rng), block, BatchNormalization(6), Dropout(0.2, rng), Dense(6, 1, rng)]
    model = Sequential(layers, dtype)
    return model.compile(optimizer or Adam(0.01), BinaryCrossentropy(from_logits=True), [accuracy])


def everything(model, history, rng):
    """All that two equal runs share, as bits."""
    states = [{name: array.tobytes() for name, array in layer.state().items()} for layer in all_layers(model.layers)]
    slots = {name: np.asarray(value).tobytes() for name, value in model.optimizer.state().items()}
    return model.parameters.tobytes(), states, slots, history, rng.bit_generator.state


def all_layers(layers):
    return [inner for layer in layers for inner in (layer, *all_layers(layer.layers))]


def run(epochs, callbacks=(), resume_from=None, bit_generator=np.random.PCG64, seed=3, **options):
    _, x, y = small()
    rng = np.random.Generator(bit_generator(seed))
    model = network(rng, **options)
    history = model.fit(
        x, y, epochs, 4, validation_split=0.2, rng=rng, verbose=False, callbacks=callbacks, resume_from=resume_from
    )
    return everything(model, history, rng)
