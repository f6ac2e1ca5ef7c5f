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

Keras is the one thing in this lecture that the course does not bring along. If it is missing, the first cell stops and
says how to get it.
"""

# %%
import os
from pathlib import Path

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "jax")  # who does the arithmetic; read at the import
compiled = Path.home() / ".cache" / "dlcourse" / "jax"  # compile once, keep it
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(compiled))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES", "-1")
try:
    import keras
except ImportError:
    from dlcourse.extras import how_to_install

    raise ImportError(f"Keras is missing. {how_to_install('keras')}") from None

# %%
from dlcourse import SGD, Adam, CategoricalCrossentropy, Dense, ReLU, Sequential
from dlcourse import load_digits, minibatches, one_hot, softmax, train_test_split
from dlcourse.plots import show
from dlcourse.plots.keras_figures import differences_by_step, dropout_predictions, losses_by_epoch

pixels, labels = load_digits()
labels = labels.astype("int32")  # as JAX keeps whole numbers
rng = np.random.default_rng(0)
x_train, y_train, x_test, y_test = train_test_split(pixels, labels, test_size=360, rng=rng)

# %% [markdown]
r"""
## The same network in five lines

In lecture 17 you wrote a network for the digits with your own hands: forward pass, backward pass, update, batches. It
took some sixty lines, and you know what each of them is for. Here is such a network in Keras, the library that François
Chollet published in 2015, and ours beside it.
"""

# %%
keras.utils.set_random_seed(0)
theirs = keras.Sequential(
    [
        keras.Input((64,)),  # the shape of one row; the batch is not counted
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10),
    ]
)
shapes = [tuple(w.shape) for w in theirs.weights]
print("Keras:", theirs.count_params(), "parameters, shapes", shapes)

rng = np.random.default_rng(0)
ours = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
print("ours: ", ours.parameters.size, "parameters")

# %% proof
assert ours.parameters.size == (64 * 32 + 32) + (32 * 10 + 10) == 2410
assert theirs.count_params() == 2410
assert shapes == [(64, 32), (32,), (32, 10), (10,)]

# %% [markdown]
r"""
The same 2,410 numbers in the same shapes, $W$ as (fan_in, units), and a bias beside each. Two habits differ. Keras asks
for the width of the input once and works out the rest. And the activation stands inside the layer.

`theirs.summary()` prints a table of layers, shapes and parameters. Check it once with a pencil whenever you build a
network: a wrong shape shows there before it costs you a night. One line of it needs thought.
"""

# %% prediction [markdown]
r"""
Input 20, Dense(8), BatchNormalization, Dense(3). Dense layers: 168 and 27 parameters. What does the summary call
trainable?

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
trainable = sum(w.value.size for w in with_norm.trainable_weights)
print(f"total {with_norm.count_params()}, trainable {trainable}")

# %% proof
assert (20 * 8 + 8, 8 * 3 + 3, 168 + 16 + 27, 168 + 32 + 27) == (168, 27, 211, 227)
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
z = np.array([[0, 1, 2], [1, 0, 0]], dtype=np.float32)  # logits, two rows, three classes
classes = np.array([2, 0])
rows = one_hot(classes, 3)
by_hand = -np.log(softmax(z)[[0, 1], classes]).mean()
print(f"by hand: {by_hand:.4f}")
Sparse = keras.losses.SparseCategoricalCrossentropy
Categorical = keras.losses.CategoricalCrossentropy
four = [Sparse(from_logits=True)(classes, z), Sparse()(classes, softmax(z))]
four += [Categorical(from_logits=True)(rows, z), Categorical()(rows, softmax(z))]
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
    Ten probabilities are ten numbers, as good as any for logits. Nothing can be noticed.
[ ] A loss that is stuck, and about 1 digit of 10 right
    It does learn. Softmax keeps the order, so the largest probability still belongs to the class that the network
    prefers.
