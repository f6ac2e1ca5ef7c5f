"""dlcourse: the library of the course, written so that its code reads like its formulas.

The reference needs NumPy alone; Jupyter, matplotlib and nbgrader are imported only when they are used. The library's
own modules are lazy too: `import dlcourse` takes next to no time, and `dlcourse.Dense` loads what it needs.
"""

import importlib

__version__ = "0.1.0"

NAMES = {  # module: its names that the package exports, in reading order
    "activations": "elu gelu leaky_relu relu selu sigmoid silu softmax softplus swish tanh",
    "losses": "BinaryCrossentropy BinaryFocalCrossentropy CategoricalCrossentropy CategoricalFocalCrossentropy "
    "GANDiscriminatorLoss GANGeneratorLoss Hinge Huber KLDivergence MeanAbsoluteError MeanSquaredError "
    "PerceptronLoss SparseCategoricalCrossentropy TripletLoss",
    "initializers": "glorot_normal glorot_uniform he_normal he_uniform lecun_normal lecun_uniform",
    "regularizers": "L1 L1L2 L2",
    "layers": "ELU GELU SELU Activation BatchNormalization Dense Dropout Flatten LeakyReLU Linear PReLU ReLU Residual "
    "Sigmoid Softmax Softplus Swish Tanh",
    "optimizers": "SGD Adadelta Adagrad Adam AdamW Nadam RMSprop",
    "schedules": "CosineDecay ExponentialDecay PiecewiseConstantDecay",
    "averages": "ewma",
    "metrics": "BinaryAccuracy accuracy mean_absolute_error",
    "preprocessing": "MinMaxScaler StandardScaler minibatches one_hot train_test_split",
    "data": "load_digits load_mnist",
    "model": "Sequential",
    "training.callbacks": "Callback EarlyStopping ModelCheckpoint Recorder",
    "training.history": "History",
    "training.saving": "load save",
    "gradients.numerical": "check_gradient numerical_gradient",
    "gradients.model": "check_model",
    "classical.perceptron": "Perceptron mistake_bound",
    "classical.linear_models": "LinearRegression LinearSVM LogisticRegression PerceptronByDescent SoftmaxRegression",
}
MODULE_OF = {name: module for module, names in NAMES.items() for name in names.split()}
PARTS = {module.split(".")[0] for module in NAMES}

__all__ = sorted(MODULE_OF)


def __getattr__(name):
    """Return a name of the library, or one of its modules, loaded on first access (PEP 562)."""
    if name in MODULE_OF:
        value = getattr(importlib.import_module(f"dlcourse.{MODULE_OF[name]}"), name)
    elif name in PARTS:
        value = importlib.import_module(f"dlcourse.{name}")
    else:
        raise AttributeError(f"module 'dlcourse' has no attribute {name!r}")
    globals()[name] = value  # __getattr__ is not called for it again
    return value


def __dir__():
    """Return all names, loaded or not."""
    return sorted({*globals(), *MODULE_OF, *PARTS})
