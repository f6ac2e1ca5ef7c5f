# %% [markdown]
r"""
# Exercise 12: Improving a network

You will keep rows aside, bring the columns to one scale without letting the test rows have a say in it, and stop a run
at the right moment. Then you will mend a training run that does all three wrong.

**Before you start:** [lecture 12](../../lectures/12_improving_a_network.ipynb). **Time:** about 65 minutes.
**Points:** 16.

Replace `raise NotImplementedError()` by your answer, run the cell, then run the check below it. Stuck? Ask for
`hint("standard_scale")` in a cell of your own, and again for the next one.

Rows are examples: `x` has the shape (N, inputs). Arrays hold decimal fractions, and whole numbers only where an example
prints them. The questions stand on their own: a later one never needs your answer to an earlier one.
"""

# %% given="setup"
import numpy as np

from dlcourse.checks import check, failing, hint


def mean_squared_error(w, x, y):
    """The mean of (x w − y)²; for question 6."""
    return ((x @ w - y) ** 2).mean()


def mean_squared_error_gradient(w, x, y):
    """Its gradient, 2/N · xᵀ(x w − y), in the shape of w; for question 6."""
    return 2 / len(x) * x.T @ (x @ w - y)


# %% [markdown]
r"""
## 1. How many updates?

*1 point, easy, 3 minutes.*

You have 700 rows. You keep 20 % of them aside for validation and train on the others for 10 epochs, in mini-batches of
32 rows; the last mini-batch of an epoch may be smaller. There is one update for each mini-batch.

How many updates does the whole run make? Work it out on paper and return the number.
"""


# %% solution="updates_by_hand"
def updates_by_hand():
    """The number of updates in 10 epochs."""
    ### BEGIN SOLUTION
    return 180
    ### END SOLUTION


# %% check="updates_by_hand" points=1
check("updates_by_hand", updates_by_hand)

# %% [markdown]
r"""
## 2. Rows kept aside

*3 points (half each: sizes, none lost, none twice, pairs kept, shuffled, repeatable), medium, 10 minutes.*

A network is judged on rows that it has not learnt from. From `x` (N, inputs) and `y` (N entries) keep a share of
`validation_share` aside, chosen at random with the Generator `rng`, and return four arrays in this order: `x_train`,
`y_train`, `x_val`, `y_val`. Every row goes to exactly one of the two parts, with its own target; rows with equal
numbers are still different rows. Within a part the rows may stand in any order. `validation_share * N` is a whole
number here.

Your rows will not be somebody else's, so the check looks at what all right answers share. The same Generator must give
the same split again, and another one another split: draw from `rng` and from nothing else. Leave `x` and `y` themselves
as they are.

For example, with 40 rows and `validation_share = 0.25` there are 30 rows to train on and 10 for validation.
"""


# %% solution="train_validation_split"
def train_validation_split(x, y, validation_share, rng):
    """x_train, y_train, x_val, y_val: each row in one of the two parts, chosen by rng."""
    ### BEGIN SOLUTION
    order = rng.permutation(len(x))
    rows = round(validation_share * len(x))
    validation, training = order[:rows], order[rows:]
    return x[training], y[training], x[validation], y[validation]
    ### END SOLUTION


# %% check="train_validation_split" points=3
check("train_validation_split", train_validation_split)

# %% [markdown]
r"""
## 3. Mean 0, spread 1

*2 points (one for the training rows, one for the test rows), easy, 8 minutes.*

Scale each column by the mean and the standard deviation of its **training** rows:

$$x' = \frac{x - \mu}{\sigma}, \qquad \sigma^2 = \frac1N \sum_n (x_n - \mu)^2 .$$

Return the scaled `x_train` (N_train, inputs) and the scaled `x_test` (N_test, inputs). A column that is constant in
training has $\sigma = 0$; divide it by 1 instead. (Here its mean is exact, so that no rounding makes $\sigma$ a tiny
number; a narrow column is not constant.) Leave the arrays that you were given as they are.

For example, with `x_train = [[1.0, 5.0], [3.0, 5.0]]` and `x_test = [[4.0, 6.0]]` the answer is `[[-1, 0], [1, 0]]`
and `[[2, 1]]`.
"""


