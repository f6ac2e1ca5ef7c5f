# %% [markdown]
r"""
# 18 · Keras

*You have built it all by hand. Now hand it over to a library, and check, number by number, that it does the same.*

**You will be able to**

- build, train, stop, save and load a network in Keras, be it a chain of layers or not, and look inside it;
- choose the loss that fits what the network puts out and how the labels are written;
- move weights from one library to another, and compare the two step by step;
- say what is rounding and what is a different formula;
- say what Keras does for you without being asked, and what it leaves to you.

**It builds on** the digits network (17), the losses (5), the optimizers (15 and 16), dropout (13) and batch
normalization (14). **Time:** about 50 minutes.

Keras and JAX, which does the arithmetic for it, do not come with the course. If one of them is missing, the first
cell stops and says how to get both.
"""

# %%
import os
import tempfile
from pathlib import Path

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "jax")  # the backend; Keras reads this when it is imported
compiled = Path.home() / ".cache" / "dlcourse" / "jax"  # compile once, keep it
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(compiled))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES", "-1")
try:
    import keras
except ImportError:
    from dlcourse.extras import how_to_install

    raise ImportError(f"Keras or JAX is missing. {how_to_install('keras')}") from None

# %%
from dlcourse import SGD, Adam, CategoricalCrossentropy, Dense, ReLU, Sequential
from dlcourse import load_digits, minibatches, one_hot, softmax, train_test_split
from dlcourse.plots import digits_gallery, show
from dlcourse.plots.practice import keras_figures
from dlcourse.plots.practice.keras_figures import differences_by_step, dropout_predictions, losses_by_epoch

pixels, labels = load_digits()
labels = labels.astype("int32")
rng = np.random.default_rng(18)
x_rest, y_rest, x_test, y_test = train_test_split(pixels, labels, test_size=360, rng=rng)
x_train, y_train, x_val, y_val = train_test_split(x_rest, y_rest, test_size=360, rng=rng)
print(f"{len(x_train)} rows to train on, {len(x_val)} to choose by, {len(x_test)} shut away")
print("Keras", keras.__version__, "on", keras.backend.backend())

# %% [markdown]
r"""
## The same network in a few lines

In lecture 17 a network for the digits took you some sixty lines: forward pass, backward pass, update, batches. Here is
such a network in Keras, the library that François Chollet published in 2015. Keras describes networks. The arithmetic
is done by another library, TensorFlow, JAX or PyTorch, the *backend*; the first cell has chosen JAX, unless
`KERAS_BACKEND` was set before.
"""

# %%
keras.utils.set_random_seed(0)
model = keras.Sequential(
    [
        keras.Input((64,)),  # the shape of one row; the batch is not counted
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10),
    ]
)
model.summary(line_length=64)

# %% proof
assert model.count_params() == (64 * 32 + 32) + (32 * 10 + 10) == 2410
assert [tuple(w.shape) for w in model.weights] == [(64, 32), (32,), (32, 10), (10,)]

# %% [markdown]
r"""
Check the summary with a pencil whenever you build a network: $64 \cdot 32 + 32 = 2080$ and $32 \cdot 10 + 10 = 330$. A
wrong shape shows here before it costs you a night. `None` stands for the number of rows, which is left open. Two habits
differ from ours: Keras asks for the width of the input once and works out the rest, and the activation may stand inside
the layer. One line needs thought: which parameters are *trainable*.
"""

# %% prediction [markdown]
r"""
Input 20, Dense(8), BatchNormalization, Dense(3). Dense layers: 168 and 27 parameters. How many
parameters does the summary call trainable?

[ ] 195
    That leaves out batch normalization, which learns too: γ and β, one pair for each of its 8 inputs.
[x] 211
    γ and β are learnt, 2 · 8 = 16. The running mean and variance are kept up to date in training, but no gradient
    touches them.
[ ] 227
    That is the total, with the 16 running means and variances. These are counted, and are not trained.
[ ] 203
    That counts one number for each of the 8 inputs; γ and β are two.
"""

# %%
with_norm = keras.Sequential([keras.Input((20,)), keras.layers.Dense(8)])
with_norm.add(keras.layers.BatchNormalization())
with_norm.add(keras.layers.Dense(3))
with_norm.summary(line_length=64)

# %% proof
assert (20 * 8 + 8, 8 * 3 + 3, 168 + 16 + 27, 168 + 32 + 27) == (168, 27, 211, 227)
trainable = sum(w.value.size for w in with_norm.trainable_weights)
assert (with_norm.count_params(), trainable) == (227, 211)

# %% [markdown]
r"""
## Compile, fit, predict

The network says what is computed. `compile` adds how it is to learn, `fit` trains it, `predict` uses it. You have
written all of it before:

| by hand, lecture 17 | in Keras |
|---|---|
| forward pass | `model(x)`, or in batches `model.predict(x)` |
| loss, optimizer, learning rate | `model.compile(…)` |
| the loops over epochs and batches: shuffle, forward, backward, update | `model.fit(…)` |
| accuracy on the validation rows after each epoch | `validation_data=…` in `fit` |
| one score at the very end | `model.evaluate(x_test, y_test)` |
"""

# %%
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.003),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
aside = (x_val, y_val)
options = {"validation_data": aside, "verbose": 0}
first_run = model.fit(x_train, y_train, batch_size=32, epochs=20, **options).history
read = model.predict(x_val, verbose=0).argmax(axis=1)
wrong = np.flatnonzero(read != y_val)
print(f"after 20 epochs {len(wrong)} of {len(x_val)} validation digits are read wrongly, such as")
captions = [f"{y_val[row]}, read as {read[row]}" for row in wrong[:6]]
show(digits_gallery(x_val[wrong[:6]], captions), f"Wrongly read digits: {'; '.join(captions)}.")

