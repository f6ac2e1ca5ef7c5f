# %% [markdown]
r"""
# Exercise 16: Adaptive optimizers

You will write one step of AdaGrad, RMSProp, Adadelta and Adam, mend an Adam that stops halfway, and give it a decay
that works.

**Before you start:** [lecture 16](../../lectures/16_adaptive_optimizers.ipynb). **Time:** about 70 minutes.
**Points:** 18.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("adagrad_step")` in a cell of your own, and again for the next one.

All arrays of a step have the shape (n,): one entry for each weight, and each formula holds entry by entry. The checks
take many steps, with gradients that change in sign and in size, some of them 0; what your step returns is what it is
given next. Where ε stands, inside a root or outside, differs from book to book: here the formula says it.

The questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.checks import check, failing, hint

# %% [markdown]
r"""
## 1. A step for each weight: AdaGrad

*2 points (one for the weights, one for the sum), easy, 6 minutes.*

Each weight adds up the squares of its gradients, and divides its step by the root of that sum:

$$a \leftarrow a + g^2, \qquad w \leftarrow w - \eta\,\frac{g}{\sqrt{a} + \varepsilon}.$$

From `w`, `a` and the gradient `g` return the new `w` and the new `a`, in this order.

For example, `adagrad_step(np.array([1.0, 1.0]), np.array([0.0, 9.0]), np.array([2.0, 4.0]), 0.1, 1e-8)` is
`([0.9, 0.92], [4, 25])`.
"""


# %% solution="adagrad_step"
def adagrad_step(w, a, g, learning_rate, epsilon):
    """The new w and the new a after one step; each like w."""
    ### BEGIN SOLUTION
    a_new = a + g**2
    w_new = w - learning_rate * g / (np.sqrt(a_new) + epsilon)
    return w_new, a_new
    ### END SOLUTION


# %% check="adagrad_step" points=2
check("adagrad_step", adagrad_step)

# %% [markdown]
r"""
## 2. AdaGrad that forgets: RMSProp

*2 points (one for the weights, one for the average), easy, 6 minutes.*

AdaGrad's sum only grows, so the factor before the gradient only shrinks. RMSProp takes a fading average in its place:

$$v \leftarrow \rho\, v + (1-\rho)\, g^2, \qquad w \leftarrow w - \eta\,\frac{g}{\sqrt{v} + \varepsilon}.$$

Return the new `w` and the new `v`.

For example, `rmsprop_step(np.array([1.0]), np.array([5.0]), np.array([-5.0]), 0.3, 0.8, 1e-8)` is `([1.5], [9])`.
"""


# %% solution="rmsprop_step"
def rmsprop_step(w, v, g, learning_rate, rho, epsilon):
    """The new w and the new v after one step; each like w."""
    ### BEGIN SOLUTION
    v_new = rho * v + (1 - rho) * g**2
    w_new = w - learning_rate * g / (np.sqrt(v_new) + epsilon)
    return w_new, v_new
    ### END SOLUTION


# %% check="rmsprop_step" points=2
check("rmsprop_step", rmsprop_step)

# %% [markdown]
r"""
## 3. No learning rate at all: Adadelta

*3 points (one for the weights, one for each average), medium, 10 minutes.*

Adadelta also remembers how large its own steps were, and puts that in the place of a learning rate. One step, in this
order:

$$E[g^2] \leftarrow \rho\,E[g^2] + (1-\rho)\,g^2, \qquad
\Delta = \frac{\sqrt{E[\Delta^2] + \varepsilon}}{\sqrt{E[g^2] + \varepsilon}}\; g,$$

$$E[\Delta^2] \leftarrow \rho\,E[\Delta^2] + (1-\rho)\,\Delta^2, \qquad w \leftarrow w - \Delta .$$

Here ε stands inside both roots. In the code `g2` is $E[g^2]$ and `d2` is $E[\Delta^2]$. Return the new `w`, `g2` and
`d2`.

