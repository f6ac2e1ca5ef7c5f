# %% [markdown]
r"""
# 1 · The perceptron

*A line that finds its place by being told where it is wrong, and by nothing else. You will watch it, move it yourself,
see why it must get there, and when it cannot.*

**You will be able to**

- compute what a neuron says: score, then step;
- read its weights as a line, and say what the arrow $w$ has to do with it;
- apply the perceptron trick to a point, by hand and in code, and explain why it helps;
- say how many mistakes it can make at most, and why the order of the points does not matter for that;
- recognise data on which it will never come to rest.

**It builds on** a little NumPy and the equation of a line. **Time:** about 35 minutes. Run each cell as you come to it
(Shift+Enter), and answer before you run.
"""

# %%
import numpy as np

from dlcourse import SGD, BinaryCrossentropy, Dense, Perceptron, ReLU, Sequential
from dlcourse import load_digits, mistake_bound
from dlcourse.initializers import zeros
from dlcourse.plots import show, show_animation
from dlcourse.plots.perceptron import convergence_bounds, lines_without_convergence, neuron_diagram
from dlcourse.plots.perceptron import students_by_label, truth_tables, two_updates, update_frames
from dlcourse.plots.perceptron import weights_as_image

# %% [markdown]
r"""
## Placed or not?

At the end of their studies, some students are *placed*: a company hires them on campus. Here are twelve of last year.
For each we know the cgpa (the grade average, up to 10), the iq, and how it ended.

Could you tell for a new student? You would look for a line: here the placed ones, there the others. In 1958 Frank
Rosenblatt described a machine that finds such a line itself. Nobody tells it where the line should be, nor in which
direction to go. It only hears, for one student at a time: *right*, or *wrong*.

How can mistakes alone put a line in its place? That is the question of this lecture.
"""

# %%
cgpa = np.array([8.0, 6.5, 7.0, 6.0, 6.0, 5.5, 7.5, 8.5, 9.0, 6.5, 5.0, 8.0])
iq = np.array([100, 125, 120, 115, 90, 105, 85, 90, 100, 100, 95, 110])
y = np.array([1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1])  # 1: placed

x = np.column_stack([cgpa - 7, (iq - 100) / 10])  # (12, 2): measured from an average student, iq in tens
print(x[:4])

# %%
show(students_by_label(x, y))

# %% proof
assert x.shape == (12, 2)
assert y.sum() == 6

# %% [markdown]
r"""
The inputs are measured from an average student with a cgpa of 7 and an iq of 100, and iq is counted in tens. So
$x = (0, 0)$ is the average student. It looks like a mere convenience; later you will see what it is worth.

## A neuron: weights, bias, step

A neuron does two things. First it weighs its inputs and adds up, and we call the sum its **score**:

$$z = w_1 x_1 + w_2 x_2 + b = x \cdot w + b .$$

A **weight** says how much its input counts, and in which direction. The **bias** $b$ is the score of the average
student, for whom all inputs are 0. Then it decides, with a **step**:

$$\hat y = \begin{cases} 1 & z \ge 0 \\ 0 & \text{otherwise.} \end{cases}$$

Let us try weights out of the blue, $w = (1, 2)$ and $b = -1$, on the student with cgpa 6 and iq 115.
"""

# %%
w, b = np.array([1.0, 2.0]), -1.0

z = x[3] @ w + b  # −1·1 + 1.5·2 − 1
y_pred = 1 if z >= 0 else 0
print(f"inputs {x[3]}   score {z}   prediction {y_pred}   the truth {y[3]}")

neuron = Perceptron(2, w=w, b=b)
print(f"the library: score {neuron.score(x[3])}, prediction {neuron.predict(x[3])}")

# %%
show(neuron_diagram(x[3], w, b))

# %% proof
assert (z, y_pred, y[3]) == (1.0, 1, 0)
assert (neuron.score(x[3]), neuron.predict(x[3])) == (1.0, 1)

