"""The family of a mistake is its misconception's, or read off its name; the expected ones were sorted by hand."""

import pytest

from dlcourse.checks.catalogue import QUESTIONS
from dlcourse.checks.families import FAMILIES, families_of

SORTED = {
    "sign": "uphill wrong_sign sign_lost bias_subtracted plus_for_minus weight_gradient_uphill velocity_subtracted",
    "used or counted twice": "softmax_twice divided_again slope_twice doubled repeated_values learning_rate_twice",
    "off by one": "counted_from_one one_epoch_too_many one_step_short last_batch_dropped "
    "first_row_skipped clock_one_ahead",
    "rounding, overflow and small constants": "exponential_overflows whole_numbers_cut epsilon_missing clipped_1e_3 "
    "rounded_to_four_digits nan_made_zero epsilon_in_the_root scores_cut_off_at_20",
    "value or derivative": "value_for_slope sigmoid_slope_kept slope_of_relu gate_missing gate_reversed "
    "upstream_ignored",
    "sum or mean": "summed averaged not_averaged divided_by_rows divided_by_n_minus_1 loss_for_each_row "
    "bias_not_summed",
    "axis, row or column": "weights_transposed first_row_only softmax_over_the_batch bias_as_a_column "
    "variance_of_a_row",
    "order or exchange": "outputs_exchanged weights_swapped order_reversed second_layer_first decay_after_the_step",
    "state": "no_memory never_reset past_not_faded old_velocity_used stale_gradient bias_frozen gradients_pile_up",
    "randomness": "unseeded global_generator not_shuffled same_mask",
    "power, root or logarithm": "root_missing squared base_2 absolute_error two_from_the_square logarithm_returned",
    "left out": "learning_rate_missing bias_forgotten brackets_missing biases_left_out lambda_missing_in_the_value",
}


@pytest.mark.parametrize(("family", "names"), SORTED.items(), ids=SORTED)
def test_a_name_belongs_to_the_family_that_a_reader_would_give_it(family, names):
    assert {name: families_of("", name) for name in names.split()} == {name: (family,) for name in names.split()}


def test_every_family_is_tried():
    assert set(SORTED) == set(FAMILIES)


@pytest.mark.parametrize("name", ["thermometer", "good_enough", "normalised", "another_optimizer", "halt"])
def test_a_mistake_of_its_own_belongs_to_none(name):
    assert families_of("", name) == ()


def test_a_misconceptions_own_family_counts_in_its_question_and_not_elsewhere():
    assert families_of("svm_hinge_loss", "score_kept_in_the_slope") == ("value or derivative",)
    assert families_of("momentum_step", "score_kept_in_the_slope") == ("state",)
    assert families_of("min_max_scale", "minimum_kept") == ("left out",)


def test_a_misconceptions_own_family_is_one_of_the_families():
    own = [one.family for question in QUESTIONS.values() for one in question.misconceptions if one.family is not None]
    assert own
    assert set(own) <= set(FAMILIES)


def test_two_mistakes_at_once_belong_to_both_families_and_to_one_only_once():
    assert families_of("", "wrong_sign_and_not_divided") == ("sign", "sum or mean")
    assert families_of("", "bias_forgotten_and_learning_rate_missing") == ("left out",)


def test_most_mistakes_of_the_catalogue_belong_to_a_family_and_each_family_has_many():
    of = [families_of(question.name, one.name) for question in QUESTIONS.values() for one in question.misconceptions]
    assert sum(map(bool, of)) > 0.6 * len(of)
    for family in FAMILIES:
        assert sum(family in families for families in of) >= 40, family