# %% solution="standard_scale"
def standard_scale(x_train, x_test):
    """Both arrays scaled by the mean and the standard deviation of the training columns."""
    ### BEGIN SOLUTION
    mean = x_train.mean(axis=0)  # (inputs,)
    std = x_train.std(axis=0)  # (inputs,)
    std = np.where(std == 0, 1, std)
    return (x_train - mean) / std, (x_test - mean) / std
    ### END SOLUTION


# %% check="standard_scale" points=2
check("standard_scale", standard_scale)

# %% [markdown]
r"""
## 4. From 0 to 1

*2 points (one for the training rows, one for the test rows), easy, 5 minutes.*

Another scale: the smallest number of each training column becomes 0, the largest 1,

$$x' = \frac{x - \min}{\max - \min} .$$

Again both numbers come from the training rows, and test rows are scaled with the same two; they may fall outside of
0 … 1. No training column is constant here. Return the scaled `x_train` and the scaled `x_test`.

For example, with `x_train = [[10], [30]]` and `x_test = [[25], [50]]` the answer is `[[0], [1]]` and `[[0.75], [2]]`.
"""


# %% solution="min_max_scale"
def min_max_scale(x_train, x_test):
    """Both arrays scaled so that the training columns span 0 … 1."""
    ### BEGIN SOLUTION
    low = x_train.min(axis=0)  # (inputs,)
    span = x_train.max(axis=0) - low  # (inputs,)
    return (x_train - low) / span, (x_test - low) / span
    ### END SOLUTION


# %% check="min_max_scale" points=2
check("min_max_scale", min_max_scale)

# %% [markdown]
r"""
## 5. When to stop

*2 points (one for each epoch), medium, 10 minutes.*

`val_losses` holds the validation loss of each epoch, counted from 0. Training goes on while epochs get better, and a
little longer: it stops after an epoch if this one and those before it, `patience` in a row, were not better than the
best one so far. An epoch is better when its loss is lower; a tie is not better.

Return the epoch after which training stops, and the best epoch up to then. Where the list ends first, training stops
after the last epoch.

For example, with the losses `1, .9, .95, .85, .9, .88, .95, .8, .7, .9, .9, .9, .9` and a patience of 3 the answer is
`(6, 3)`. The 0.7 of epoch 8 is never reached: that is the price of stopping early.
"""


# %% solution="early_stopping_epochs"
def early_stopping_epochs(val_losses, patience):
    """The epoch after which training stops, and the best epoch up to then; both from 0."""
    ### BEGIN SOLUTION
    best_epoch, wait = 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[best_epoch]:
            best_epoch, wait = epoch, 0
        else:
            wait += 1
            if wait == patience:
                return epoch, best_epoch
    return len(val_losses) - 1, best_epoch
    ### END SOLUTION


# %% check="early_stopping_epochs" points=2
check("early_stopping_epochs", early_stopping_epochs)

# %% [markdown]
r"""
## 6. Too good to be true

*3 points (one each for the weights, the loss and the count of epochs), hard, 15 minutes.*

The function below trains a linear model. This is what it should do: scale both parts by the mean and the standard
deviation of the training rows; descend on the training rows; after each epoch look at the validation loss, and stop
when it has not been better than the best one for `patience` epochs in a row, at the latest after `epochs` epochs.
Return the weights of the best epoch, their validation loss, and how many epochs were run.

It has three faults. On new rows it does worse than the loss that it reports would have you think. It never
stops early, however long the validation loss has been rising. And when somebody made it stop early, the weights that it
returned did not have the loss that it returned. The two helper functions at the top of this notebook are right.

Write the mended function. The columns are never constant, and `w` belongs to the caller: leave it as it is.
"""