# %% [markdown]
r"""
It predicts that the student was placed. He was not. These weights are no good yet.

Look at the lowest wire. The bias can be drawn as one more weight, of an input $x_0$ that is always 1. So
$z = \sum_i w_i x_i$ with $x_0 = 1$ and $w_0 = b$: whatever we find out about weights will hold for the bias too.

> **Where the notes go wrong.** Notes 1 say that a bias is added so that training proceeds even if all weights are 0.
> But a neuron can start to learn from zero weights without any bias, as the first lines below show. And biases do not
> rescue every network whose weights are all zero: in one with two layers and a ReLU or a tanh between them, only the
> last bias moves, as the last lines show. What the bias is for is simpler. Without it the score of $x = (0, 0)$ is 0
> *whatever the weights are*: every line has to go through that point. The bias lets the line pass beside it.
"""

# %%
w_free = np.zeros(2)
for row, label in [(np.array([2.0, 1.0]), 1), (np.array([-1.0, -2.0]), 0)]:
    w_free = w_free + (label - (row @ w_free >= 0)) * row  # the trick of the section after next
print("without a bias, from zero:", w_free, "with the scores", [2, 1] @ w_free, "and", [-1, -2] @ w_free)

rng = np.random.default_rng(0)
net = Sequential([Dense(2, 3, rng, zeros), ReLU(), Dense(3, 1, rng, zeros)])
net.compile(SGD(0.5), BinaryCrossentropy(from_logits=True))
net.fit(x[:5], y[:5, None], epochs=20, verbose=False)
last = net.layers[2]
print("a network with biases, from zero: its last bias", last.b.round(2), "and weights", last.W.ravel())

# %% proof
from dlcourse import Sigmoid, Tanh

assert w_free.tolist() == [1, 2]
assert ([2, 1] @ w_free, [-1, -2] @ w_free) == (4, -5)
assert net.layers[2].b != 0
assert not net.layers[0].W.any()
assert not net.layers[2].W.any()


def zero_network(activation):
    """Whether the two layers' weights, and the last bias, have left zero after some steps."""
    rng = np.random.default_rng(0)
    two = Sequential([Dense(2, 3, rng, zeros), activation(), Dense(3, 1, rng, zeros)])
    two.compile(SGD(0.5), BinaryCrossentropy(from_logits=True)).fit(x[:5], y[:5, None], epochs=200, verbose=False)
    return [two.layers[i].W.any() for i in (0, 2)], two.layers[2].b.any()


assert zero_network(ReLU) == zero_network(Tanh) == ([False, False], True)
assert zero_network(Sigmoid) == ([True, True], True)  # a sigmoid of 0 is 0.5, so these weights do move

# %% [markdown]
r"""
## A line, a plane, a hyperplane

Where does the neuron change its mind? Where its score is 0:

$$w_1 x_1 + w_2 x_2 + b = 0 \quad\Longleftrightarrow\quad x_2 = -\frac{w_1 x_1 + b}{w_2} .$$

That is a line. With three inputs it is a plane, and with $n$ inputs a **hyperplane**: flat, and with one dimension less
than the space that it cuts in two.

And $w$? Take two points on the line. Both have score 0, so $w \cdot (p - q) = 0$: the arrow $w$ stands at a *right
angle* to the line, and points to the side where the neuron says 1. People often expect $w$ to lie along the line; it
is the other way round.
"""

# %%
on_line = np.array([[0.0, 0.5], [3.0, -1.0]])  # two points with x₂ = −(x₁ − 1)/2
p, q = on_line
print("their scores:", on_line @ w + b, "    w · (p − q) =", w @ (p - q))
print("predictions the same with 100 w and 100 b:", np.array_equal(x @ (100 * w) + 100 * b >= 0, x @ w + b >= 0))
print(f"from student 4 to the line: {z:.0f} / |w| = {z / np.linalg.norm(w):.3f}")

# %% proof
assert (on_line @ w + b).tolist() == [0, 0]
assert w @ (p - q) == 0
assert np.array_equal(x @ (100 * w) + 100 * b >= 0, x @ w + b >= 0)
assert round(z / np.linalg.norm(w), 3) == 0.447