[x] A loss that stays above 1.4, and more than 9 of 10 digits right
    It learns nearly as well, only its loss says hardly anything. That is why this slip lives so long.
"""


# %%
def digits_net(end, from_logits):
    """The same network from the same start, with or without a softmax at its end."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((64,))])
    model.add(keras.layers.Dense(32, activation="relu"))
    model.add(keras.layers.Dense(10, activation=end))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss=loss, metrics=["accuracy"])
    return model


lowest = np.log(np.e + 9) - 1
print(f"lowest loss with two softmaxes: {lowest:.3f}")
pairs = {"right": (None, True), "softmax twice": ("softmax", True)}
pairs["no softmax"] = (None, False)
reported, scores = {}, {}
for name, (end, from_logits) in pairs.items():
    model = digits_net(end, from_logits)
    reported[name] = model.fit(x_train, y_train, epochs=15, verbose=0).history["loss"]
    scores[name] = model.evaluate(x_test, y_test, verbose=0)[1]
    print(f"{name:<14} last loss {reported[name][-1]:.1f}   test accuracy {scores[name]:.0%}")

# %%
show(losses_by_epoch(reported, lowest))

# %% proof
assert round(lowest, 3) == 1.461
assert reported["right"][-1] < 0.2
assert lowest < reported["softmax twice"][-1] < 1.6
assert min(scores["right"], scores["softmax twice"]) > 0.92
assert abs(scores["right"] - scores["softmax twice"]) < 0.04  # nearly as well
assert min(reported["no softmax"]) > 5
assert scores["no softmax"] < 0.4

# where the first softmax is sure of a wrong digit, two softmaxes pass back almost nothing
sure = np.full((1, 10), 0.0)
sure[0, 3] = 8
p = softmax(sure)
once = p - one_hot(np.array([7]), 10)
through_second = softmax(p) - one_hot(np.array([7]), 10)
twice = p * (through_second - (through_second * p).sum())
assert np.abs(twice).max() < 0.01 * np.abs(once).max()

# %% [markdown]
r"""
The optimizer here is Adam. With plain gradient descent the second line may end worse: where the inner softmax is sure
of a *wrong* digit, it passes back almost no gradient, and some digits may never be learnt at all.

The third line is the other slip: logits that are taken for probabilities. There Keras divides by their sum and cuts off
what is not between 0 and 1. Behind the cut the gradient is 0, and the network learns next to nothing.

One more thing that the loss does not notice. Notes 3 number the labels of the sparse loss from 1. A label is the number
of a *column*, and columns count from 0. With three classes, what does the loss of label 3 do?
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
Labels 0, 1 and 2 cost what they should. Label 3 has no column, and what you see in its place is up to the backend: on
JAX, where it was tried for this lecture, a cost of 0, and so rows that teach nothing. Our library refuses it, and names
the label.

## Compile: how it is to learn

A network says what is computed. `compile` adds how it is to learn: the optimizer, the loss, and what to measure.
`fit` then runs the epochs. To watch it, keep some training rows aside for validation; the test rows wait for the end.
"""

# %%
theirs.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.1, momentum=0.9, nesterov=True),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
x_fit, y_fit = x_train[:1200], y_train[:1200]
aside = x_train[1200:], y_train[1200:]
history = theirs.fit(x_fit, y_fit, batch_size=32, epochs=1, validation_data=aside, verbose=0)
print({name: round(values[0], 2) for name, values in history.history.items()})

# %% [markdown]
r"""
`optimizer="sgd"` works as well. Then all its settings are the defaults of your version of Keras. Print them instead of
trusting a page about them.
"""

# %%
print("Keras", keras.__version__)
for name in ("sgd", "adam"):
    print(f"{name}: learning rate {float(keras.optimizers.get(name).learning_rate):g}")

