"""scikit-learn: an epoch of its MLPClassifier; its Perceptron, a loop in Cython."""

import numpy as np
from sklearn.linear_model import Perceptron
from sklearn.neural_network import MLPClassifier

from race import rows
from race.tasks import CLASSES, LEARNING_RATES, first_weights, loss_of, rows_of


class Classifier:
    """`partial_fit` is one epoch over shuffled mini-batches; first weights of its own, drawn in the same way."""

    def __init__(self, task):
        self.task = task
        self.x, self.labels = rows_of(task)
        self.model = MLPClassifier(
            task["sizes"][1:-1],
            solver=task["optimizer"],
            learning_rate_init=LEARNING_RATES[task["optimizer"]],
            batch_size=task["batch"],
            alpha=0,  # no penalty
            momentum=0,
            nesterovs_momentum=False,
            random_state=2,
        )

    def round(self):
        self.model.partial_fit(self.x, self.labels, classes=np.arange(CLASSES))

    def outcome(self):
        """The loss before and after."""
        after = list(zip(self.model.coefs_, self.model.intercepts_, strict=True))
        return [loss_of(weights, self.x, self.labels) for weights in (first_weights(self.task), after)]


class Trick(rows.Trick):
    """The perceptron's trick in the rows' order, by `Perceptron`; `tol=None` keeps it from stopping early."""

    epochs = 1000

    def round(self):
        perceptron = Perceptron(max_iter=self.epochs, tol=None, shuffle=False).fit(self.x, self.labels)
        self.line = np.array([*perceptron.coef_[0], *perceptron.intercept_])