# %% [markdown]
r"""
Two more things to keep. If you multiply $w$ and $b$ by 100, every score is multiplied by 100 and no sign changes: it is
the same line. Only the *direction* of $w$, and $b$ in proportion to it, place the line. And a score is not a distance.
It becomes one when you divide it by the length of $w$.

## The perceptron trick

Now make the line better. Take one student.

If the line is right about her, leave it alone. If it is wrong, there are two cases.

- A **missed 1**: she was placed, and her score is below 0. It should rise. So *add* a little of her own inputs to the
  weights: $w \leftarrow w + \eta x$, and $b \leftarrow b + \eta$ (that is $\eta$ times her $x_0 = 1$).
- A **missed 0**: she was not placed, and her score is not below 0. It should fall. So *subtract*:
  $w \leftarrow w - \eta x$, $b \leftarrow b - \eta$.

The step size $\eta$ is called the **learning rate**. Why does this help? Put the new weights into the score:

$$z_{\text{new}} = (w + \eta x) \cdot x + (b + \eta) = z + \eta\,(\lVert x \rVert^2 + 1) .$$

What has been added is a square plus 1, times $\eta$: it is above 0 for every student in the world. Here are both cases,
from the line we had, with $\eta = 0.5$.
"""

# %%
eta = 0.5
missed_1, missed_0 = x[7], x[3]  # cgpa 8.5, iq 90, placed; cgpa 6, iq 115, not placed

for row, sign in [(missed_1, 1), (missed_0, -1)]:
    w_new, b_new = w + sign * eta * row, b + sign * eta
    change = eta * (row @ row + 1)
    print(f"score {row @ w + b:5.2f} → {row @ w_new + b_new:6.3f}   (formula: {sign * change:+.3f})   w = {w_new}")

# %%
moves = [(7, (w + eta * missed_1, b + eta)), (3, (w - eta * missed_0, b - eta))]
show(two_updates(x, y, (w, b), moves))

# %% proof
assert (missed_1 @ w + b, y[7]) == (-1.5, 1)
assert (missed_0 @ w + b, y[3]) == (1.0, 0)
assert missed_1 @ (w + eta * missed_1) + b + eta == 0.625
assert missed_0 @ (w - eta * missed_0) + b - eta == -1.125
assert eta * (missed_1 @ missed_1 + 1) == 2.125


def turned(w_new, towards):
    """Whether the angle between w and a point has become smaller."""
    return w_new @ towards / np.linalg.norm(w_new) > w @ towards / np.linalg.norm(w) + 0.1


assert turned(moves[0][1][0], missed_1)
assert turned(moves[1][1][0], -missed_0)

# %% [markdown]
r"""
The arrow $w$ turns towards a missed 1 and away from a missed 0. With it turns the line.

Four things can happen, and one number tells them apart:

| $y$ | $\hat y$ | $y - \hat y$ | what to do |
|---|---|---|---|
| 0 | 0 | 0 | nothing |
| 1 | 1 | 0 | nothing |
| 1 | 0 | 1 | add |
| 0 | 1 | −1 | subtract |

So the whole trick is one rule, for every case, and for the bias as the weight of $x_0 = 1$:

$$w \leftarrow w + \eta\,(y - \hat y)\,x, \qquad b \leftarrow b + \eta\,(y - \hat y) .$$
"""


# %%
def trick(w, b, x, y, eta):
    """The new w and b after one point x with its label y."""
    y_pred = 1 if x @ w + b >= 0 else 0
    return w + eta * (y - y_pred) * x, b + eta * (y - y_pred)


for i in (0, 7, 3):
    neuron = Perceptron(2, learning_rate=eta, w=w, b=b)
    neuron.update(x[i], y[i])
    print(f"student {i + 1}: ours", *trick(w, b, x[i], y[i], eta), "  library", neuron.w, neuron.b)

# %% proof
for i in range(12):
    neuron = Perceptron(2, learning_rate=eta, w=w, b=b)
    neuron.update(x[i], y[i])
    assert np.array_equal(trick(w, b, x[i], y[i], eta)[0], neuron.w)
    assert trick(w, b, x[i], y[i], eta)[1] == neuron.b

# %% prediction [markdown]
r"""
w = (0, 0), b = −5, η = 1. A point x = (1, 1) with label 1 has the score −5, so it is missed. Is it right after one
update?

[ ] Yes: the update is made for this point
    It is made to raise the score, and it does: by η(‖x‖² + 1) = 3. But from −5 that leads to −2, and −2 is still below
    0.
[x] No, it takes two
    Each update adds η(‖x‖² + 1) = 3 to the score of this point: −5, then −2, then 1.
[ ] No, and it never will be
    Each update raises the score by the same 3, so it must come above 0 in the end.
"""

