# %% [markdown]
r"""
# 0 · Start here

*In ten minutes you will have trained a network, tested a popular claim about deep learning, and found out how this
course works.*

**You will be able to**

- say what deep learning is, and what it shares with the rest of machine learning;
- name the four parts that every network here is made of;
- read a claim like "deep learning goes on improving with data" and ask what would test it;
- find your way through a lecture and its exercise.

**It builds on** Python and a little NumPy. **Time:** about 10 minutes. Run each cell with Shift+Enter.
"""

# %%
import numpy as np

from dlcourse import SGD, CategoricalCrossentropy, Dense, ReLU, Sequential
from dlcourse import accuracy, load_digits, one_hot, train_test_split
from dlcourse.plots import show
from dlcourse.plots.start_here import accuracy_by_train_size, some_digits

# %% [markdown]
r"""
## What deep learning is

Suppose you had to write a program that reads a handwritten digit. Which rule would you write for a 7? A bar at the
top and a slanted stroke? Then somebody crosses their 7, and somebody else's 1 has a roof. You would never be done.

So do not write the rule. Write a formula with many free numbers, the **weights**, show it examples, and let it move
its weights until it errs less. That is machine learning. It is called **deep** when the formula is a chain of layers,
each of which computes new features from those of the layer before. Nobody says what these features should be; they
are learnt along with the rest.

Here are some of the digits we will use: 8×8 pixels, 64 numbers each.
"""

# %%
pixels, labels = load_digits()
targets = one_hot(labels, 10)
print(f"{len(pixels):,} digits, {pixels.shape[1]} numbers each")

# %%
show(some_digits(pixels[:8], labels[:8]))

# %% proof
assert pixels.shape == (1797, 64)

# %% [markdown]
r"""
## The four parts

A network is made of four parts, and the rest of the course looks into each. The **layers** compute forwards and carry
the blame backwards. The **activation** between them puts a bend into the formula. The **loss** says how wrong the
output is. The **optimizer** decides how far to move each weight. Find the four in these six lines:
"""

# %%
rng = np.random.default_rng(0)
x_train, y_train, x_test, y_test = train_test_split(pixels, targets, test_size=360, rng=rng)
model = Sequential([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)])
model.compile(SGD(learning_rate=0.3), CategoricalCrossentropy(from_logits=True), metrics=[accuracy])
model.fit(x_train, y_train, epochs=30, batch_size=32, rng=rng, verbose=False)
print(f"right on {model.evaluate(x_test, y_test)['accuracy']:.1%} of {len(x_test)} digits it has never seen")

# %% proof
assert model.evaluate(x_test, y_test)["accuracy"] > 0.95

# %% [markdown]
r"""
Layers: `Dense`, forwards and backwards. Activation: `ReLU`. Loss: `CategoricalCrossentropy`. Optimizer: `SGD`. All four
are in this course's own library, in plain NumPy, short enough to read.

## Deep learning and the rest of machine learning

You may hear the two named as rivals. Deep learning *is* machine learning: a branch of it. What differs is usually this,
and each line has its exceptions:

| | deep learning | other machine learning |
|---|---|---|
| data | shines with a lot of it, or with a network that has seen a lot before | often better with little |
| hardware | large models need GPUs; the one above needs none | mostly an ordinary computer |
| training time | seconds to months | seconds to hours |
| features | learnt from raw inputs | mostly designed by people who know the subject |
| interpretability | hard: thousands of weights and no rule to read | easy for a small tree, hard for 500 trees |

The row that matters most is *features*. If your columns already mean something (age, price, temperature), there is
often little left for the layers to find. If they are pixels, sound or letters, there is a great deal.

Why only now, when the main ideas are decades old? Because three things had been missing: large collections of
examples; processors, made for graphics, that do many multiplications at once; and better ways to train a deep network,
such as activations, starting weights and optimizers that suit it. Lectures 9 to 16 are about these.

## A claim, tested

A picture that you will meet everywhere shows two curves: with more data, "machine learning" flattens out and "deep
learning" keeps climbing. Notes 4 say it in words. Can we see it?

We take three learners: **softmax regression**, a single layer; **1-nearest neighbour**, which learns nothing and
answers with the label of the most similar training digit; and a **network** with one hidden layer. Each gets 50, 200,
800 and 1,437 digits, and each is tested on the same 360 others. We repeat this with five random splits.
"""

# %% prediction [markdown]
r"""
Which of the three is best with all 1,437 rows?

[ ] Softmax regression
    A single layer can only weigh pixels up and add them. That goes further than one would think, but not the whole way.
[x] 1-nearest neighbour
    It has no weights at all. But in a set as tidy as this one, a very similar digit is nearly always there to copy
    from.
[ ] The network
    It learns features of its own, but the set is so small and tidy that there is little to gain from them: copying the
    most similar digit does a little better.
"""


# %%
def nearest_neighbour(x_train, y_train, x_test):
    """For each test row, the label of the training row at the smallest distance |x − t|² = |x|² − 2x·t + |t|²."""
    distance = (x_train**2).sum(axis=1) - 2 * x_test @ x_train.T  # |x|² is the same for every t
    return y_train[distance.argmin(axis=1)]


def train(layers, x_train, y_train, rng):
    """A model after about 2,000 steps, however many rows there are."""
    model = Sequential(layers).compile(SGD(learning_rate=0.3), CategoricalCrossentropy(from_logits=True))
    epochs = round(2000 / np.ceil(len(x_train) / 32))
    model.fit(x_train, y_train, epochs=epochs, batch_size=32, rng=rng, verbose=False)
    return model