# %% given="broken_training"
def broken_training(x_train, y_train, x_val, y_val, w, learning_rate, epochs, patience):
    """The best weights, their loss, and the epochs that were run; three things are wrong in here."""
    rows = np.vstack([x_train, x_val])
    mean, std = rows.mean(axis=0), rows.std(axis=0)
    x_train, x_val = (x_train - mean) / std, (x_val - mean) / std
    w = w.copy()
    best_w, best_loss, lowest, wait, epochs_run = w, np.inf, np.inf, 0, 0
    while epochs_run < epochs and wait < patience:
        w -= learning_rate * mean_squared_error_gradient(w, x_train, y_train)
        loss = mean_squared_error(w, x_train, y_train)
        val_loss = mean_squared_error(w, x_val, y_val)
        if loss < lowest:
            best_w, best_loss, lowest, wait = w, val_loss, loss, 0
        else:
            wait += 1
        epochs_run += 1
    return best_w, best_loss, epochs_run


# %% solution="mended_training"
def mended_training(x_train, y_train, x_val, y_val, w, learning_rate, epochs, patience):
    """The best weights, like w, their validation loss, and the number of epochs that were run."""
    ### BEGIN SOLUTION
    mean, std = x_train.mean(axis=0), x_train.std(axis=0)
    x_train, x_val = (x_train - mean) / std, (x_val - mean) / std
    w = w.copy()
    best_w, best_loss, wait, epochs_run = w.copy(), np.inf, 0, 0
    while epochs_run < epochs and wait < patience:
        w -= learning_rate * mean_squared_error_gradient(w, x_train, y_train)
        loss = mean_squared_error(w, x_val, y_val)
        if loss < best_loss:
            best_w, best_loss, wait = w.copy(), loss, 0
        else:
            wait += 1
        epochs_run += 1
    return best_w, best_loss, epochs_run
    ### END SOLUTION


# %% check="mended_training" points=3
check("mended_training", mended_training)

# %% [markdown]
r"""
## 7. Read the curves

*2 points, read by your instructor, 8 minutes.*

A network with two hidden layers of 256 units is trained on 900 rows for 80 epochs. Its training loss falls from 2.3 to
0.02 and is still falling. Its validation loss falls from 2.3 to 0.61 in epoch 18, then climbs to 0.94. A colleague
proposes three changes at once: a third hidden layer, twice as many epochs, and a larger learning rate.

What do the curves say? Which one change would you make next, and why that one? What would you look at to see whether it
was right? Four to six sentences.
"""

# %% [markdown] manual="curves_diagnosis" points=2
r"""
The network overfits: from epoch 18 on it gets better at the rows it has seen and worse at the others. The low training
loss says that it is large enough and that it learns, so more layers, more epochs or larger steps would work on what is
not broken. The cheapest change is early stopping that gives back the weights of the best epoch; it takes the 0.61 that
is already there. After that I would make one change that narrows the gap: more rows if they can be had, else a smaller
network, dropout or weight decay. I would change one thing at a time, keep the split and the seed, and look for a lower
minimum of the validation loss, not for a lower training loss; that one may well rise. A few seeds show whether the
difference is more than chance, and the test rows stay out of it until the choice is made.
"""

# %% [markdown]
r"""
## 8. Deceived by a saw

*1 point, medium, 6 minutes.*

Another early stopping, with a patience of 2. It returns the epoch after which training stops, counted from 0:
"""


# %% given="stop_by_previous"
def stop_by_previous(val_losses):
    """The epoch after which training stops."""
    wait = 0
    for epoch in range(1, len(val_losses)):
        wait = 0 if val_losses[epoch] < val_losses[epoch - 1] else wait + 1
        if wait == 2:
            return epoch
    return len(val_losses) - 1


# %% [markdown]
r"""
Return `val_losses`, 3 to 8 numbers from 0 to 10, on which it trains for at least 3 epochs longer than the rule of
question 5 with the same patience.
"""


# %% solution="losses_that_deceive"
def losses_that_deceive():
    """Validation losses, one for each epoch."""
    ### BEGIN SOLUTION
    return np.array([1.0, 3.0, 2.0, 5.0, 4.0, 7.0])
    ### END SOLUTION


# %% check="losses_that_deceive" points=1
check("losses_that_deceive", losses_that_deceive)

# %% [markdown]
r"""
## Done?

Press *Hand in and see the feedback* on the card of the last check: it saves the notebook, hands in a copy, grades it
and opens the page of feedback. The same from a terminal, once you have saved: `dlcourse done 12`. In a class you may
as well hand in by *Assignment List* in JupyterLab's menus.
"""