# %% proof
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
reported_loss = history.history["loss"][0]
after = theirs.evaluate(x_fit, y_fit, verbose=0)[0]
print(f"loss in the report {reported_loss:.2f}, measured afterwards {after:.2f}")
second = theirs.fit(x_fit, y_fit, epochs=1, verbose=0).history["loss"][0]
print(f"a second fit reports {second:.2f} in its first epoch")

# %% proof
assert after < 0.8 * reported_loss
assert second < 0.8 * reported_loss

# %% [markdown]
r"""
### In training or in use?

Dropout is the layer that has to be told. Below, one network with half of its hidden units dropped looks at one digit
200 times as in training, and once as in use. `evaluate` and `predict` always mean use.
"""

# %%
keras.utils.set_random_seed(0)
dropping = keras.Sequential([keras.Input((64,)), keras.layers.Dense(32, activation="relu")])
dropping.add(keras.layers.Dropout(0.5))
dropping.add(keras.layers.Dense(10))
dropping.compile(optimizer=keras.optimizers.SGD(0.3), loss=Sparse(from_logits=True))
dropping.fit(x_train, y_train, epochs=5, verbose=0)

in_use = softmax(dropping.predict(x_test, verbose=0))
unsure = int(np.abs(in_use.max(axis=1) - 0.7).argmin())  # a digit that is read with about 0.7
digit, steady = int(in_use[unsure].argmax()), in_use[unsure].max()
# each of 200 equal rows drops units of its own
passes = dropping(np.repeat(x_test[[unsure]], 200, axis=0), training=True)
drawn = softmax(keras.ops.convert_to_numpy(passes))[:, digit]
print(f"in use {steady:.2f}; in training from {drawn.min():.1f} to {drawn.max():.1f}")

# %%
show(dropout_predictions(drawn, steady, digit))

# %% proof
assert np.array_equal(softmax(dropping.predict(x_test, verbose=0)), in_use)
assert abs(steady - 0.7) < 0.05
assert drawn.min() < 0.4
assert drawn.max() > 0.8

# %% [markdown]
r"""
If dropout stayed on in `evaluate`, every score would be a lottery. Batch normalization switches too: in training it
uses the batch, in use its running averages. These are slow to start. With Keras's momentum of 0.99, how much of the
true mean has the running mean reached after one epoch of 45 batches? $1 - 0.99^{45}$.
"""

# %%
print(f"reached: {1 - 0.99**45:.1%}")
normalize = keras.layers.BatchNormalization()
fives = np.full((32, 1), 5.0, dtype=np.float32)
for _ in range(45):
    normalize(fives, training=True)
running_mean = float(keras.ops.convert_to_numpy(normalize.moving_mean)[0])
print(f"inputs of mean 5: running mean {running_mean:.2f} after 45 batches")

# %% proof
assert round(1 - 0.99**45, 3) == 0.364
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


print("ours:", [array.shape for array in weights_of(ours)])
theirs.set_weights(weights_of(ours))
their_logits, our_logits = theirs.predict(x_test, verbose=0), ours.predict(x_test)
print("equal to 5 decimals:", np.allclose(their_logits, our_logits, rtol=0, atol=5e-6))

# %% proof
assert [array.shape for array in weights_of(ours)] == [(64, 32), (32,), (32, 10), (10,)]
assert np.abs(their_logits - our_logits).max() < 5e-6

# %% [markdown]
r"""
Note the `.copy()`. JAX may take a NumPy array as it is, without copying it. Our library updates its weights *in place*.
Without the copy, one step of ours can change the network of Keras as well. A comparison of this kind went wrong in that
way while this lecture was written, on some of the weights and not on others.

Weights from PyTorch need one thing more: its linear layers keep $W$ as (units, fan_in), so each matrix has to be
transposed. Where the layer is square, nothing will complain if you forget.

## The same step, line by line

Forward agrees. Now the updates. In lecture 15 the velocity pointed uphill, and the step subtracted it. In Keras it
points downhill, and the step adds it:

$$v \leftarrow \mu v - \eta g, \qquad
w \leftarrow \begin{cases} w + v & \text{plain} \\ w + \mu v - \eta g & \text{Nesterov.} \end{cases}$$

Only the sign of $v$ is another; the path is the same. Two steps of Nesterov's by hand, and by Keras:
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
    u -= mu * v + eta * g
assert abs(u - w) < 1e-12

# %% [markdown]
r"""
Now a whole network, for 100 steps, with four optimizers. After each step we look for the weight that differs most
between the two libraries. Adam, as Keras takes it, reads

