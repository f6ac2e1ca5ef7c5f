# %% [markdown]
r"""
# 18 · Keras

*You have built it all by hand. Now hand it over to a library, and check, number by number, that it does the same.*

**You will be able to**

- build, compile and train in Keras the networks that you have built by hand;
- choose the loss that fits what the network puts out and how the labels are written;
- move weights from one library to another, and compare the two step by step;
- say what is rounding and what is a different formula;
- say what Keras does for you without being asked, and what it leaves to you.

**It builds on** the digits network (17), the losses (5), the optimizers (15 and 16), dropout (13) and batch
normalization (14). **Time:** about 35 minutes.

Keras is the one thing in this lecture that the course does not bring along. The first cell tells you if it is missing.
"""

# %%
import os
from pathlib import Path

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "jax")  # who does the arithmetic; read when keras is first imported
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(Path.home() / ".cache" / "dlcourse" / "jax"))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")  # compile once, keep it for the next time
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES", "-1")
try:
    import keras
except ImportError:
    keras = None
    print("Keras is missing: run `pip install -e '.[keras]'` in the course's folder, then restart the kernel.")

# %%
from dlcourse import SGD, Adam, CategoricalCrossentropy, Dense, ReLU, Sequential
from dlcourse import load_digits, minibatches, one_hot, softmax, train_test_split
from dlcourse.plots import show
from dlcourse.plots.keras_figures import differences_by_step, losses_by_epoch, passes_in_training
from dlcourse.widgets import predict_first

pixels, labels = load_digits()
x_train, y_train, x_test, y_test = train_test_split(pixels, labels, test_size=360, rng=np.random.default_rng(0))

# %% [markdown]
r"""
## The same network in five lines

In lecture 17 you wrote a network for the digits with your own hands: forward pass, backward pass, update, batches. It
took some sixty lines, and you know what each of them is for. Here is such a network in Keras, the library that François
Chollet published in 2015, and ours beside it.
"""

# %%
if keras:
    keras.utils.set_random_seed(0)
    theirs = keras.Sequential(
        [
            keras.Input((64,)),  # the shape of one row; the batch is not counted
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10),
        ]
    )
    print("Keras:", theirs.count_params(), "parameters, shapes", [w.shape for w in theirs.weights])

rng = np.random.default_rng(0)
ours = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
print("ours: ", ours.parameters.size, "parameters")

# %% hidden=true
assert ours.parameters.size == (64 * 32 + 32) + (32 * 10 + 10) == 2410
if keras:
    assert theirs.count_params() == 2410
    assert [tuple(w.shape) for w in theirs.weights] == [(64, 32), (32,), (32, 10), (10,)]

# %% [markdown]
r"""
The same 2,410 numbers in the same shapes, $W$ as (fan_in, units), and a bias beside each. Two habits differ. Keras asks
for the width of the input once and works out the rest. And the activation stands inside the layer.

`theirs.summary()` prints a table of layers, shapes and parameters. Check it once with a pencil whenever you build a
network: a wrong shape shows there before it costs you a night. One line of it needs thought.
"""

# %% hidden=true
predict_first(
    "Input 20, Dense(8), BatchNormalization, Dense(3). Dense layers: 168 and 27 parameters. What does the summary call "
    "trainable?",
    {
        "195": "That is without batch normalization, and it learns too: γ and β, one pair for each of its 8 inputs.",
        "211": "γ and β are learnt, 2 · 8 = 16. The running mean and variance are kept up to date in training, but no "
        "gradient touches them.",
        "227": "That is the total, with the 16 running means and variances. These are counted, and are not trained.",
        "203": "That has one number for each of the 8 inputs; γ and β are two.",
    },
    right="211",
)

# %%
if keras:
    with_norm = keras.Sequential(
        [keras.Input((20,)), keras.layers.Dense(8), keras.layers.BatchNormalization(), keras.layers.Dense(3)]
    )
    trainable = sum(w.value.size for w in with_norm.trainable_weights)
    print(f"total {with_norm.count_params()}, trainable {trainable}")

# %% hidden=true
assert (20 * 8 + 8, 8 * 3 + 3, 168 + 16 + 27, 168 + 32 + 27) == (168, 27, 211, 227)
if keras:
    assert (with_norm.count_params(), trainable) == (227, 211)