For example, with `w = [1.0]`, `g2 = [5.0]`, `d2 = [0.0036]`, `g = [-5.0]`, `rho = 0.8` and `epsilon = 1e-6` the answer
is about `([1.10001], [9], [0.0048806])`.
"""


# %% solution="adadelta_step"
def adadelta_step(w, g2, d2, g, rho, epsilon):
    """The new w, E[g²] and E[Δ²] after one step; each like w."""
    ### BEGIN SOLUTION
    g2_new = rho * g2 + (1 - rho) * g**2
    delta = np.sqrt(d2 + epsilon) / np.sqrt(g2_new + epsilon) * g
    d2_new = rho * d2 + (1 - rho) * delta**2
    return w - delta, g2_new, d2_new
    ### END SOLUTION


# %% check="adadelta_step" points=3
check("adadelta_step", adadelta_step)

# %% [markdown]
r"""
## 4. Adam's first step, by hand

*1 point, easy, 4 minutes.*

Adam takes momentum's average above and RMSProp's below, each corrected for its start at 0:

$$m \leftarrow \beta_1 m + (1-\beta_1)\,g, \qquad v \leftarrow \beta_2 v + (1-\beta_2)\,g^2,$$

$$\hat m = \frac{m}{1-\beta_1^{\,t}}, \qquad \hat v = \frac{v}{1-\beta_2^{\,t}}, \qquad
w \leftarrow w - \eta\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon}, \qquad t = 1, 2, \dots$$

At the start $m = v = 0$. The first gradient of one weight is $g = 40$. With $\eta = 0.02$, $\beta_1 = 0.9$,
$\beta_2 = 0.999$ and $\varepsilon = 10^{-8}$: by how much does $w$ change, new minus old? Work it out on paper and
return the number. Then ask yourself what a gradient of 0.004 would have done.
"""


# %% solution="adam_first_change"
def adam_first_change():
    """New w minus old w, at t = 1."""
    ### BEGIN SOLUTION
    return -0.02
    ### END SOLUTION


# %% check="adam_first_change" points=1
check("adam_first_change", adam_first_change)

# %% [markdown]
r"""
## 5. One step of Adam

*3 points (one for the weights, one for each average), medium, 10 minutes.*

Write the five formulas of question 4 as one step. `t` is 1 at the first step. Return the new `w`, `m` and `v`; the
corrected $\hat m$ and $\hat v$ are for this step only.

For example, with `w = [1.0]`, `m = [1.0]`, `v = [4.0]`, `g = [-2.0]`, `t = 2`, `learning_rate = 0.1`, `beta_1 = 0.9`,
`beta_2 = 0.99` and `epsilon = 1e-8` the answer is about `([0.97401], [0.7], [4])`.
"""


# %% solution="adam_step"
def adam_step(w, m, v, g, t, learning_rate, beta_1, beta_2, epsilon):
    """The new w, m and v after step t = 1, 2, …; each like w."""
    ### BEGIN SOLUTION
    m_new = beta_1 * m + (1 - beta_1) * g
    v_new = beta_2 * v + (1 - beta_2) * g**2
    m_hat = m_new / (1 - beta_1**t)
    v_hat = v_new / (1 - beta_2**t)
    w_new = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
    return w_new, m_new, v_new
    ### END SOLUTION


# %% check="adam_step" points=3
check("adam_step", adam_step)

# %% [markdown]
r"""
## 6. An Adam that stops halfway

*2 points, medium, 8 minutes.*

A colleague's Adam goes through all `gradients` (steps, n), one row a step, and returns the weights after each of them,
(steps, n). On an even slope, where every gradient is the same, each step should be as large as the first. His are not:
from $w = 1$ with $\eta = 0.1$ the weights are 0.9, 0.868, 0.859, 0.857, 0.856 … and there they stay.
"""


# %% given="broken_adam"
def broken_adam(w, gradients, learning_rate, beta_1, beta_2, epsilon):
    m, v = np.zeros_like(w), np.zeros_like(w)
    path = []
    for g in gradients:
        t = 1
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m = m / (1 - beta_1**t)
        v = v / (1 - beta_2**t)
        w = w - learning_rate * m / (np.sqrt(v) + epsilon)
        path.append(w)
        t = t + 1
    return np.array(path)


broken_adam(np.array([1.0]), np.full((6, 1), 2.0), 0.1, 0.9, 0.999, 1e-8).round(3)

# %% [markdown]
r"""
There are two bugs in it, and either alone would spoil it. Write the mended version; the formulas stand in question 4.

