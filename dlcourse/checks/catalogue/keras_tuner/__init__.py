"""Exercise 19: a search space, searches, and what their results are worth."""

from dlcourse.checks.catalogue.keras_tuner.budgets import HYPERBAND_EPOCHS, ROWS_THAT_CHOSE
from dlcourse.checks.catalogue.keras_tuner.building import BUILD_MODEL
from dlcourse.checks.catalogue.keras_tuner.draws import DRAW_CONFIG
from dlcourse.checks.catalogue.keras_tuner.luckiest_run import LUCKY_RUN
from dlcourse.checks.catalogue.keras_tuner.search import RANDOM_SEARCH
from dlcourse.checks.catalogue.keras_tuner.space import SEARCH_SPACE
from dlcourse.checks.catalogue.keras_tuner.trials import BEST_TRIAL

QUESTIONS = (
    SEARCH_SPACE,
    BUILD_MODEL,
    DRAW_CONFIG,
    RANDOM_SEARCH,
    BEST_TRIAL,
    HYPERBAND_EPOCHS,
    ROWS_THAT_CHOSE,
    LUCKY_RUN,
)
