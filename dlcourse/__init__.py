"""dlcourse: the library of the course, written so that its code reads like its formulas.

The reference needs NumPy alone; nothing of Jupyter, matplotlib or nbgrader is imported before it is asked for.
"""

from dlcourse.activations import relu, sigmoid, softmax, tanh
from dlcourse.data import load_digits
from dlcourse.gradcheck import check_gradient, numerical_gradient
from dlcourse.initializers import glorot_uniform, he_normal
from dlcourse.layers import Dense, ReLU, Sigmoid, Softmax, Tanh
from dlcourse.losses import BinaryCrossentropy, CategoricalCrossentropy, MeanSquaredError
from dlcourse.metrics import accuracy
from dlcourse.model import Sequential
from dlcourse.optimizers import SGD
from dlcourse.preprocessing import minibatches, one_hot, train_test_split

__version__ = "0.1.0"

__all__ = [
    "SGD",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "Dense",
    "MeanSquaredError",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "accuracy",
    "check_gradient",
    "glorot_uniform",
    "he_normal",
    "load_digits",
    "minibatches",
    "numerical_gradient",
    "one_hot",
    "relu",
    "sigmoid",
    "softmax",
    "tanh",
    "train_test_split",
]