# %%
far_off, point, seen = Perceptron(2, b=-5.0), np.array([1.0, 1.0]), []
for _ in range(3):
    seen.append(float(far_off.score(point)))
    far_off.update(point, 1)
print("scores:", seen)

# %% proof
assert seen == [-5, -2, 1]

# %% [markdown]
r"""
> **Where the notes go wrong.** Notes 3 say that $w + \eta x$ moves the line upwards and $w - \eta x$ downwards. What
> goes up is the *score of that point*. The line goes wherever it must go to have the point on its other side. On the
> left above, a student below the line was added, and the line came *down* to her. If the arrow $w$ points downwards
> ($w_2 < 0$), the placed side lies below the line, and the same addition lifts it.
"""


# %%
def height(w, b, x1):
    """The x₂ of the line at x₁: where the score is 0."""
    return float(-(w[0] * x1 + b) / w[1])


heights, rises = [], []
for w_start in ([1.0, 1.0], [1.0, -2.0]):  # the arrow points up, or down
    w_old, b_old = np.array(w_start), -4.0
    w_new, b_new = trick(w_old, b_old, point, 1, eta=1)
    heights.append((height(w_old, b_old, 1), height(w_new, b_new, 1)))
    rises.append(float((w_new @ point + b_new) - (w_old @ point + b_old)))
print("the line at x₁ = 1, before and after:", *heights, "   the score rises by", *rises)

# %% proof
assert heights == [(3, 0.5), (-1.5, -1)]
assert rises == [3, 3]
assert height(w, b, 1.5) > height(*moves[0][1], 1.5)

# %% [markdown]
r"""
## Around again: epochs

One student is mended, and another may be spoilt by it. So go through all of them, one after the other, always with the
weights as they are at that moment. One trip through the data is an **epoch**. Then begin again, until an epoch goes by
without a mistake.

We start with nothing at all: $w = (0, 0)$, $b = 0$, $\eta = 1$. (There is no line yet. All scores are 0, and 0 counts
as a yes.) Watch one line at a time: first the student who is missed, then the move.
"""

# %%
w, b = np.zeros(2), 0.0
for epoch in range(1, 5):
    mistakes = 0
    for row, label in zip(x, y, strict=True):
        w_new, b_new = trick(w, b, row, label, eta=1)
        mistakes += b_new != b
        w, b = w_new, b_new
    print(f"epoch {epoch}: {mistakes} mistakes     w = {w}, b = {b}")

neuron = Perceptron(2)
print("the library:", neuron.fit(x, y), neuron.w, neuron.b)

# %%
updates = list(Perceptron(2).updates(x, y))
show_animation(update_frames(x, y, updates), frame_seconds=1.1, last_frame_seconds=10.0)

# %% proof
assert Perceptron(2).fit(x, y) == [3, 4, 2, 0]
assert (w.tolist(), b) == ([4, 1.5], -1)
assert (neuron.w.tolist(), neuron.b) == ([4, 1.5], -1)
assert len(updates) == 9
wrong = [int(((x @ u.w + u.b >= 0) != y).sum()) for u in updates]
assert wrong == [4, 6, 3, 1, 3, 1, 2, 1, 0]
moved = sorted({u.row for u in updates})
assert [row + 1 for row in moved] == [2, 4, 7, 8]
apart = np.linalg.norm(x[:, None] - x, axis=2)
to_other_camp = np.where(y[:, None] != y, apart, np.inf).min(axis=1)
assert (to_other_camp[moved] < to_other_camp.min() + 1e-9).all()

# %% [markdown]
r"""
Nine updates, and all twelve students are on their side. (To see the film again, run the cell again.) Now look closer
than "it works":

- **An update helps one student, not all.** After the second update six students are wrong, where there were four
  before. The count of wrong ones goes 4, 6, 3, 1, 3, 1, 2, 1, 0. Up and down; only the end is quiet.
- **Most students never moved anything.** All nine updates came from students 2, 4, 7 and 8. Nobody has a neighbour
  from the other camp closer by than these four.
- **It stops at the first line that works**, not at the best one. Two students lie close to it.

And the learning rate? Surely smaller steps need more of them. Try.
"""

# %%
for eta in (1, 0.1, 0.01):
    neuron = Perceptron(2, learning_rate=eta)
    print(f"η = {eta:<5} {sum(neuron.fit(x, y))} updates     w / η = {(neuron.w / eta).round(6)}")