# %% proof
assert set(first_run) == {"loss", "accuracy", "val_loss", "val_accuracy"}
assert first_run["val_accuracy"][-1] > 0.9
assert first_run["val_loss"][-1] < 0.3 * first_run["val_loss"][0]
assert 2 <= len(wrong) < 0.1 * len(x_val)
assert abs(first_run["val_accuracy"][-1] - (1 - len(wrong) / len(x_val))) < 1e-6

# %% [markdown]
r"""
Two things surprise people. In the first epoch the validation loss may lie *below* the training loss. That does not mean
that the network does better on new rows: the reported training loss is the mean over the epoch, while the weights were
still improving; the validation loss is measured at its end. Measured at its end too, the training loss (the ring in
the figure) is lower than the reported one. And neither `compile` nor `fit` starts anew: the weights stay what they are,
and a second `fit` goes on from there.
"""


# %%
def digits_net(end=None, from_logits=True, seed=0):
    """The network above, from the same start for the same seed; `end` is its last activation."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input((64,))])
    model.add(keras.layers.Dense(32, activation="relu"))
    model.add(keras.layers.Dense(10, activation=end))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss=loss, metrics=["accuracy"])
    return model


again = digits_net()
reported_loss = again.fit(x_train, y_train, epochs=1, verbose=0).history["loss"][0]
after = again.evaluate(x_train, y_train, verbose=0)[0]
second = again.fit(x_train, y_train, epochs=1, verbose=0).history["loss"][0]
print(f"first epoch: reported {reported_loss:.1f}; measured at its end {after:.1f}")
print(f"a second fit reports {second:.1f} in its first epoch")
show(keras_figures.training_curves(first_run["loss"], first_run["val_loss"], at_end=after))

# %% proof
assert after < 0.85 * reported_loss
assert second < 0.85 * reported_loss
assert abs(reported_loss - first_run["loss"][0]) < 0.02 * reported_loss  # the same start, the same first epoch
assert round(float(keras.optimizers.get("adam").learning_rate), 6) == 0.001

# %% [markdown]
r"""
`optimizer="adam"` works as well; then all settings are those of your version of Keras, η = 0.001 among them. That is
not all that Keras does without being asked; and some things are left to you:

| What Keras does without being asked | What it leaves to you |
|---|---|
| shuffles the training rows before each epoch | splitting: `validation_split=0.2` takes the *last* rows, unshuffled |
| cuts them into batches of 32 | scaling the inputs |
| draws Glorot's weights, sets biases to 0 (lecture 11) | numbering the labels from 0 |
| computes in float32 | logits or probabilities: unless told, a loss expects probabilities |
| takes $\varepsilon = 10^{-7}$ in Adam | going back to the best epoch: `restore_best_weights` is off |
| divides by $1 - p$ what dropout at rate $p$ leaves | choosing by the validation rows, opening the test rows once |
| compiles the training step when it first runs | the mode in a loop of your own: `model(x)` means inference |
"""

# %% proof
import inspect

asked_for = {name: given.default for name, given in inspect.signature(keras.Model.fit).parameters.items()}
assert asked_for["shuffle"] is True
counted = digits_net()
counted.fit(x_train, y_train, verbose=0)
assert int(counted.optimizer.iterations) == -(-len(x_train) // 32)
assert isinstance(counted.layers[0].kernel_initializer, keras.initializers.GlorotUniform)
assert not np.any(digits_net().get_weights()[1])
assert {w.dtype for w in counted.get_weights()} == {np.dtype("float32")}
assert keras.optimizers.Adam().epsilon == 1e-7
assert keras.losses.SparseCategoricalCrossentropy().get_config()["from_logits"] is False
assert keras.callbacks.EarlyStopping().restore_best_weights is False
assert counted.jit_compile  # on JAX
left = keras.ops.convert_to_numpy(keras.layers.Dropout(0.2)(np.ones((50, 50), dtype=np.float32), training=True))
assert np.allclose(np.unique(left), [0, 1.25])
in_order = np.arange(10, dtype=np.float32)[:, None]  # the last two of ten rows, 8 and 9, are split off
same = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
same.compile(keras.optimizers.SGD(0.0), "mse")
by_split = same.fit(in_order, 0 * in_order, validation_split=0.2, verbose=0).history["val_loss"][0]
assert by_split == (8**2 + 9**2) / 2

# %% [markdown]
r"""
## Stop in time, save, load

How many epochs? Let the validation rows say so, through a callback, as in lecture 12. `fit` calls it at fixed
moments; the two below act after each epoch. The first stops once the validation loss has not improved for five
epochs, and puts the weights of the best epoch back. The second writes the network into a file whenever it is the best
so far.
"""

# %%
folder = Path(tempfile.mkdtemp())
callbacks = [
    keras.callbacks.EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True),
    keras.callbacks.ModelCheckpoint(folder / "best.keras", save_best_only=True),  # by val_loss
]
stopped = digits_net()
history = stopped.fit(x_train, y_train, epochs=150, callbacks=callbacks, **options).history
kept = int(np.argmin(history["val_loss"])) + 1
print(f"{len(history['loss'])} epochs, number {kept} is kept")
show(keras_figures.training_curves(history["loss"], history["val_loss"], kept))

# %% proof
assert abs(stopped.evaluate(x_val, y_val, verbose=0)[0] - min(history["val_loss"])) < 1e-4
assert len(history["loss"]) in (kept + 5, 150)

# %%
loaded = keras.saving.load_model(folder / "best.keras")
gap = np.abs(loaded.predict(x_val, verbose=0) - stopped.predict(x_val, verbose=0)).max()
print("the file predicts what the network predicts:", bool(gap < 1e-5))
batches_done = {"file": loaded, "network": stopped}
for name, net in batches_done.items():
    print(f"optimizer's steps in the {name}: {int(net.optimizer.iterations)}")

# %% proof
assert gap < 1e-5
per_epoch = -(-len(x_train) // 32)
assert int(loaded.optimizer.iterations) == kept * per_epoch
assert int(stopped.optimizer.iterations) == len(history["loss"]) * per_epoch

# training goes on from the file as it would have gone on without it
first = digits_net()
first.fit(x_train, y_train, epochs=2, shuffle=False, verbose=0)
first.save(folder / "after_two.keras")
from_file = keras.saving.load_model(folder / "after_two.keras")
nets = (first, from_file)
third = [n.fit(x_train, y_train, epochs=1, shuffle=False, verbose=0).history["loss"][0] for n in nets]
assert abs(third[0] - third[1]) < 1e-4

# %% [markdown]
r"""
A `.keras` file holds the layers, the weights and the state of the optimizer, so that training can go on where it
stopped. The two counts differ, and it pays to know why: the file holds weights *and* optimizer as they were after the
best epoch, while `restore_best_weights` brings back the weights alone. The optimizer stays as it was after the last
epoch. To predict, take either; to train on, take the file. (`model.save("net.keras")` writes one at any time.)