# %%
rows = [50, 200, 800, 1437]
scores = {"softmax regression": [], "1-nearest neighbour": [], "network": []}
for seed in range(5):
    rng = np.random.default_rng(seed)
    x_train, y_train, x_test, y_test = train_test_split(pixels, targets, test_size=360, rng=rng)
    runs = {name: [] for name in scores}
    for n in rows:
        x, y = x_train[:n], y_train[:n]
        softmax_regression = train([Dense(64, 10, rng)], x, y, rng)
        network = train([Dense(64, 32, rng), ReLU(), Dense(32, 10, rng)], x, y, rng)
        runs["softmax regression"].append(accuracy(y_test, softmax_regression.predict(x_test)))
        runs["1-nearest neighbour"].append(accuracy(y_test, nearest_neighbour(x, y, x_test)))
        runs["network"].append(accuracy(y_test, network.predict(x_test)))
    for name, run in runs.items():
        scores[name].append(run)

print("training rows       ", *(f"{n:>6,}" for n in rows))
for name, runs in scores.items():
    print(f"{name:<20}", *(f"{mean:6.3f}" for mean in np.mean(runs, axis=0)))

# %%
show(accuracy_by_train_size(rows, scores))

# %% proof
best = {name: np.mean(runs, axis=0) for name, runs in scores.items()}
others = [mean[-1] for name, mean in best.items() if name != "1-nearest neighbour"]
assert best["1-nearest neighbour"][-1] > max(others) + 0.003
assert all(mean[-1] > mean[0] + 0.1 for mean in best.values())
assert all(mean[-1] > 0.95 for mean in best.values())  # "everyone is near 100%"
assert (np.ptp(list(best.values()), axis=0) < 0.06).all()
steps = {name: np.diff(mean) for name, mean in best.items()}
assert all((gain[:2] > gain[2]).all() for gain in steps.values())

# %% [markdown]
r"""
The shaded band around each line reaches from its worst to its best split. All three curves rise, all three flatten,
and on the average of the five splits the learner without a single weight wins. So is the claim refuted?

No. And it is worth seeing why, because most plots you will be shown have the same weakness.

- **The range is too small.** The claim is about the step from thousands of examples to millions. We end at 1,437.
- **The task is too easy.** When everyone is near 100%, there is no room left in which to go on improving.
- **It is one task and one small network.** From one case nothing follows for all, neither for the claim nor against it.

What the plot does show is smaller, and true: *on this task, with this much data, a network is not the best choice*.
The claim itself is no law. Large networks have kept improving over a very long range of data in language, speech and
images; on tables of a few thousand rows, other methods are often at least as good. So measure, with your data, before
you choose.

## How this course works

A topic has a **lecture** like this one, to read and run, and an **exercise** with the same number, where you write
the code. They build on one another: a single neuron first (1 and 2), then networks and how they learn (3 to 8), then
what goes wrong in deep ones and what helps (9 to 16), and at the end a project and the tools of the trade (17 to 20).

In an exercise you complete a function and run the cell below it:

```python
check("average_squared_error", average_squared_error)
```

If you are right, it says so. If not, it does not just say "wrong": it tries your function on many inputs, and when
your numbers look like those of a well-known mistake, it names the mistake. Stuck? Ask for a hint; each one tells you
a little more:

```python
hint("average_squared_error")
```

When you are done, three commands in a terminal take you the rest of the way:

| command | what it does |
|---|---|
| `dlcourse submit 00` | hands in your exercise 0 |
| `dlcourse grade 00` | grades what was handed in |
| `dlcourse feedback 00` | writes a page with your points and what was said of each answer |

Lectures ask you to **predict before you run**. Do it, even if only in your head. A wrong prediction, noticed, teaches
more than a right answer, read. And where the handwritten notes behind this course have a slip, a box says so, beside
a cell that computes the right number.

## In one table

| What | In the six lines above | Remember |
|---|---|---|
| layers | `Dense(64, 32, rng)`, `Dense(32, 10, rng)` | compute forwards, carry the blame backwards |
| activation | `ReLU()` | the bend between the layers |
| loss | `CategoricalCrossentropy` | how wrong the output is |
| optimizer | `SGD(learning_rate=0.3)` | how far each weight moves |
| deep learning | features are learnt along with the rest | a branch of machine learning |
| "more data, deep learning wins" | not seen with 50 to 1,437 digits | no law: measure, with your data |
| an exercise | `check`, `hint`, then submit, grade, feedback | a wrong answer is told what seems to have happened |

## Check yourself

<details><summary>1. Is deep learning machine learning?</summary>

Yes, a branch of it: the one whose formula is a chain of layers that learn their own features.
</details>

<details><summary>2. Which of the four parts decides how far a weight moves?</summary>

The optimizer. The loss says how wrong the output is, and the backward pass says which way each weight should move.
</details>

<details><summary>3. What would a plot need, to test the claim fairly?</summary>

A task hard enough to leave room, a range from thousands to millions of rows, several tasks, and learners that are
each tuned and sized for the data they get.
</details>

## What to do next

Warm up with the [exercise](../exercises/00_start_here/00_start_here.ipynb): five small questions that take you from a
first mistake on purpose to a score. Then begin at the beginning, with a single neuron, in
[lecture 1, the perceptron](01_perceptron.ipynb).
"""