# %% [markdown]
r"""
## A loss that knows what it is given

The last layer above has no activation. It puts out **logits**, any numbers, and the softmax is left to the loss:
lecture 5 showed why the two are better computed together. But the loss cannot see what it is given. You have to tell
it, twice.

- *What does the network put out?* Logits: `from_logits=True`. Probabilities, since its last layer is a softmax:
  `from_logits=False`, and this is what you get if you say nothing.
- *How are the labels written?* As class numbers, 7: `SparseCategoricalCrossentropy`. As one-hot rows:
  `CategoricalCrossentropy`.

Four pairs, and one number.
"""

# %%
z = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 0.0]], dtype=np.float32)  # logits, two rows, three classes
classes = np.array([2, 0])
rows = one_hot(classes, 3)
by_hand = -np.log(softmax(z)[[0, 1], classes]).mean()
print(f"by hand: {by_hand:.4f}")
if keras:
    Sparse = keras.losses.SparseCategoricalCrossentropy
    Categorical = keras.losses.CategoricalCrossentropy
    four = [Sparse(from_logits=True)(classes, z), Sparse()(classes, softmax(z))]
    four += [Categorical(from_logits=True)(rows, z), Categorical()(rows, softmax(z))]
    print("Keras:  ", [f"{loss:.4f}" for loss in map(float, four)])

# %% hidden=true
assert round(float(by_hand), 4) == 0.4795
if keras:
    assert all(abs(float(loss) - by_hand) < 1e-6 for loss in four)

# %% [markdown]
r"""
Now suppose that someone adds a softmax to the last layer, because a tutorial has one, and leaves `from_logits=True`.
Softmax is then taken twice. No error, no warning. How low can the loss of a *perfect* network get? It puts out 1 for
the right digit and 0 for the nine others, and these are taken for logits:

$$L_{\min} = -\ln \frac{e^1}{e^1 + 9 e^0} = \ln(e + 9) - 1 .$$
"""

# %% hidden=true
predict_first(
    "A network with a softmax at its end is trained with from_logits=True. What do you see after 15 epochs?",
    {
        "An error message": "Ten probabilities are ten numbers, as good as any for logits. Nothing can be noticed.",
        "A loss that is stuck, and about 1 digit of 10 right": "It does learn. Softmax keeps the order, so the largest "
        "probability still belongs to the class that the network prefers.",
        "A loss that stays above 1.4, and more than 9 of 10 digits right": "It learns, but more slowly, and its loss "
        "says hardly anything. That is why this slip lives so long.",
    },
    right="A loss that stays above 1.4, and more than 9 of 10 digits right",
)


# %%
def digits_net(end, from_logits):
    """The same network from the same start, with or without a softmax at its end."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((64,))])
    model.add(keras.layers.Dense(32, activation="relu"))
    model.add(keras.layers.Dense(10, activation=end))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(optimizer=keras.optimizers.SGD(0.3), loss=loss, metrics=["accuracy"])
    return model


lowest = np.log(np.e + 9) - 1
print(f"lowest loss with two softmaxes: {lowest:.3f}")
reported, scores = {}, {}
if keras:
    for name, end, from_logits in [("right", None, True), ("softmax twice", "softmax", True), ("none", None, False)]:
        model = digits_net(end, from_logits)
        reported[name] = model.fit(x_train, y_train, epochs=15, verbose=0).history["loss"]
        scores[name] = model.evaluate(x_test, y_test, verbose=0)[1]
        print(f"{name:<14} last loss {reported[name][-1]:.2f}   test accuracy {scores[name]:.1%}")

# %% hidden=true
assert round(lowest, 3) == 1.461
if keras:
    assert reported["right"][-1] < 0.2
    assert scores["right"] > 0.95
    assert lowest < reported["softmax twice"][-1] < 1.75
    assert 0.9 < scores["softmax twice"] < scores["right"]
    assert reported["none"][-1] > 5
    assert scores["none"] < 0.5

# %% hidden=true
if keras:
    show(
        losses_by_epoch(
            {"right": reported["right"], "softmax twice": reported["softmax twice"], "no softmax": reported["none"]},
            lowest,
            "1.461: the lowest with two softmaxes",
        ),
        alt="Reported loss over 15 epochs for three ways to pair network and loss. The right pair falls towards 0.1. "
        "With softmax taken twice the loss creeps down and cannot pass 1.461. With logits taken for probabilities it "
        "rises at first and then stands still, near 8.",
    )

# %% [markdown]
r"""
The third line is the other slip: logits that are taken for probabilities. There Keras divides by their sum and cuts off
what is not between 0 and 1. Behind the cut the gradient is 0, and learning is over.