The validation rows have chosen the epoch, so their score flatters it. All choices for this network are made: now the
test rows are opened, once. Nothing above has used them, and nothing below does.
"""

# %%
_, test_accuracy = loaded.evaluate(x_test, y_test, verbose=0)
print(f"test accuracy {test_accuracy:.0%}, on {len(x_test)} rows")

# %% proof
assert test_accuracy > 0.92

# %% [markdown]
r"""
## When the network is no chain: the functional API

`Sequential` can only put one layer behind another. The residual block of lectures 9 and 14, $x + F(x)$, has a way
around, so it needs another form. A layer is a function: call it on a tensor, and you get the next one. Then say where
the network begins and where it ends.
"""

# %%
inputs = keras.Input((64,))
x = keras.layers.Dense(32, activation="relu")(inputs)
inner = keras.layers.Dense(32, activation="relu")(x)
inner = keras.layers.Dense(32)(inner)
x = keras.layers.add([x, inner])  # x + F(x)
residual = keras.Model(inputs, keras.layers.Dense(10)(x))
print(residual.count_params(), "parameters; output", residual.output_shape)

# %% proof
assert residual.count_params() == 2080 + 2 * (32 * 32 + 32) + 330
W1, b1, W2, b2, W3, b3, W4, b4 = residual.get_weights()
h = np.maximum(x_val @ W1 + b1, 0)
by_numpy = (h + np.maximum(h @ W2 + b2, 0) @ W3 + b3) @ W4 + b4
assert np.allclose(residual.predict(x_val, verbose=0), by_numpy, atol=1e-5)
assert list(inspect.signature(keras.Model.train_step).parameters) == ["self", "state", "data"]  # on JAX

# %% [markdown]
r"""
`compile`, `fit` and `save` are as before. The same form takes two inputs or two outputs: `keras.Model([a, b], [c, d])`.
It also opens a trained network: begin at its input, end at a hidden layer.
"""

# %%
inside = keras.Model(loaded.inputs, loaded.layers[0].output)
hidden = inside.predict(x_val, verbose=0)
print(hidden.shape, f"{(hidden == 0).mean():.0%} of the hidden outputs are 0")

# %% proof
W_in, b_in = loaded.get_weights()[:2]
assert np.allclose(hidden, np.maximum(x_val @ W_in + b_in, 0), atol=1e-5)
assert hidden.shape == (360, 32)
assert 0.05 < (hidden == 0).mean() < 0.95

# %% [markdown]
r"""
When you need a layer that Keras lacks, write a class on `keras.layers.Layer`; when `fit` does the wrong thing within a
step, override `train_step`. On JAX it takes `(self, state, data)` and returns `(logs, state)`; the form with
`GradientTape`, which most tutorials show, is TensorFlow's. Start with the simplest form that can say what you mean.

## A loss that knows what it is given

The last layers above have no activation. They put out **logits**, any numbers, and the softmax is left to the loss:
lecture 5 showed why the two are better computed together. But the loss cannot see what it is given. You have to tell
it, twice.

- *What does the network put out?* Logits: `from_logits=True`. Probabilities, since its last layer is a softmax:
  `from_logits=False`, and this is what you get if you say nothing.
- *How are the labels written?* As class indices, 7: `SparseCategoricalCrossentropy`. As one-hot rows:
  `CategoricalCrossentropy`.

Four pairs, and one number.
"""

# %%
z = np.array([[0, 1, 2], [1, 0, 0]], dtype=np.float32)  # logits, two rows, three classes
classes = np.array([2, 0])
in_rows = one_hot(classes, 3)
by_hand = -np.log(softmax(z)[[0, 1], classes]).mean()
print(f"by hand: {by_hand:.4f}")
Sparse = keras.losses.SparseCategoricalCrossentropy
Categorical = keras.losses.CategoricalCrossentropy
four = [Sparse(from_logits=True)(classes, z), Sparse()(classes, softmax(z))]
four += [Categorical(from_logits=True)(in_rows, z), Categorical()(in_rows, softmax(z))]
print("Keras:  ", [f"{loss:.4f}" for loss in map(float, four)])

# %% proof
assert round(float(by_hand), 4) == 0.4795
assert all(abs(float(loss) - by_hand) < 1e-6 for loss in four)

# %% [markdown]
r"""
Now suppose that someone adds a softmax to the last layer, because a tutorial has one, and leaves `from_logits=True`.
Softmax is then taken twice. On JAX there is no error and no warning. How low can the loss of a *perfect* network get?
It puts out 1 for the right digit and 0 for the nine others, and these are taken for logits:

$$L_{\min} = -\ln \frac{e^1}{e^1 + 9 e^0} = \ln(e + 9) - 1 .$$
"""

# %% prediction [markdown]
r"""
A network with a softmax at its end is trained with from_logits=True. What do you see after 15 epochs?

[ ] An error message
    Ten probabilities are ten numbers, as good as any for logits. On JAX nothing can be noticed.