# %% proof
distances = np.abs(x @ np.array([4, 1.5]) - 1) / np.hypot(4, 1.5)
assert (np.sort(distances)[:2] < 0.35).all()
assert {sum(Perceptron(2, rate).fit(x, y)) for rate in (1, 0.1, 0.01, 0.003, 0.3, 0.7, 7, 1000)} == {9}
assert np.allclose(neuron.w / eta, [4, 1.5])

# %% [markdown]
r"""
Nine each time. From zero, every weight is a sum of terms $\pm \eta x$, so $\eta$ is a common factor of all scores, and
a factor changes no sign. *Starting from zero*, the learning rate only decides in which units the weights are written.
(From another start that is different. You will see in the explorer.)

Nothing here needs two inputs. Here is the same neuron with 64, the pixels of a handwritten digit, and its hyperplane
has to part the 3s from the 8s.
"""

# %%
pixels, labels = load_digits()
chosen = (labels == 3) | (labels == 8)
pictures, is_eight = pixels[chosen], (labels[chosen] == 8).astype(int)

reader = Perceptron(64)
mistakes = reader.fit(pictures[:300], is_eight[:300])
right = (reader.predict(pictures[300:]) == is_eight[300:]).sum()
print(f"mistakes in each epoch: {mistakes}")
print(f"of the {len(pictures) - 300} pictures it was not shown, {right} are right")

# %%
means = [pictures[:300][is_eight[:300] == label].mean(axis=0) for label in (0, 1)]
show(weights_as_image(reader.w, means, [3, 8]))

# %% proof
assert len(pictures) == 357
assert (mistakes, right) == ([27, 3, 9, 5, 3, 0], 54)
grid = reader.w.reshape(8, 8)
assert (grid[2:7, 2:4] > 0).all()
assert sum(mistakes) == 47

# %% [markdown]
r"""
After 47 mistakes it makes no more on these 300, and it reads 54 of the 57 that it has never seen. And look where its
weights are positive: down the left side, where an 8 is closed and a 3 is open. Nobody told it about 3s and 8s. The
weights of one neuron can be *read*; treasure that, with deeper networks it will be rare.

## Why it gets there

The line swings to and fro, and mistakes come and go. Why should this ever end? Here is the answer, found by Albert
Novikoff in 1962. It takes two observations. For short, let $w$ include the bias and $x$ the $x_0 = 1$, and let
$\eta = 1$.

Suppose that *some* line $w^*$ of length 1 separates the classes, and that every student is at least $\gamma$ on the
right side of it. So there is a street between the camps on which nobody lies, and $\gamma$ measures it. (It is a
distance in the space where $x_0$ is one more coordinate. On the page the nearest student is a little farther from the
line than $\gamma$, because there the length of $w^*$ is taken without its bias.) Now count mistakes, $k$ so far.

**Every mistake is progress.** A missed 1 adds its $x$ to $w$, and $x \cdot w^* \ge \gamma$. A missed 0 subtracts its
$x$, and $-x \cdot w^* \ge \gamma$. Either way $w \cdot w^*$ grows by at least $\gamma$. After $k$ mistakes it is at
least $k\gamma$.

**But $w$ grows slowly.** $\lVert w \pm x \rVert^2 = \lVert w \rVert^2 \pm 2\,w \cdot x + \lVert x \rVert^2$, and the
middle term is never above 0, *because it was a mistake*: a missed 1 has $w \cdot x < 0$ and comes with a plus,
a missed 0 has $w \cdot x \ge 0$ and comes with a minus. So $\lVert w \rVert^2$ grows by at most $R^2$, where $R$ is
the length of the longest $x$. After $k$ mistakes, $\lVert w \rVert \le \sqrt k\,R$.

Progress can't be larger than the length: $k\gamma \le w \cdot w^* \le \lVert w \rVert \le \sqrt k\,R$. One side grows
like $k$, the other like $\sqrt k$. It has to end:

$$k \le \left(\frac R\gamma\right)^2 .$$

For our students, take the line $w^* = (3.5, 2)$, $b^* = -1.4$, which has a wide street, and divide all three numbers
by their length.
"""

