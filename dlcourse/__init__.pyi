"""The package as a type checker and an editor see it: `__init__.py` loads these names when they are asked for."""

from dlcourse.activations import (
    elu as elu,
)
from dlcourse.activations import (
    gelu as gelu,
)
from dlcourse.activations import (
    leaky_relu as leaky_relu,
)
from dlcourse.activations import (
    relu as relu,
)
from dlcourse.activations import (
    selu as selu,
)
from dlcourse.activations import (
    sigmoid as sigmoid,
)
from dlcourse.activations import (
    silu as silu,
)
from dlcourse.activations import (
    softmax as softmax,
)
from dlcourse.activations import (
    softplus as softplus,
)
from dlcourse.activations import (
    swish as swish,
)
from dlcourse.activations import (
    tanh as tanh,
)
from dlcourse.averages import (
    ewma as ewma,
)
from dlcourse.classical.linear_models import (
    LinearRegression as LinearRegression,
)
from dlcourse.classical.linear_models import (
    LinearSVM as LinearSVM,
)
from dlcourse.classical.linear_models import (
    LogisticRegression as LogisticRegression,
)
from dlcourse.classical.linear_models import (
    PerceptronByDescent as PerceptronByDescent,
)
from dlcourse.classical.linear_models import (
    SoftmaxRegression as SoftmaxRegression,
)
from dlcourse.classical.perceptron import (
    Perceptron as Perceptron,
)
from dlcourse.classical.perceptron import (
    mistake_bound as mistake_bound,
)
from dlcourse.data import (
    load_digits as load_digits,
)
from dlcourse.data import (
    load_mnist as load_mnist,
)
from dlcourse.gradients.model import (
    check_model as check_model,
)
from dlcourse.gradients.numerical import (
    check_gradient as check_gradient,
)
from dlcourse.gradients.numerical import (
    numerical_gradient as numerical_gradient,
)
from dlcourse.initializers import (
    glorot_normal as glorot_normal,
)
from dlcourse.initializers import (
    glorot_uniform as glorot_uniform,
)
from dlcourse.initializers import (
    he_normal as he_normal,
)
from dlcourse.initializers import (
    he_uniform as he_uniform,
)
from dlcourse.initializers import (
    lecun_normal as lecun_normal,
)
from dlcourse.initializers import (
    lecun_uniform as lecun_uniform,
)
from dlcourse.layers import (
    ELU as ELU,
)
from dlcourse.layers import (
    GELU as GELU,
)
from dlcourse.layers import (
    SELU as SELU,
)
from dlcourse.layers import (
    Activation as Activation,
)
from dlcourse.layers import (
    BatchNormalization as BatchNormalization,
)
from dlcourse.layers import (
    Dense as Dense,
)
from dlcourse.layers import (
    Dropout as Dropout,
)
from dlcourse.layers import (
    Flatten as Flatten,
)
from dlcourse.layers import (
    LeakyReLU as LeakyReLU,
)
from dlcourse.layers import (
    Linear as Linear,
)
from dlcourse.layers import (
    PReLU as PReLU,
)
from dlcourse.layers import (
    ReLU as ReLU,
)
from dlcourse.layers import (
    Residual as Residual,
)
from dlcourse.layers import (
    Sigmoid as Sigmoid,
)
from dlcourse.layers import (
    Softmax as Softmax,
)
from dlcourse.layers import (
    Softplus as Softplus,
)
from dlcourse.layers import (
    Swish as Swish,
)
from dlcourse.layers import (
    Tanh as Tanh,
)
from dlcourse.losses import (
    BinaryCrossentropy as BinaryCrossentropy,
)
from dlcourse.losses import (
    BinaryFocalCrossentropy as BinaryFocalCrossentropy,
)
from dlcourse.losses import (
    CategoricalCrossentropy as CategoricalCrossentropy,
)
from dlcourse.losses import (
    CategoricalFocalCrossentropy as CategoricalFocalCrossentropy,
)
from dlcourse.losses import (
    GANDiscriminatorLoss as GANDiscriminatorLoss,
)
from dlcourse.losses import (
    GANGeneratorLoss as GANGeneratorLoss,
)
from dlcourse.losses import (
    Hinge as Hinge,
)
from dlcourse.losses import (
    Huber as Huber,
)
from dlcourse.losses import (
    KLDivergence as KLDivergence,
)
from dlcourse.losses import (
    MeanAbsoluteError as MeanAbsoluteError,
)
from dlcourse.losses import (
    MeanSquaredError as MeanSquaredError,
)
from dlcourse.losses import (
    PerceptronLoss as PerceptronLoss,
)
from dlcourse.losses import (
    SparseCategoricalCrossentropy as SparseCategoricalCrossentropy,
)
from dlcourse.losses import (
    TripletLoss as TripletLoss,
)
from dlcourse.metrics import (
    BinaryAccuracy as BinaryAccuracy,
)
from dlcourse.metrics import (
    accuracy as accuracy,
)
from dlcourse.metrics import (
    mean_absolute_error as mean_absolute_error,
)
from dlcourse.model import (
    Sequential as Sequential,
)
from dlcourse.optimizers import (
    SGD as SGD,
)
from dlcourse.optimizers import (
    Adadelta as Adadelta,
)
from dlcourse.optimizers import (
    Adagrad as Adagrad,
)
from dlcourse.optimizers import (
    Adam as Adam,
)
from dlcourse.optimizers import (
    AdamW as AdamW,
)
from dlcourse.optimizers import (
    Nadam as Nadam,
)
from dlcourse.optimizers import (
    RMSprop as RMSprop,
)
from dlcourse.preprocessing import (
    MinMaxScaler as MinMaxScaler,
)
from dlcourse.preprocessing import (
    StandardScaler as StandardScaler,
)
from dlcourse.preprocessing import (
    minibatches as minibatches,
)
from dlcourse.preprocessing import (
    one_hot as one_hot,
)
from dlcourse.preprocessing import (
    train_test_split as train_test_split,
)
from dlcourse.regularizers import (
    L1 as L1,
)
from dlcourse.regularizers import (
    L1L2 as L1L2,
)
from dlcourse.regularizers import (
    L2 as L2,
)
from dlcourse.schedules import (
    CosineDecay as CosineDecay,
)
from dlcourse.schedules import (
    ExponentialDecay as ExponentialDecay,
)
from dlcourse.schedules import (
    PiecewiseConstantDecay as PiecewiseConstantDecay,
)
from dlcourse.training.callbacks import (
    Callback as Callback,
)
from dlcourse.training.callbacks import (
    EarlyStopping as EarlyStopping,
)
from dlcourse.training.callbacks import (
    ModelCheckpoint as ModelCheckpoint,
)
from dlcourse.training.callbacks import (
    Recorder as Recorder,
)
from dlcourse.training.history import (
    History as History,
)
from dlcourse.training.saving import (
    load as load,
)
from dlcourse.training.saving import (
    save as save,
)

__version__: str
__all__: list[str]