[ ] A loss that stays above 1.46, and about 1 digit of 10 right
    It does learn. Softmax keeps the order, so the largest probability still belongs to the class that the network
    prefers.
[x] A loss that stays above 1.46, and most digits right
    It learns, often as well as the right network; only its loss says hardly anything. That is why it goes unnoticed.
"""

# %%
lowest = np.log(np.e + 9) - 1
print(f"lowest loss with two softmaxes: {lowest:.3f}")
settings = {"right": (None, True), "softmax twice": ("softmax", True)}
settings["logits as probabilities"] = (None, False)
losses, scores = {}, {}
for name, (end, from_logits) in settings.items():
    nets = [digits_net(end, from_logits, seed) for seed in range(5)]
    runs = [net.fit(x_train, y_train, epochs=15, verbose=0).history["loss"] for net in nets]
    losses[name] = np.array(runs)  # (5, 15)
    scores[name] = [net.evaluate(x_val, y_val, verbose=0)[1] for net in nets]
    print(f"{name:<23} last loss {losses[name][:, -1].mean():.1f}", end="   ")
    print(f"accuracy {min(scores[name]):.0%} to {max(scores[name]):.0%}")

# %%
show(losses_by_epoch(losses, lowest, scores))

# %% proof
assert round(lowest, 3) == 1.461
mean_losses = {name: runs.mean(axis=0) for name, runs in losses.items()}
assert mean_losses["right"][-1] < 0.25
assert lowest < mean_losses["softmax twice"][-1] < 1.65
means = {name: np.mean(values) for name, values in scores.items()}
assert min(scores["right"]) > 0.9
assert max(scores["softmax twice"]) > 0.9
assert min(scores["softmax twice"]) > 0.6
assert means["softmax twice"] > 0.82

# where the first softmax is sure of a wrong digit, two softmaxes pass back almost nothing
sure = np.full((1, 10), 0.0)
sure[0, 3] = 8
p = softmax(sure)
once = p - one_hot(np.array([7]), 10)
through_second = softmax(p) - one_hot(np.array([7]), 10)
twice = p * (through_second - (through_second * p).sum())
assert np.abs(twice).max() < 0.01 * np.abs(once).max()
assert min(mean_losses["logits as probabilities"]) > 4
assert means["logits as probabilities"] < 0.4
assert max(scores["logits as probabilities"]) < 0.6
assert round(-np.log(1e-7), 1) == 16.1
flipped = np.array([[2, 1, -4]], dtype=np.float32)  # their sum is negative
costs = [float(Sparse()(np.array([label]), flipped)) for label in range(3)]
assert np.allclose(costs, [16.1, 16.1, 0], atol=0.02)  # the smallest logit has the free label
for moved in flipped + 0.05 * np.eye(3, dtype=np.float32):  # behind either cut nothing changes: the gradient is 0
    assert np.allclose([float(Sparse()(np.array([label]), moved[None])) for label in range(3)], costs, atol=1e-6)
by_string = keras.losses.get("sparse_categorical_crossentropy")(classes, z)
assert abs(float(np.mean(by_string)) - float(Sparse(from_logits=False)(classes, z))) < 1e-6
assert abs(float(np.mean(by_string)) - float(Sparse(from_logits=True)(classes, z))) > 0.1

# %% [markdown]
r"""
These are five starts each, measured on the validation rows. *Softmax twice* learns, though not from every start as
well: where the inner softmax is sure of a *wrong* digit, hardly any gradient comes back through it, and one digit may
never be predicted. *Logits as probabilities* is the other slip. The usual way into it is the string:
`loss="sparse_categorical_crossentropy"` means `from_logits=False`. Keras divides the logits by their sum and cuts off
what is not between $10^{-7}$ and $1 - 10^{-7}$. (If the sum is negative, the order is even turned round.) A row whose
label is cut off below costs $-\ln 10^{-7} = 16.1$, and beyond either cut the gradient is 0: such a row can teach
nothing. A loss that stands still at several nats, far above the $\ln 10 = 2.3$ of guessing, is a sign of it.

The loss does not notice one more thing. A label is the number of a *column*, and columns count from 0. If someone
numbers three classes 1, 2, 3, what does the loss of label 3 do?
"""

# %%
confident = np.array([[4, -1, -2]], dtype=np.float32)
loss_of = Sparse(from_logits=True)
losses_of_label = [abs(float(loss_of(np.array([label]), confident))) for label in range(4)]
print("labels 0, 1, 2 and 3:", [f"{loss:.3f}" for loss in losses_of_label])

# %% proof
by_hand = -np.log(softmax(np.array([[4.0, -1.0, -2.0]])))[0]
assert by_hand.round(3).tolist() == [0.009, 5.009, 6.009]
assert np.allclose(losses_of_label[:3], by_hand, atol=1e-5)
assert losses_of_label[3] == 0  # on JAX

# %% [markdown]
r"""
Labels 0, 1 and 2 cost what they should. Label 3 has no column, and what happens then depends on the backend: on JAX, a
cost of 0, and so rows that teach nothing. Our library refuses it, and names the label.

## Training mode and inference