# %%
best = np.array([3.5, 2.0, -1.4])
best = best / np.linalg.norm(best)  # length 1, bias included
with_one = np.column_stack([x, np.ones(12)])  # x₀ = 1

gamma = ((2 * y - 1) * (with_one @ best)).min()  # 2y − 1 is +1 or −1
R = np.linalg.norm(with_one, axis=1).max()
print(f"γ = {gamma:.3f}   R = {R:.3f}   at most (R/γ)² = {(R / gamma) ** 2:.1f} mistakes; it made {len(updates)}")
print(f"the library: {mistake_bound(x, y, [3.5, 2.0], -1.4):.1f}")
print(f"on the page the nearest student is {gamma / np.linalg.norm(best[:2]):.3f} from the line")

# %%
walk = np.array([[*u.w, u.b] for u in updates])
lengths, progress = np.linalg.norm(walk, axis=1), walk @ best
show(convergence_bounds(lengths, progress, gamma, R))

# %% proof
counts = np.arange(1, 10)
assert (progress >= counts * gamma - 1e-12).all()
assert (lengths <= np.sqrt(counts) * R + 1e-12).all()
assert (progress <= lengths + 1e-12).all()
in_plane = (2 * y - 1) * (x @ [3.5, 2.0] - 1.4) / np.hypot(3.5, 2.0)
assert np.isclose(in_plane.min(), gamma / np.linalg.norm(best[:2]))
assert (round(gamma, 3), round(in_plane.min(), 3)) == (0.434, 0.459)
assert round((R / gamma) ** 2, 1) == round(mistake_bound(x, y, [3.5, 2.0], -1.4), 1) == 39.9

# %% [markdown]
r"""
At most 39 mistakes, whatever the order of the students, from now to the end of time. It made 9.

The formula says more than that. $R$ is how far the students lie from $(0, 0)$, and $\gamma$ tells how wide the street
is, with the bias counted in the length of $w^*$. So let us spoil it. Leave cgpa and iq where they are, at 8 and 10
tens, instead of measuring from the average student. On the page it is the same picture and the same street. Only the
origin is far away.
"""

# %% prediction [markdown]
r"""
The same twelve students as (cgpa, iq in tens), not measured from the average. How many updates now?

[ ] 9 again: the picture has only been shifted
    The points and the street are shifted, but the trick's bias moves only by η for each mistake, and it now has a long
    way to go.
[ ] About 30
    That would be pleasant. But the bias must get from 0 to below −900, and each mistake moves it by 1.
[x] More than 10,000
    The line starts at the origin, far from all students, and every turn of w swings it across them. R has grown from
    2.7 to 14.1. And since a line in this place needs a large bias, γ has fallen from 0.434 to 0.040.
"""

# %%
not_centred = np.column_stack([cgpa, iq / 10])
far = Perceptron(2)
print(f"{sum(far.fit(not_centred, y, epochs=10_000)):,} updates     w = {far.w}, b = {far.b}")

w_there, b_there = [3.5, 2.0], -1.4 - 3.5 * 7 - 2.0 * 10  # the same line, written for these inputs
print(f"the bound: {mistake_bound(not_centred, y, w_there, b_there):,.0f}")

# %% proof
assert sum(Perceptron(2).fit(not_centred, y, epochs=10_000)) == 16_955
assert (far.predict(not_centred) == y).all()
assert (far.w.tolist(), far.b) == ([92, 26.5], -917)
assert round(mistake_bound(not_centred, y, w_there, b_there)) == 123_755
R_there = np.sqrt((not_centred**2).sum(axis=1).max() + 1)
assert (round(R, 1), round(R_there, 1)) == (2.7, 14.1)
assert round(R_there / np.sqrt(mistake_bound(not_centred, y, w_there, b_there)), 3) == 0.040

# %% [markdown]
r"""
16,955 in place of 9, and the bound has gone from 39 to 123,755. So measure your inputs from the middle, and in units
that make them about 1. Lecture 12 comes back to this: it helps almost everything that learns by small steps.

## Where no line will do

The promise of the last section had an *if*: if some line parts the classes. Such data are called **linearly
separable**. The best-known ones that are not have four points. XOR is 1 where exactly one of two inputs is 1.
"""

# %%
tables = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "XOR": [0, 1, 1, 0]}
some_lines = {"AND": (np.array([1.0, 1.0]), -1.5), "OR": (np.array([1.0, 1.0]), -0.5)}
show(truth_tables(tables, some_lines))