One more thing that the loss does not notice. Notes 3 number the labels of the sparse loss from 1. A label is the number
of a *column*, and columns count from 0. With three classes, what does the loss of label 3 do?
"""

# %%
if keras:
    confident = np.array([[4.0, -1.0, -2.0]], dtype=np.float32)
    losses_of_label = [float(Sparse(from_logits=True)(np.array([label]), confident)) for label in range(4)]
    print("labels 0, 1, 2 and 3:", [f"{loss:.3f}" for loss in losses_of_label])

# %% hidden=true
by_hand = -np.log(softmax(np.array([[4.0, -1.0, -2.0]])))[0]
assert by_hand.round(3).tolist() == [0.009, 5.009, 6.009]
if keras:
    assert np.allclose(losses_of_label[:3], by_hand, atol=1e-5)

# %% [markdown]
r"""
Labels 0, 1 and 2 cost what they should. Label 3 has no column, and what you see in its place is up to the backend: on
JAX, where it was tried for this lecture, a cost of 0, and so rows that teach nothing. Our library refuses it, and names
the label.

## Compile: how it is to learn

A network says what is computed. `compile` adds how it is to learn: the optimizer, the loss, and what to measure.
`fit` then runs the epochs.
"""

# %%
if keras:
    theirs.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.1, momentum=0.9, nesterov=True),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    history = theirs.fit(x_train, y_train, batch_size=32, epochs=1, validation_data=(x_test, y_test), verbose=0)
    print({name: round(values[0], 3) for name, values in history.history.items()})

# %% [markdown]
r"""
`optimizer="sgd"` works as well. Then all its settings are the defaults of your version of Keras. Print them instead of
trusting a page about them.
"""

# %%
if keras:
    print("Keras", keras.__version__)
    for name in ("sgd", "adam"):
        print(f"{name}: learning rate {float(keras.optimizers.get(name).learning_rate):g}")

# %% hidden=true
if keras:
    assert set(history.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert round(float(keras.optimizers.get("sgd").learning_rate), 6) == 0.01
    assert round(float(keras.optimizers.get("adam").learning_rate), 6) == 0.001

# %% [markdown]
r"""
What does `fit` do that you would have to do yourself? You know all of it. It shuffles the rows at the start of each
epoch and cuts them into batches, 32 rows each if you say nothing. For each batch it runs forward, backward and update,
with the layers told that this is training. It adds up the loss and the metrics. At the end of an epoch it measures the
validation rows, with the layers told that this is use, and calls your callbacks.

Two consequences surprise people. The `loss` in its report is the mean *over the epoch*, while the weights were still
improving. Measured again afterwards, on the very same rows, it is another number. And neither `compile` nor `fit`
starts anew: the weights stay what they are, and a second `fit` goes on from there.
"""

# %%
if keras:
    after = theirs.evaluate(x_train, y_train, verbose=0)[0]
    print(f"loss in the report {history.history['loss'][0]:.3f}, measured afterwards {after:.3f}")
    second = theirs.fit(x_train, y_train, epochs=1, verbose=0).history["loss"][0]
    print(f"a second fit reports {second:.3f} in its first epoch")

# %% hidden=true
if keras:
    assert after < 0.8 * history.history["loss"][0]
    assert second < 0.8 * history.history["loss"][0]

# %% [markdown]
r"""
### In training or in use?