Dropout has to be told whether it is training (*training mode*) or predicting (*inference*). `fit` calls the layers in
training mode. `evaluate`, `predict` and `model(x)` mean inference, unless you write `model(x, training=True)`. Below, a
network with half of its hidden units dropped looks at one digit 200 times in training mode, and once at inference.
"""

# %%
keras.utils.set_random_seed(0)
dropping = keras.Sequential([keras.Input((64,)), keras.layers.Dense(32, activation="relu")])
dropping.add(keras.layers.Dropout(0.5))
dropping.add(keras.layers.Dense(10))
dropping.compile(optimizer=keras.optimizers.SGD(0.3), loss=Sparse(from_logits=True))
dropping.fit(x_train, y_train, epochs=5, verbose=0)

at_inference = softmax(dropping.predict(x_val, verbose=0))
unsure = int(np.abs(at_inference.max(axis=1) - 0.7).argmin())  # a digit that is read with about 0.7
digit, steady = int(at_inference[unsure].argmax()), at_inference[unsure].max()
# each of 200 equal rows drops units of its own
passes = dropping(np.repeat(x_val[[unsure]], 200, axis=0), training=True)
drawn = softmax(keras.ops.convert_to_numpy(passes))[:, digit]
print(f"at inference {steady:.2f}; in training mode", end=" ")
print(f"{drawn.min():.1f} to {drawn.max():.1f}, mean {drawn.mean():.2f}")

# %%
show(dropout_predictions(drawn, steady, digit))

# %% proof
assert np.array_equal(softmax(dropping.predict(x_val, verbose=0)), at_inference)
assert abs(steady - 0.7) < 0.05
calls = keras.ops.convert_to_numpy(dropping(x_val))  # without a flag: inference
assert np.allclose(softmax(calls), at_inference, atol=1e-5)
assert drawn.min() < 0.5
assert drawn.max() > 0.8
with_dropout = [dropping(x_val, training=True) for _ in range(10)]
guesses = [keras.ops.convert_to_numpy(logits).argmax(axis=1) for logits in with_dropout]
wobbling = [(guess == y_val).mean() for guess in guesses]
assert max(wobbling) < (at_inference.argmax(axis=1) == y_val).mean() - 0.05
assert 0 < max(wobbling) - min(wobbling) < 0.15
assert round(1 - 0.99**34, 2) == 0.29
assert -(-len(x_train) // 32) == 34
normalize = keras.layers.BatchNormalization()
for _ in range(34):
    normalize(np.full((32, 1), 5.0, dtype=np.float32), training=True)
assert abs(float(normalize.moving_mean[0]) / 5 - 0.29) < 0.01
# the mean over passes of the logits is that of inference, within what 4,000 passes can tell
many = dropping(np.repeat(x_val[[unsure]], 4000, axis=0), training=True)
mean_logits = keras.ops.convert_to_numpy(many).mean(axis=0)
spread = keras.ops.convert_to_numpy(many).std(axis=0) / np.sqrt(4000)
steady_logits = dropping.predict(x_val[[unsure]], verbose=0)[0]
assert (np.abs(mean_logits - steady_logits) < 5 * spread).all()

# %% [markdown]
r"""
If dropout stayed on in `evaluate`, the accuracy would come out lower, and a little different each time. And the mean
of the passes is not the probability at inference. What dropout keeps in the mean are the logits, as the last layer is
linear in what is dropped; the softmax of a mean is not the mean of softmaxes. (The width of the histogram is used as
a sign of doubt: Monte Carlo dropout.)

Batch normalization switches too: in training mode it uses the batch, at inference its running averages. These are slow
to start: with Keras's momentum of 0.99 they have come $1 - 0.99^{34} = 29\%$ of the way after one epoch of our 34
batches. So after a short training the validation scores may look bad for no other reason.

## The same numbers from both libraries

Does Keras compute what we compute? To compare, both need the same start. The same *seed* does not give it: 0 is handed
to two different generators. So the weights have to travel. `set_weights` takes one flat list: matrix, bias,
matrix, bias.
"""

# %% prediction [markdown]
r"""
Equal weights, the same 360 rows, both libraries in float32. How far apart are the logits?

[ ] They must be equal, bit by bit
    Each logit is a sum of 64 and then 32 products. Two libraries may add them up in different orders, and each addition
    rounds. On some processors they do add alike; nothing promises it.
[x] By a millionth or so, if at all
    Some roundings of 6 · 10⁻⁸, relative to numbers around 1. Equal to rounding is the most that one can ask for.
[ ] By about a hundredth
    That would be no rounding: something would be computed differently.
"""


# %%
def weights_of(network):
    """Copies of matrix, bias, matrix, bias, as `set_weights` wants them."""
    return [array.copy() for layer in network.layers for array in layer.parameters().values()]


rng = np.random.default_rng(0)
ours = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
print("ours:", [array.shape for array in weights_of(ours)])
theirs = digits_net()
theirs.set_weights(weights_of(ours))
gap = np.abs(theirs.predict(x_val, verbose=0) - ours.predict(x_val)).max()
print("largest difference of a logit:", "0" if gap == 0 else f"about 1e{np.log10(gap):.0f}")

# %% proof
assert [array.shape for array in weights_of(ours)] == [(64, 32), (32,), (32, 10), (10,)]
assert gap < 5e-6

# %% [markdown]
r"""
Note the `.copy()`. JAX may take a NumPy array as it is, without copying it. Our library updates its weights *in place*.
Without the copy, one step of ours can change the network of Keras as well, and the comparison is worth nothing.

## The same step, line by line

Forward agrees. Now the updates. In lecture 15 the velocity pointed uphill, and the step subtracted it. In Keras it
points downhill, and the step adds it:

$$v \leftarrow \mu v - \eta g, \qquad
w \leftarrow \begin{cases} w + v & \text{plain} \\ w + \mu v - \eta g & \text{Nesterov.} \end{cases}$$