For example, `mended_adam(np.array([1.0]), np.array([[2.0], [-1.0], [0.5]]), 0.1, 0.9, 0.99, 1e-8)` is about
`[[0.9], [0.87333], [0.83918]]`.
"""


# %% solution="mended_adam"
def mended_adam(w, gradients, learning_rate, beta_1, beta_2, epsilon):
    """The weights after each step, (steps, n)."""
    ### BEGIN SOLUTION
    m, v = np.zeros_like(w), np.zeros_like(w)
    t = 0
    path = []
    for g in gradients:
        t = t + 1
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat = m / (1 - beta_1**t)
        v_hat = v / (1 - beta_2**t)
        w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)
        path.append(w)
    return np.array(path)
    ### END SOLUTION


# %% check="mended_adam" points=2
check("mended_adam", mended_adam)

# %% [markdown]
r"""
## 7. Decay beside the step: AdamW

*2 points, medium, 8 minutes.*

Small weights are often wanted. AdamW shrinks them beside Adam's step, so that no $\sqrt{\hat v}$ divides the decay:

$$w \leftarrow w - \eta\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon} - \eta\lambda\, w .$$

All else is as in question 4; λ is `weight_decay`, and both $w$ on the right are the old one. Write the whole walk: from
`w` (n,) through all `gradients` (steps, n), starting with $m = v = 0$ and $t = 1$, and return the weights after each
step, (steps, n).

For example, `adamw_path(np.array([1.0]), np.array([[2.0], [-1.0], [0.5]]), 0.1, 0.2, 0.9, 0.99, 1e-8)` is about
`[[0.88], [0.83573], [0.78486]]`.
"""


# %% solution="adamw_path"
def adamw_path(w, gradients, learning_rate, weight_decay, beta_1, beta_2, epsilon):
    """The weights after each step, (steps, n)."""
    ### BEGIN SOLUTION
    m, v = np.zeros_like(w), np.zeros_like(w)
    path = []
    for t, g in enumerate(gradients, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_hat = m / (1 - beta_1**t)
        v_hat = v / (1 - beta_2**t)
        w = w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon) - learning_rate * weight_decay * w
        path.append(w)
    return np.array(path)
    ### END SOLUTION


# %% check="adamw_path" points=2
check("adamw_path", adamw_path)

# %% [markdown]
r"""
## 8. Your choice

*2 points, read by your instructor, 6 minutes.*

A spam filter reads which of 50,000 words a mail holds. A mail holds about a hundred of them, and many telling words
turn up in one mail out of ten thousand. Trained with plain gradient descent, the weights of these rare words are still
near 0 after an hour. Which optimizer do you choose, why does it help here, and what would you watch in case it was the
wrong choice? Three to five sentences.
"""

# %% [markdown] manual="rare_words_choice" points=2
r"""
AdaGrad. A rare word's gradient is 0 in nearly every batch, so its sum of squares stays small, and when the word does
turn up its step is large; the frequent words, with large sums, take small steps. The sums only grow, so I would watch
whether all steps fade before the validation loss is done falling. If they do, RMSProp or Adam forget old gradients and
keep going; but their averages also forget a rare word between two mails, which makes its steps large and rough. I would
try two or three learning rates with each, and compare on validation data.
"""

# %% [markdown]
r"""
## 9. One slot for two

*1 point, hard, 8 minutes.*

In this AdaGrad ($\eta = 0.1$) two weights share one sum of squares. `gradients` has the shape (steps, 2).
"""


# %% given="adagrad_with_one_slot"
def adagrad_with_one_slot(gradients):
    """Where the two weights end, from 0."""
    w, s = np.zeros(2), 0.0
    for g in gradients:
        for i in range(2):
            s += g[i] ** 2
            w[i] -= 0.1 * g[i] / (np.sqrt(s) + 1e-7)
    return w


# %% [markdown]
r"""
On most gradients both weights end in the wrong place. Return `gradients` of 3 to 6 steps, numbers from −10 to 10, on
which `w[0]` ends exactly where a slot of its own would have brought it, and `w[1]` is wrong by 0.02 or more.
"""


# %% solution="one_slot_caught"
def one_slot_caught():
    """Gradients (steps, 2) on which w[0] is right and w[1] is wrong."""
    ### BEGIN SOLUTION
    return np.array([[1.0, 0.0], [2.0, 0.0], [1.0, 1.0]])
    ### END SOLUTION


# %% check="one_slot_caught" points=1
check("one_slot_caught", one_slot_caught)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 16`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