Dropout is the layer that has to be told. Below, one network with half of its hidden units dropped looks at one digit
200 times as in training, and once as in use. `evaluate` and `predict` always mean use.
"""

# %%
if keras:
    keras.utils.set_random_seed(0)
    dropping = keras.Sequential([keras.Input((64,)), keras.layers.Dense(32, activation="relu")])
    dropping.add(keras.layers.Dropout(0.5))
    dropping.add(keras.layers.Dense(10))
    dropping.compile(optimizer=keras.optimizers.SGD(0.3), loss=Sparse(from_logits=True))
    dropping.fit(x_train, y_train, epochs=5, verbose=0)

    in_use = softmax(dropping.predict(x_test, verbose=0))
    unsure = int(np.abs(in_use.max(axis=1) - 0.7).argmin())  # a digit that is read with about 0.7
    digit = int(in_use[unsure].argmax())
    # each of 200 equal rows drops units of its own
    passes = dropping(np.repeat(x_test[unsure : unsure + 1], 200, axis=0), training=True)
    drawn = softmax(keras.ops.convert_to_numpy(passes))[:, digit]
    print(f"in use {in_use[unsure, digit]:.2f}; in training from {drawn.min():.2f} to {drawn.max():.2f}")

# %% hidden=true
if keras:
    again = softmax(dropping.predict(x_test, verbose=0))
    assert np.array_equal(again, in_use)
    assert drawn.max() - drawn.min() > 0.4
    show(
        passes_in_training(drawn, in_use[unsure, digit], f"a {digit}"),
        alt=f"Histogram of the probability of a {digit} over 200 passes with dropout at work: from {drawn.min():.2f} "
        f"to {drawn.max():.2f}. A dashed line marks what it says in use, {in_use[unsure, digit]:.2f}, every time.",
    )

# %% [markdown]
r"""
If dropout stayed on in `evaluate`, every score would be a lottery. Batch normalization switches too: in training it
uses the batch, in use its running averages. These are slow to start. With Keras's momentum of 0.99, how much of the
true mean has the running mean reached after one epoch of 45 batches? $1 - 0.99^{45}$.
"""

# %%
print(f"reached: {1 - 0.99**45:.1%}")
if keras:
    normalize = keras.layers.BatchNormalization()
    fives = np.full((32, 1), 5.0, dtype=np.float32)
    for _ in range(45):
        normalize(fives, training=True)
    running_mean = float(keras.ops.convert_to_numpy(normalize.moving_mean)[0])
    print(f"inputs of mean 5: running mean {running_mean:.2f} after 45 batches")

# %% hidden=true
assert round(1 - 0.99**45, 3) == 0.364
if keras:
    assert round(running_mean, 2) == 1.82

# %% [markdown]
r"""
So after a short training, the validation scores of a network with batch normalization may look bad for no other reason.
Train longer, or set a smaller `momentum`.

## The same numbers from both libraries

Does Keras compute what we compute? To compare, both need the same start. The same *seed* does not give it: 0 is handed
to two different generators. So the weights have to travel. `set_weights` takes one flat list: matrix, bias,
matrix, bias.
"""

# %% hidden=true
predict_first(
    "Equal weights, the same 360 rows, both libraries in float32. How far apart are the logits?",
    {
        "They are equal, bit by bit": "Each logit is a sum of 64 and then 32 products. The two libraries add them up "
        "in different orders, and each addition rounds.",
        "By about a millionth": "Some roundings of 6 · 10⁻⁸, relative to numbers around 1. Equal to rounding is the "
        "most that one can ask for.",
        "By about a hundredth": "That would be no rounding: something would be computed differently.",
    },
    right="By about a millionth",
)


# %%
def weights_of(network):
    """Copies of matrix, bias, matrix, bias, as `set_weights` wants them."""
    return [array.copy() for layer in network.layers for array in layer.parameters().values()]


print("ours:", [array.shape for array in weights_of(ours)])
if keras:
    theirs.set_weights(weights_of(ours))
    apart = np.abs(theirs.predict(x_test, verbose=0) - ours.predict(x_test)).max()
    print(f"largest difference of a logit: {apart:.0e}")

# %% hidden=true
assert [array.shape for array in weights_of(ours)] == [(64, 32), (32,), (32, 10), (10,)]
if keras:
    assert apart < 5e-6

# %% [markdown]
r"""
Note the `.copy()`. JAX may take a NumPy array as it is, without copying it. Our library updates its weights *in place*.
Without the copy, one step of ours can change the network of Keras as well. A comparison of this kind went wrong in that
way while this lecture was written, on some of the weights and not on others.

Weights from PyTorch need one thing more: its linear layers keep $W$ as (units, fan_in), so each matrix has to be
transposed. Where the layer is square, nothing will complain if you forget.

## The same step, line by line

Forward agrees. Now the updates. Lecture 15 wrote the velocity with the learning rate outside; Keras puts it inside, and
its velocity points downhill:

$$v \leftarrow \mu v - \eta g, \qquad
w \leftarrow \begin{cases} w + v & \text{plain} \\ w + \mu v - \eta g & \text{Nesterov.} \end{cases}$$

The path is the same while η stays the same; when η falls on the way, the two part. One step by hand, and by Keras:
"""

# %%
w, v, g = 1.0, 0.0, 2.0
eta, mu = 0.1, 0.9
for _ in range(2):  # the second step is the first one with some velocity
    v = mu * v - eta * g
    w = w + mu * v - eta * g
print(f"by hand: {w:.4f}")
if keras:
    weight = keras.Variable([1.0])
    nesterov = keras.optimizers.SGD(learning_rate=0.1, momentum=0.9, nesterov=True)
    for _ in range(2):
        nesterov.apply([keras.ops.convert_to_tensor([2.0])], [weight])
    by_keras = float(keras.ops.convert_to_numpy(weight.value)[0])
    print(f"Keras:   {by_keras:.4f}")

# %% hidden=true
assert round(w, 4) == 0.078
if keras:
    assert abs(by_keras - w) < 1e-6

# %% [markdown]
r"""
Now a whole network, for 100 steps, with four optimizers. After each step we look for the weight that differs most
between the two libraries. Adam, as Keras takes it, reads

$$w \leftarrow w - \eta\,\frac{\sqrt{1-\beta_2^{\,t}}}{1-\beta_1^{\,t}} \cdot \frac{m}{\sqrt{v} + \varepsilon},
\qquad \varepsilon = 10^{-7},$$

and our `Adam` does the same unless told otherwise. As a fifth line we leave one thing different: ε is $10^{-8}$ on our
side, the value of PyTorch and of the paper.
"""

# %%
batches = [rows for epoch in range(3) for rows in minibatches(len(x_train), 32)][:100]


def differences(our_optimizer, their_optimizer):
    """The largest difference of a weight after each of 100 steps, from equal weights and on equal batches."""
    rng = np.random.default_rng(0)
    ours = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
    ours.compile(our_optimizer, CategoricalCrossentropy(from_logits=True))
    theirs = digits_net(None, from_logits=True)
    theirs.set_weights(weights_of(ours))
    theirs.compile(optimizer=their_optimizer, loss=Sparse(from_logits=True))
    largest = []
    for rows in batches:
        ours.train_on_batch(x_train[rows], one_hot(y_train[rows], 10))
        theirs.train_on_batch(x_train[rows], y_train[rows])
        pairs = zip(theirs.get_weights(), weights_of(ours), strict=True)
        largest.append(max(np.abs(a - b).max() for a, b in pairs))
    return np.array(largest)


# %%
by_optimizer = {}
if keras:
    K = keras.optimizers
    by_optimizer["SGD"] = differences(SGD(0.1), K.SGD(0.1))
    by_optimizer["momentum"] = differences(SGD(0.1, momentum=0.9), K.SGD(0.1, momentum=0.9))
    by_optimizer["Nesterov"] = differences(
        SGD(0.1, momentum=0.9, nesterov=True), K.SGD(0.1, momentum=0.9, nesterov=True)
    )
    by_optimizer["Adam"] = differences(Adam(0.001), K.Adam(0.001))
    by_optimizer["Adam, other ε"] = differences(Adam(0.001, epsilon=1e-8), K.Adam(0.001))
for name, largest in by_optimizer.items():
    print(f"{name:<14} after 1 step {largest[0]:.0e}   after 100 steps {largest[-1]:.0e}")

# %% hidden=true
assert len(batches) == 100
for name, largest in by_optimizer.items():
    if name == "Adam, other ε":
        assert largest[0] > 1e-4
        assert largest[-1] > 1e-3
    else:
        assert largest[0] < 1e-6
        assert largest.max() < 5e-6, name

# %% [markdown]
r"""
Before the picture: ε differs by $9 \cdot 10^{-8}$, less than a float32 can resolve beside a 1. How can that matter?
"""

# %% hidden=true
predict_first(
    "ε is 10⁻⁷ there and 10⁻⁸ here. How far apart are the weights after the very first step, whose size is 0.001?",
    {
        "About 10⁻¹⁰: a step of 0.001, changed by a ten-millionth": "That holds for weights with large gradients. But "
        "the step is η · g/(|g| + ε), in essence, and some gradients are themselves tiny.",
        "More than 10⁻⁴": "A weight whose gradient is nearly 0 takes a step of full size all the same, unless ε is the "
        "larger of the two. Just there ε decides.",
        "About 0.001, a full step": "That would take a weight that moves in one library and rests in the other. It "
        "moves in both, and not equally far.",
    },
    right="More than 10⁻⁴",
)

# %% hidden=true
if keras:
    show(
        differences_by_step(by_optimizer),
        alt="Largest difference of a weight between our library and Keras over 100 steps, log scale. SGD, momentum, "
        "Nesterov and Adam lie near 3e-8 at first and below 5e-6 throughout. Adam with another ε starts above 1e-4, "
        "and has passed 1e-3 by step 100.",
    )

# %% [markdown]
r"""
This is the figure to remember. **Rounding starts near $10^{-8}$ and creeps. A different formula jumps at the first
step.** Four lines creep: our formulas and those of Keras are the same. The fifth leaps by several powers of ten. If you
ever port a network and do not know whether a difference is rounding, draw this picture.