Here $\mu$ is lecture 15's $\beta$. In the plain form only the sign of $v$ differs, and the path is the same. With
Nesterov's, Keras's $w$ is the point *ahead*, lecture 15's $w - \beta v$: the next gradient is needed there. Two steps
of Nesterov's by hand, and by Keras:
"""

# %%
w, v, g = 1.0, 0.0, 2.0
eta, mu = 0.1, 0.9
for _ in range(2):  # the second step is the first one with some velocity
    v = mu * v - eta * g
    w = w + mu * v - eta * g
print(f"by hand: {w:.4f}")
weight = keras.Variable([1.0])
nesterov = keras.optimizers.SGD(learning_rate=0.1, momentum=0.9, nesterov=True)
for _ in range(2):
    nesterov.apply([keras.ops.convert_to_tensor([2.0])], [weight])
by_keras = float(keras.ops.convert_to_numpy(weight.value)[0])
print(f"Keras:   {by_keras:.4f}")

# %% proof
assert round(w, 4) == 0.078
assert abs(by_keras - w) < 1e-6
u, v = 1.0, 0.0  # as lecture 15 writes it: the velocity points uphill
for _ in range(2):
    v = mu * v + eta * g
    u -= v
assert abs(u - 0.42) < 1e-12
assert abs(u - mu * v - w) < 1e-12  # the point ahead
u, v, ahead, velocity = 1.0, 0.0, 1.0, 0.0  # in the bowl w²/2, where the gradient depends on the point
for _ in range(20):
    v = mu * v + eta * (u - mu * v)
    u -= v
    slope, velocity = ahead, mu * velocity - eta * ahead
    ahead += mu * velocity - eta * slope
    assert abs(u - mu * v - ahead) < 1e-12

# %% [markdown]
r"""
Now a whole network, for 100 steps, with four optimizers. After each step we look for the weight that differs most
between the two libraries. Adam, as Keras takes it, reads

$$w \leftarrow w - \eta\,\frac{\sqrt{1-\beta_2^{\,t}}}{1-\beta_1^{\,t}} \cdot \frac{m}{\sqrt{v} + \varepsilon},
\qquad \varepsilon = 10^{-7},$$

and our `Adam` does the same unless told otherwise. In two more comparisons one thing differs. In *other momentum* it is
0.8 on our side. In *PyTorch's ε* ours is the Adam of PyTorch and of the paper (the form of lecture 16),
$\eta\,\hat m / (\sqrt{\hat v} + \varepsilon)$ with $\varepsilon = 10^{-8}$.
"""

# %% prediction [markdown]
r"""
The two Adams differ in ε alone: what it is, and beside which root it stands. How far apart is the weight that differs
most after the very first step, whose size is 0.001?

[ ] About 10⁻¹⁰: a step of 0.001, changed by a ten-millionth part
    Keras's ε stands beside a root that is only 0.03 of the gradient at step 1. So even a gradient of 1 makes 3 · 10⁻⁹
    of it, and many gradients are tiny.
[ ] Not at all, within rounding: both ε are too small to count
    Beside a 1 they hardly would. But they stand beside √v, which is as small as the gradient.
[x] More than 10⁻⁵, and up to nearly a full step
    A weight whose gradient is nearly 0 takes a step of full size all the same, unless ε is the larger of the two. Just
    there ε decides.
"""

# %%
batches = [rows for _ in range(4) for rows in minibatches(len(x_train), 32)]
batches = [rows for rows in batches if len(rows) == 32][:100]


def differences(our_optimizer, their_optimizer, reduction="sum_over_batch_size", batches=batches):
    """The largest difference of a weight after each step, from equal weights and batches."""
    rng = np.random.default_rng(0)
    ours = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
    ours.compile(our_optimizer, CategoricalCrossentropy(from_logits=True))
    theirs = digits_net()
    theirs.set_weights(weights_of(ours))
    loss = Sparse(from_logits=True, reduction=reduction)
    theirs.compile(optimizer=their_optimizer, loss=loss)
    largest = []
    for rows in batches:
        ours.train_on_batch(x_train[rows], one_hot(y_train[rows], 10))
        theirs.train_on_batch(x_train[rows], y_train[rows])
        arrays = zip(theirs.get_weights(), weights_of(ours), strict=True)
        largest.append(max(np.abs(a - b).max() for a, b in arrays))
    return np.array(largest)


def print_powers(table):
    """Print the difference after 1, 2 and 100 steps, by its power of ten."""
    for name, largest in table.items():
        print(f"{name:<32}", *(f"1e{round(np.log10(largest[t - 1]))}" for t in (1, 2, 100)), sep="   ")


# %%
theirs_is = keras.optimizers
nesterov = {"momentum": 0.9, "nesterov": True}
by_optimizer = {
    "SGD": differences(SGD(0.1), theirs_is.SGD(0.1)),
    "momentum": differences(SGD(0.1, momentum=0.9), theirs_is.SGD(0.1, momentum=0.9)),
    "Nesterov": differences(SGD(0.1, **nesterov), theirs_is.SGD(0.1, **nesterov)),
    "Adam": differences(Adam(0.001), theirs_is.Adam(0.001)),
    "other momentum": differences(SGD(0.1, momentum=0.8), theirs_is.SGD(0.1, momentum=0.9)),
    "PyTorch's ε": differences(Adam(0.001, convention="pytorch"), theirs_is.Adam(0.001)),
}
print("largest difference of a weight, after 1, 2 and 100 steps")
print_powers(by_optimizer)

# %% proof
assert len(batches) == 100
other = {"other momentum", "PyTorch's ε"}
for name in by_optimizer.keys() - other:
    assert 0 < by_optimizer[name][0] < 1e-7, name
    assert by_optimizer[name].max() < (3e-4 if name == "Adam" else 5e-6), name
assert by_optimizer["other momentum"][0] < 1e-7
assert by_optimizer["other momentum"][1] > 1e-4
assert 2e-5 < by_optimizer["PyTorch's ε"][0] < 0.00091  # no gradient gives more
assert all(by_optimizer[name][-1] > 1e-3 for name in other)
assert by_optimizer["SGD"][0] / 0.1 < 1e-6

# %%
leaps = {"PyTorch's ε": (1, "step 1: ε"), "other momentum": (2, "step 2: momentum")}
show(differences_by_step(by_optimizer, leaps))

# %% [markdown]
r"""
This is the figure to remember. **Rounding starts near $10^{-8}$ and creeps; with Adam it does so only as long as ε is
well above the rounding of the gradients. A different formula jumps, at the first step in which the difference
counts.** Four lines creep: the formulas agree as far as 100 steps of this network can tell. The other two leap by
several powers of ten, ε at the first step, the momentum at the second, since at the first there is no velocity yet.
(With Adam later steps tell less: where a gradient is little more than its own rounding, Adam may make a larger step
of it.)