# %% proof
corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
for name, (w_table, b_table) in some_lines.items():
    assert np.array_equal(corners @ w_table + b_table >= 0, tables[name])

# %% [markdown]
r"""
You can prove that no line will do, in three lines. The corner $(0, 0)$ is a 0, so $b < 0$. The corners $(1, 0)$ and
$(0, 1)$ are 1s, so $w_1 + b \ge 0$ and $w_2 + b \ge 0$. Add these two: $w_1 + w_2 + 2b \ge 0$, and take one $b$ away:
$w_1 + w_2 + b \ge -b > 0$. But $(1, 1)$ should be a 0, with $w_1 + w_2 + b < 0$. Marvin Minsky and Seymour Papert made
much of such limits in their book *Perceptrons* (1969). The way out is to use several neurons, in layers: lecture 3.

What does the trick do on such data? It does not know that there is no line. Let us take our students and add one odd
case: a cgpa of 9, an iq of 115, and not placed.
"""

# %%
x_odd, y_odd = np.vstack([x, [2.0, 1.5]]), np.append(y, 0)

restless = Perceptron(2)
mistakes = restless.fit(x_odd, y_odd, epochs=1000)
print("mistakes in the first epochs:", mistakes[:12])
print(f"fewest in an epoch: {min(mistakes)}   epochs without any: {mistakes.count(0)} of {len(mistakes)}")
lines = {(u.b, *u.w) for u in Perceptron(2).updates(x_odd, y_odd, epochs=1000)}
print(f"{sum(mistakes):,} updates, but only {len(lines)} different lines")

# %%
first = list(Perceptron(2).updates(x_odd, y_odd, epochs=20))
show(lines_without_convergence(x_odd, y_odd, first))

# %% proof
assert (min(mistakes), mistakes.count(0), len(mistakes), len(lines)) == (3, 0, 1000, 74)
assert sum(mistakes) == 5201
triangle = np.column_stack([x_odd[[12, 6, 3]], np.ones(3)])  # students 13, 7 and 4: not placed
assert (np.linalg.solve(triangle.T, [*x_odd[11], 1]) > 0.01).all()  # student 12 lies inside
wrong_odd = [int(((x_odd @ u.w + u.b >= 0) != y_odd).sum()) for u in first]
assert (min(wrong_odd), max(wrong_odd)) == (1, 9)
assert len(first) == 105

# %% [markdown]
r"""
One student, and the line never rests again. (No line can part these thirteen: student 12, who was placed, lies inside
the triangle of students 4, 7 and 13, who were not.) Once it had a single student wrong, and no line can do better here.
It left that line at once: the trick cannot see how good a line is, only that somebody is missed. Nor do the weights run
away. 5,201 updates, and it only ever visits the same 74 lines. What it does on XOR itself, you will find out in the
exercise.

So if you stop it at some moment, the line you get is a matter of luck. What we would want is a *price*: a number that
says how bad a line is, so that we can look for the line with the lowest. That is the next lecture.

## Explore: point after point

Below you are the trick. The slider says how many students it has seen; press the right arrow key to show it the next.
First, a question.
"""

# %% prediction [markdown]
r"""
From zero, η = 1 and η = 0.01 need the same 9 updates. From the line w = (4, −1), b = 1 it takes 3 with η = 1. How many
does it take from there with η = 0.1?

[ ] 3: the learning rate does not matter
    That holds only for a start from zero. Here the first line has a length of its own, and small steps have to
    outweigh it first.
[ ] 1: small steps are more careful
    Each step turns the line less. There is no reason why fewer should do.
[x] More than 10
    It takes 14. The steps must first undo the old weights, and ten times smaller steps need more of them. With η = 0.01
    it takes 137.
"""

# %% proof
counts = [sum(Perceptron(2, rate, w=[4.0, -1.0], b=1.0).fit(x, y, 1000)) for rate in (1, 0.1, 0.01)]
assert counts == [3, 14, 137]
for nudge in (-1e-9, 1e-9):  # no score on the way is 0, so that no last bit decides
    nudged = [Perceptron(2, rate, w=[4.0, -1.0], b=1.0 + nudge) for rate in (1, 0.1, 0.01)]
    assert [sum(neuron.fit(x, y, 1000)) for neuron in nudged] == counts