$$w \leftarrow w - \eta\,\frac{\sqrt{1-\beta_2^{\,t}}}{1-\beta_1^{\,t}} \cdot \frac{m}{\sqrt{v} + \varepsilon},
\qquad \varepsilon = 10^{-7},$$

and our `Adam` does the same unless told otherwise. Two more lines leave one thing different. In the fifth the momentum
is 0.8 on our side; in the sixth ε is $10^{-8}$, the value of PyTorch and of the paper.
"""

# %%
batches = [rows for _ in range(3) for rows in minibatches(len(x_train), 32)][:100]


def differences(our_optimizer, their_optimizer):
    """The largest difference of a weight after each step, from equal weights and batches."""
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
K = keras.optimizers
nesterov = {"momentum": 0.9, "nesterov": True}
by_optimizer = {
    "SGD": differences(SGD(0.1), K.SGD(0.1)),
    "momentum": differences(SGD(0.1, momentum=0.9), K.SGD(0.1, momentum=0.9)),
    "Nesterov": differences(SGD(0.1, **nesterov), K.SGD(0.1, **nesterov)),
    "Adam": differences(Adam(0.001), K.Adam(0.001)),
    "other momentum": differences(SGD(0.1, momentum=0.8), K.SGD(0.1, momentum=0.9)),
    "Adam, other ε": differences(Adam(0.001, epsilon=1e-8), K.Adam(0.001)),
}
print("largest difference of a weight, after 1, 2 and 100 steps")
for name, largest in by_optimizer.items():
    print(f"{name:<16}", *(f"{largest[t - 1]:.5f}" for t in (1, 2, 100)), sep="   ")

# %% proof
assert len(batches) == 100
other = {name for name in by_optimizer if "other" in name}
assert len(other) == 2
for name in by_optimizer.keys() - other:
    assert 0 < by_optimizer[name][0] < 1e-7, name
    assert by_optimizer[name].max() < (3e-4 if name == "Adam" else 5e-6), name
assert by_optimizer["other momentum"][0] < 1e-7
assert by_optimizer["other momentum"][1] > 1e-4
assert by_optimizer["Adam, other ε"][0] > 2e-5
assert all(by_optimizer[name][-1] > 1e-3 for name in other)

# %% [markdown]
r"""
Before the picture: the two ε differ by $9 \cdot 10^{-8}$, less than the distance from 1 to the next number of float32,
$1.2 \cdot 10^{-7}$. How can that matter?
"""

# %% prediction [markdown]
r"""
ε is 10⁻⁷ there and 10⁻⁸ here. How far apart are the weights after the very first step, whose size is 0.001?

[ ] About 10⁻¹⁰: a step of 0.001, changed by a ten-millionth
    That holds for weights with large gradients. But the step is η · g/(|g| + ε), in essence, and some gradients are
    themselves tiny.
[x] More than 10⁻⁵
    A weight whose gradient is nearly 0 takes a step of full size all the same, unless ε is the larger of the two. Just
    there ε decides.
[ ] About 0.001, a full step
    That would take a weight that moves in one library and rests in the other. It moves in both, and not equally far.