So when two networks should agree, climb one rung at a time, and stop at the first that fails: the fault lies there.

1. The *weights* are copied.
2. The *logits* agree.
3. The *gradients* agree. This needs no new tool: a step of plain SGD moves each weight by $-\eta g$, so the first
   number of the line *SGD*, divided by η, is the largest difference of a gradient, up to rounding: below $10^{-6}$.
4. *One step* agrees. What fails from here on is the optimizer's.
5. *Many steps* agree.

Here are other things that may differ when a network is ported. On which rung, or at which step, does each show?
"""

# %%
decaying = theirs_is.Adam(0.001, weight_decay=0.1)
larger_epsilon = theirs_is.Adam(0.001, epsilon=32e-7)
others = {
    "SGD, loss summed": differences(SGD(0.1), theirs_is.SGD(0.1), "sum"),
    "Nesterov on one side": differences(
        SGD(0.1, momentum=0.9),
        theirs_is.SGD(0.1, **nesterov),
    ),
    "Adam, weight decay on one side": differences(Adam(0.001), decaying),
    "Adam, other β₁": differences(Adam(0.001, beta_1=0.8), theirs_is.Adam(0.001)),
    "Adam, loss summed": differences(Adam(0.001), theirs_is.Adam(0.001), "sum"),
    "Adam, loss summed, ε · 32": differences(Adam(0.001), larger_epsilon, "sum"),
}
print_powers(others)

# %% proof
at_first = ("SGD, loss summed", "Nesterov on one side", "Adam, weight decay on one side", "Adam, loss summed")
for name in at_first:
    assert others[name][0] > 5e-6, name
assert others["Adam, other β₁"][0] < 1e-7
assert others["Adam, other β₁"][1] > 1e-5
assert others["Adam, loss summed, ε · 32"][0] < 1e-7
assert others["Adam, loss summed, ε · 32"].max() < 3e-4
uneven = [*batches[:4], batches[4][:21]]  # a smaller batch gives the sum away
optimizers = Adam(0.001), theirs_is.Adam(0.001, epsilon=32e-7)
given_away = differences(*optimizers, "sum", uneven)
assert given_away[3] < 1e-5
assert given_away[4] > 1e-5


def default(of, name):
    """The value that an argument of Keras's has unless you give one."""
    return inspect.signature(of).parameters[name].default


# the column of Keras in the table of defaults; that of PyTorch was read off its version 2.13
assert default(keras.layers.LeakyReLU, "negative_slope") == 0.3
assert (default(keras.layers.BatchNormalization, "epsilon"), normalize.momentum) == (0.001, 0.99)
assert default(theirs_is.SGD, "learning_rate") == 0.01
assert (default(theirs_is.RMSprop, "learning_rate"), default(theirs_is.RMSprop, "rho")) == (0.001, 0.9)
adagrad = [default(theirs_is.Adagrad, name) for name in ("learning_rate", "initial_accumulator_value")]
assert adagrad == [0.001, 0.1]
he = keras.ops.convert_to_numpy(keras.initializers.HeNormal(0)((400, 400)))
assert abs(he.std() / np.sqrt(2 / 400) - 1) < 0.01
assert abs(np.abs(he).max() / (2 * np.sqrt(2 / 400)) - 1 / 0.8796) < 0.01  # cut at two, then widened by 1/0.88

# %% [markdown]
r"""
**Step 1: everything that enters the first update. Step 2: what enters only through an earlier gradient. Later: what
comes later**, as a short last batch, a schedule at its first change, or clipping at the first gradient above its
bound. Names mislead: Nesterov's is a kind of momentum, yet in this form its very first step is $(1+\mu)\eta g$ and not
$\eta g$. But β₁ waits for step 2: at step 1 Adam's correction divides it out. A loss that is summed over 32 rows and
not averaged fails one rung earlier: all gradients are 32 times as large. Adam divides the factor out
again, but not beside ε: still a leap at step 1. In the last row ε is 32 times as large, too, and there is no leap,
until a batch has fewer rows.

Most traps of a real port are numbers that you do not see. These are the defaults of Keras 3.15 and PyTorch 2.13:

| | Keras | PyTorch | shows in |
|---|---|---|---|
| matrix of a dense layer | (fan_in, units) | (units, fan_in): transpose | the logits; no error if it is square |
| `LeakyReLU()`: slope | 0.3 | 0.01 | the logits |
| batch normalization: ε | 0.001 | 0.00001 | the logits |
| … its momentum | 0.99 is *kept* | 0.1 is *replaced* | the logits at inference, after a step |
| … its running variance: of $N$ rows | divided by $N$ | by $N - 1$ | the logits at inference, after a step |
| `SGD()`: η | 0.01 | 0.001 | step 1 |
| `RMSprop()`: η and ρ | 0.001 and 0.9 | 0.01 and 0.99 | step 1 |
| `Adagrad()`: η and the sum at the start | 0.001 and 0.1 | 0.01 and 0 | step 1 |
| `Adam()`: ε | $10^{-7}$, uncorrected root | $10^{-8}$, corrected root | step 1, where gradients are tiny |
| `he_normal`, `kaiming_normal_` | cut at two standard deviations, then widened | not cut | weights not copied |

And where does the leap of ε come from? From weights with hardly any gradient. At the first step $\hat m/\sqrt{\hat
v}$ is $\pm 1$ for each weight, large gradient or small, unless ε counts. Keras's ε stands beside the *uncorrected*
root. At step 1 that root is $\sqrt{1 - 0.999} = 0.03$ of the size of the gradient, so ε weighs about 32 times as much
there. And it is ten times as large: so at step 1 the two libraries are a factor of 316 apart, in the end of 10.
"""