# %% [markdown]
r"""
Then two tasks. **Find the look at which the line hurts most:** one student is mended and the number of wrong ones goes
up. And in the folded part, **start nearly the wrong way round** and look which students do the work.
"""

# %%
from dlcourse.widgets.perceptron import perceptron_explorer

perceptron_explorer(x, y)

# %% proof
from dlcourse.widgets.perceptron import trick_values


def moved(*start, look=156):
    """(look, student, wrong afterwards) of each update."""
    seen = trick_values(x, y, look, *start, 1.0)
    return [(i, each.row + 1, each.wrong) for i, each in enumerate(seen, start=1) if each.moved]


assert moved((0.0, 0.0), 0.0)[:5] == [(4, 4, 4), (7, 7, 6), (8, 8, 3), (14, 2, 1), (16, 4, 3)]
back = moved((-2.0, -2.0), 0.0)
assert (len(back), back[-1]) == (8, (20, 8, 0))
assert {student for _, student, _ in back} == {1, 2, 4, 5, 7, 8}
assert ((x @ [-2.0, -2.0] >= 0) != y).sum() == 11
assert trick_values(x, y, 156, (4.0, -1.0), 1.0, 0.1)[-1].wrong == 0

# %% [markdown]
r"""
<details><summary>What you should have found</summary>

At the 7th look (student 7) the count of wrong ones goes from 4 to 6, at the 16th (student 4) from 1 to 3. From the line
that is nearly the wrong way round, with 11 of 12 wrong, it takes 8 updates, fewer than the 9 from nothing at all.
Students 1, 2, 4, 5, 7 and 8 do the work. A bad start does little harm here: a mistake moves the line by as much as the
student's inputs are long, however wrong the line was.
</details>

## In one table

| What | Formula | Remember |
|---|---|---|
| score | $z = x \cdot w + b$ | the bias is the weight of $x_0 = 1$ |
| step | $\hat y = 1$ where $z \ge 0$, else 0 | only the sign counts |
| boundary | $w \cdot x + b = 0$ | line, plane, hyperplane; $w$ stands at a right angle to it |
| distance | $z / \lVert w \rVert$ | a score alone is none |
| trick | $w \leftarrow w + \eta (y - \hat y) x$, and $b$ likewise with $x_0 = 1$ | missed 1: add; missed 0: subtract |
| one update | $z \leftarrow z \pm \eta(\lVert x \rVert^2 + 1)$ | helps this point; may harm others |
| learning rate | from zero, $w$ and $b$ are multiples of $\eta$ | then it changes no prediction |
| separable | at most $(R/\gamma)^2$ mistakes | measure from the middle: 9 instead of 16,955 |
| not separable | no epoch without a mistake | the line never rests |

## Check yourself

<details><summary>1. Two neurons: w = (1, 2), b = −1 and w = (100, 200), b = −100. On which points do they
disagree?</summary>

On none. Every score of the second is 100 times that of the first, and the sign is the same.
</details>

<details><summary>2. A missed 0 has x = (3, 4), and η = 0.1. By how much does its score fall?</summary>

By $\eta(\lVert x \rVert^2 + 1) = 0.1 \cdot (25 + 1) = 2.6$. If it was above 2.6, the point is still missed.
</details>

<details><summary>3. "After each update the line makes fewer mistakes." Right?</summary>

No. The score of one point moves the right way. Others may be lost: after our second update there were 6 wrong, not 4.
</details>

<details><summary>4. The trick has run for 1,000 epochs and still makes mistakes. Are the data not separable?</summary>

You can't tell from that alone. Perhaps no line exists; perhaps the street is narrow or the data lie far from the
origin, and it needs more. Ours needed 16,955 updates before the inputs were centred. </details>

<details><summary>5. Why does a student on the right side not move the line, however close to it?</summary>

Because $y - \hat y = 0$. The trick asks only for the right side, not for a distance. Lecture 2 asks for more.
</details>

## What to do next

Write it yourself in the [exercise](../exercises/01_perceptron/01_perceptron.ipynb): the score, the step, the trick on
one point, and the trick on all points, epoch after epoch. Then go on to [lecture 2](02_perceptron_loss.ipynb), which
puts a price on a mistake.
"""