"""

# %%
show(differences_by_step(by_optimizer))

# %% proof
assert 1e-7 - 1e-8 < np.spacing(np.float32(1)) < 1.2e-7
assert by_optimizer["Adam, other ε"][0] < 0.00053  # no gradient gives more: 0.76 − 0.24 of a step

# %% [markdown]
r"""
This is the figure to remember. **Rounding starts near $10^{-8}$ and creeps. A different formula jumps, at the first
step in which the difference counts.** Four lines creep: our formulas and those of Keras are the same. The other two
leap by several powers of ten, ε at the first step, the momentum at the second, since at the first there is no velocity
yet. If you ever port a network and do not know whether a difference is rounding, draw this picture, and look at the
first few steps. (Later ones tell less: where a gradient is nearly 0 it is little more than its own rounding, and Adam
makes a step of it all the same.)

And where does the leap of ε come from? From weights with hardly any gradient. At the first step $\hat m/\sqrt{\hat v}$
is $\pm 1$ for each weight, large gradient or small, until ε speaks. Keras's ε stands beside the *uncorrected* root. At
step 1 that root is $\sqrt{1 - 0.999} = 0.03$ of the size of the gradient, so ε weighs about 32 times as much there as
in the paper's formula.
"""

# %%
start = np.random.default_rng(0)
fresh = Sequential([Dense(64, 32, start), ReLU(), Dense(32, 10, start)])
fresh.compile(SGD(0.1), CategoricalCrossentropy(from_logits=True))
_, g = fresh.loss_and_gradient(x_train[batches[0]], one_hot(y_train[batches[0]], 10))
g = np.abs(g[g != 0])  # where the gradient is exactly 0, neither library moves
print(f"{(g < 1e-4).mean():.0%} of these gradients are below 1e-4,", end=" ")
print(f"half of them above {np.median(g):.3f}")
print("first step, as a share of η, with ε = 1e-7 and with 1e-8")
for gradient in (1e-2, 1e-4, 1e-5, 1e-6):
    shares = [0.0316 * gradient / (0.0316 * gradient + epsilon) for epsilon in (1e-7, 1e-8)]
    print(f"|g| = {gradient:.0e}: {shares[0]:.2f}, {shares[1]:.2f}")

# %% proof
assert round(np.sqrt(1 - 0.999), 4) == 0.0316
assert round(1 / np.sqrt(1 - 0.999)) == 32
assert 0 < (g < 1e-4).mean() < 0.05  # hardly any gradient: a few weights
assert np.median(g) > 1e-3
assert np.round(shares, 2).tolist() == [0.24, 0.76]

# both networks learn the digits
for epsilon in (1e-7, 1e-8):
    rng = np.random.default_rng(0)
    learner = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
    learner.compile(Adam(0.001, epsilon=epsilon), CategoricalCrossentropy(from_logits=True))
    learner.fit(x_train, one_hot(y_train, 10), epochs=20, rng=rng, verbose=False)
    assert (learner.predict(x_test).argmax(axis=1) == y_test).mean() > 0.9

# %% [markdown]
r"""
A weight with a gradient of $10^{-6}$ takes a quarter of a full step in one library, and three quarters in the other. Is
that bad? Not for the result: both networks learn the digits. It is bad for the claim "we have reproduced it", and for
the evening that you spend looking for a bug in your backward pass.

## In one table

| What | In Keras | Remember |
|---|---|---|
| network | `Sequential([Input((64,)), Dense(32, activation="relu"), Dense(10)])` | count the parameters once by hand |
| logits at the end | `from_logits=True` | a softmax too many: loss above 1.461 for ten classes |
| class numbers, one-hot rows | `SparseCategorical…`, `Categorical…` | classes count from 0 |
| `compile` | optimizer, loss, metrics | changes no weight |
| `fit` | shuffles, cuts, steps, measures | its loss is a mean over the epoch; it goes on, never anew |
| `evaluate`, `predict` | layers know that they are in use | dropout off, running averages on |
| `set_weights` | matrix, bias, matrix, bias | hand over copies |
| same formula | differences near $10^{-8}$ at step 1 | rounding creeps |
| other formula | a jump within the first steps | here ε and the momentum |

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