# %%
start = np.random.default_rng(0)
fresh = Sequential([Dense(64, 32, start), ReLU(), Dense(32, 10, start)])
fresh.compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
_, g = fresh.loss_and_gradient(x_train[batches[0]], one_hot(y_train[batches[0]], 10))
g = np.abs(g[g != 0])  # where the gradient is exactly 0, neither library moves
print(f"{(g < 1e-4).mean():.0%} of these gradients are below 1e-4,", end=" ")
print(f"half of them above {np.median(g):.3f}")
root = np.sqrt(1 - 0.999)
print("first step, as a share of η: Keras, PyTorch")
for gradient in (1e-2, 1e-4, 1e-5, 1e-6, 1e-7):
    in_keras = root * gradient / (root * gradient + 1e-7)
    in_pytorch = gradient / (gradient + 1e-8)
    print(f"|g| = {gradient:.0e}: {in_keras:.2f}, {in_pytorch:.2f}")

# %% proof
assert round(root, 4) == 0.0316
assert round(1 / root) == 32
assert round(10 / root) == 316
shares = [(root * g_i / (root * g_i + 1e-7), g_i / (g_i + 1e-8)) for g_i in np.geomspace(1e-10, 1, 2001)]
assert 0.89 < max(b - a for a, b in shares) < 0.9  # at |g| = √(ε₁ε₂)
assert (round(root * 1e-6 / (root * 1e-6 + 1e-7), 2), round(1e-6 / (1e-6 + 1e-8), 2)) == (0.24, 0.99)
weights_of_epsilon = [1e-7 / np.sqrt(1 - 0.999**t) / 1e-8 for t in (1, 10_000)]
assert np.allclose(weights_of_epsilon, [316, 10], atol=0.3)
assert abs(0.001 * (1 - root / (root + 1e-7)) - 3.2e-9) < 1e-10  # a gradient of 1
assert 0 < (g < 1e-4).mean() < 0.05  # hardly any gradient: a few weights
assert np.median(g) > 1e-3


def validation_scores(convention):
    """Our library's accuracies after 20 epochs from five starts."""
    found = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        learner = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
        adam = Adam(0.001, convention=convention)
        learner.compile(adam, CategoricalCrossentropy(from_logits=True))
        learner.fit(x_train, one_hot(y_train, 10), epochs=20, rng=rng, verbose=False)
        found.append((learner.predict(x_val).argmax(axis=1) == y_val).mean())
    return found


accuracies = {name: validation_scores(name) for name in ("keras", "pytorch")}
assert min(accuracies["keras"] + accuracies["pytorch"]) > 0.88
assert abs(np.mean(accuracies["keras"]) - np.mean(accuracies["pytorch"])) < 0.01
assert abs(2 * 0.001 * 1e-9 / (1e-9 + 1e-8) - 1.8e-4) < 1e-5

# %% [markdown]
r"""
A weight with a gradient of $10^{-6}$ takes a quarter of a full step in Keras, and 0.99 of one in PyTorch. Is that bad?
Not for the result: from the same five starts both learn the digits equally well (not shown). It is bad only for the
claim "we have reproduced it".

## In one table

| What | In Keras | Remember |
|---|---|---|
| network | `Sequential([Input((64,)), Dense(32, activation="relu"), Dense(10)])` | count the parameters once by hand |
| callbacks | `EarlyStopping`, `ModelCheckpoint` | the best epoch's optimizer state is in the file alone |
| no chain | `Model(inputs, outputs)` | a layer is a function; end at a hidden one to look inside |
| logits at the end | `from_logits=True` | a softmax too many: loss above 1.461 for ten classes |
| class indices, one-hot rows | `SparseCategorical…`, `Categorical…` | classes count from 0 |
| `compile` | optimizer, loss, metrics | changes no weight |
| `fit` | shuffles, cuts, steps, measures | its loss is a mean over the epoch; it goes on, never anew |
| `evaluate`, `predict` | inference | dropout off, running averages on |
| `set_weights` | matrix, bias, matrix, bias | hand over copies |
| equal networks | weights, logits, gradients, one step, many | stop at the first that fails |
| same formula | differences near $10^{-8}$ at step 1 | rounding creeps |
| other formula | a jump | step 1: in the first update; step 2: through an earlier gradient; later: comes later |

## Check yourself

<details><summary>1. Your ten-class network reads 94% of the digits, and its loss will not fall below 1.46. What do you
look for?</summary>

A softmax at the end together with `from_logits=True`. The floor is $\ln(e + 9) - 1 = 1.461$, whatever the network does.
</details>

<details><summary>2. "I set the seed to 0 in both libraries, so they start from the same weights." Do they?</summary>

No. A seed starts a generator, and the two libraries have different ones. Copy the weights.
</details>

<details><summary>3. Training loss 0.8 in the report of the first epoch, validation loss 0.4. Is the network better on
rows that it has not seen?</summary>

Not for that reason. The 0.8 is a mean over an epoch that began with random weights; the 0.4 is measured at its end.
With dropout, the training loss is also measured with half of the units gone.
</details>

<details><summary>4. After one step of SGD the weights of your port differ by $2 \cdot 10^{-4}$, in float32. Rounding?
And with PyTorch's Adam?</summary>

With SGD surely not: rounding is near $10^{-8}$ after one step. With PyTorch's Adam it can be: gradients of $10^{-9}$
and $-10^{-9}$, both nothing but rounding, become steps of 0.00009 each way. So compare gradients before weights.
</details>

<details><summary>5. You compile a trained network again with a smaller learning rate, and call `fit`. Where does it
start?</summary>

From the trained weights. Only the optimizer is new, so its velocities and averages begin at 0.
</details>

## What to do next

Do the [exercise](../exercises/18_keras/18_keras.ipynb): build and compile networks in Keras, move weights into them,
and write the steps that its optimizers take. Then go on to [lecture 19](19_keras_tuner.ipynb), where a program chooses
the units and the learning rate for you, and where you will see how it can fool you.
"""
