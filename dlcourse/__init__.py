"""dlcourse: the library of the course, written so that its code reads like its formulas.

The reference needs NumPy alone; nothing of Jupyter, matplotlib or nbgrader is imported before it is asked for.
"""

from dlcourse.activations import elu, gelu, leaky_relu, relu, selu, sigmoid, silu, softmax, softplus, swish, tanh
from dlcourse.callbacks import Callback, EarlyStopping, ModelCheckpoint, Recorder
from dlcourse.data import load_digits, load_mnist
from dlcourse.ewma import ewma
from dlcourse.gradcheck import check_gradient, numerical_gradient
from dlcourse.history import History
from dlcourse.initializers import glorot_normal, glorot_uniform, he_normal, he_uniform, lecun_normal, lecun_uniform
from dlcourse.layers import (
    ELU,
    GELU,
    SELU,
    Activation,
    BatchNormalization,
    Dense,
    Dropout,
    Flatten,
    LeakyReLU,
    Linear,
    PReLU,
    ReLU,
    Residual,
    Sigmoid,
    Softmax,
    Softplus,
    Swish,
    Tanh,
)
from dlcourse.linear_models import (
    LinearRegression,
    LinearSVM,
    LogisticRegression,
    PerceptronByDescent,
    SoftmaxRegression,
)
from dlcourse.losses import (
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    CategoricalCrossentropy,
    CategoricalFocalCrossentropy,
    GANDiscriminatorLoss,
    GANGeneratorLoss,
    Hinge,
    Huber,
    KLDivergence,
    MeanAbsoluteError,
    MeanSquaredError,
    PerceptronLoss,
    SparseCategoricalCrossentropy,
    TripletLoss,
)
from dlcourse.metrics import BinaryAccuracy, accuracy, mean_absolute_error
from dlcourse.model import Sequential
from dlcourse.modelcheck import check_model
from dlcourse.optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, Nadam, RMSprop
from dlcourse.perceptron import Perceptron, mistake_bound
from dlcourse.preprocessing import MinMaxScaler, StandardScaler, minibatches, one_hot, train_test_split
from dlcourse.regularizers import L1, L1L2, L2
from dlcourse.saving import load, save
from dlcourse.schedules import CosineDecay, ExponentialDecay, PiecewiseConstantDecay

__version__ = "0.1.0"

__all__ = [
    "ELU",
    "GELU",
    "L1",
    "L1L2",
    "L2",
    "SELU",
    "SGD",
    "Activation",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "BatchNormalization",
    "BinaryAccuracy",
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "Callback",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CosineDecay",
    "Dense",
    "Dropout",
    "EarlyStopping",
    "ExponentialDecay",
    "Flatten",
    "GANDiscriminatorLoss",
    "GANGeneratorLoss",
    "Hinge",
    "History",
    "Huber",
    "KLDivergence",
    "LeakyReLU",
    "Linear",
    "LinearRegression",
    "LinearSVM",
    "LogisticRegression",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "MinMaxScaler",
    "ModelCheckpoint",
    "Nadam",
    "PReLU",
    "Perceptron",
    "PerceptronByDescent",
    "PerceptronLoss",
    "PiecewiseConstantDecay",
    "RMSprop",
    "ReLU",
    "Recorder",
    "Residual",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "SoftmaxRegression",
    "Softplus",
    "SparseCategoricalCrossentropy",
    "StandardScaler",
    "Swish",
    "Tanh",
    "TripletLoss",
    "accuracy",
    "check_gradient",
    "check_model",
    "elu",
    "ewma",
    "gelu",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "leaky_relu",
    "lecun_normal",
    "lecun_uniform",
    "load",
    "load_digits",
    "load_mnist",
    "mean_absolute_error",
    "minibatches",
    "mistake_bound",
    "numerical_gradient",
    "one_hot",
    "relu",
    "save",
    "selu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "swish",
    "tanh",
    "train_test_split",
]