And where does the leap come from? From weights with hardly any gradient. At the first step $m/\sqrt{v}$ is $\pm 1$ for
each weight, large gradient or small, until ε speaks. Keras's ε stands beside the *uncorrected* root. At step 1 that
root is $\sqrt{1 - 0.999} = 0.03$ of the size of the gradient, so ε weighs about 32 times as much there as in the
paper's formula.
"""

# %%
start = np.random.default_rng(0)
fresh = Sequential([Dense(64, 32, start), ReLU(), Dense(32, 10, start)])
fresh.compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
_, g = fresh.loss_and_gradient(x_train[batches[0]], one_hot(y_train[batches[0]], 10))
print(f"{((g != 0) & (np.abs(g) < 1e-5)).sum()} of {(g != 0).sum():,} first gradients that are not 0 are below 1e-5")
for gradient in (1e-2, 1e-5, 1e-6):
    steps = [0.0316 * gradient / (0.0316 * gradient + epsilon) for epsilon in (1e-7, 1e-8)]
    print(f"|g| = {gradient:.0e}: first step, as a share of η: {steps[0]:.2f} with ε = 1e-7, {steps[1]:.2f} with 1e-8")

# %% hidden=true
assert round(np.sqrt(1 - 0.999), 4) == 0.0316
assert round(1 / np.sqrt(1 - 0.999)) == 32
assert 0 < ((g != 0) & (np.abs(g) < 1e-5)).sum() < 0.05 * (g != 0).sum()
shares = [[0.0316 * g / (0.0316 * g + e) for e in (1e-7, 1e-8)] for g in (1e-2, 1e-5, 1e-6)]
assert np.round(shares, 2).tolist() == [[1.0, 1.0], [0.76, 0.97], [0.24, 0.76]]

# %% [markdown]
r"""
A weight with a gradient of $10^{-6}$ takes a quarter of a full step in one library, and three quarters in the other. Is
that bad? Not for the result: both networks learn the digits. It is bad for the claim "we have reproduced it", and for
the evening that you spend looking for a bug in your backward pass.

## In one table

| What | In Keras | Remember |
|---|---|---|
| network | `Sequential([Input((64,)), Dense(32, activation="relu"), Dense(10)])` | count the parameters once by hand |
| logits at the end | `from_logits=True` | a softmax too many: loss above 1.461, and no warning |
| class numbers, one-hot rows | `SparseCategorical…`, `Categorical…` | classes count from 0 |
| `compile` | optimizer, loss, metrics | changes no weight |
| `fit` | shuffles, cuts, steps, measures | its loss is a mean over the epoch; it goes on, never anew |
| `evaluate`, `predict` | layers know that they are in use | dropout off, running averages on |
| `set_weights` | matrix, bias, matrix, bias | hand over copies |
| same formula | differences near $10^{-8}$ at step 1 | rounding creeps |
| other formula | a jump at step 1 | here ε, and where it stands |

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

<details><summary>4. After one step the weights of your port differ by $2 \cdot 10^{-4}$, in float32.
Rounding?</summary>

No. Rounding is near $10^{-8}$ after one step. Look for another ε, another start of a running average, a factor.
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
