"""Answers to exercise 05 as strangers write them: right ones in other words, wrong ones with their true cause."""

import math

import numpy as np

from dlcourse.activations import sigmoid, softmax

# mse_and_mae


def errors_in_loops(y_true, y_pred):
    N, K = y_true.shape
    mse = mae = 0.0
    dmse, dmae = np.zeros((N, K)), np.zeros((N, K))
    for n in range(N):
        for k in range(K):
            error = y_pred[n, k] - y_true[n, k]
            mse += error**2 / (N * K)
            mae += abs(error) / (N * K)
            dmse[n, k] = 2 * error / (N * K)
            dmae[n, k] = (1 if error > 0 else -1) / (N * K)
    return mse, dmse, mae, dmae


def errors_turned(y_true, y_pred):
    e = y_true - y_pred
    return np.mean(np.square(e)), -2 * e / e.size, np.mean(np.abs(e)), np.where(e < 0, 1, -1) / e.size


def errors_in_32_bits(y_true, y_pred):
    e = (y_pred - y_true).astype(np.float32)
    n = np.float32(e.size)
    return (e**2).mean(), 2 * e / n, np.abs(e).mean(), np.sign(e) / n


def errors(mse=None, dmse=None, mae=None, dmae=None):
    """Right but for the parts that are given: functions of e."""

    def answer(y_true, y_pred):
        e = y_pred - y_true
        right = (np.mean(e**2), 2 * e / e.size, np.mean(abs(e)), np.sign(e) / e.size)
        return tuple(r if f is None else f(e) for f, r in zip((mse, dmse, mae, dmae), right, strict=True))

    return answer


def errors_into_like(y_true, y_pred):
    dmse, dmae = np.zeros_like(y_true), np.zeros_like(y_true)
    for i in np.ndindex(y_true.shape):
        dmse[i] = 2 * (y_pred[i] - y_true[i]) / y_true.size
        dmae[i] = np.sign(y_pred[i] - y_true[i]) / y_true.size
    e = y_pred - y_true
    return (e**2).mean(), dmse, np.abs(e).mean(), dmae


# huber_loss


def huber_by_minimum(y_true, y_pred, delta):
    a = np.abs(y_pred - y_true)
    q = np.minimum(a, delta)
    return np.mean(q**2 / 2 + delta * (a - q)), np.sign(y_pred - y_true) * q / len(a)


def huber_selected(y_true, y_pred, delta):
    e = y_pred - y_true
    a = np.abs(e)
    loss = np.select([a < delta, a >= delta], [0.5 * a**2, delta * (a - 0.5 * delta)])
    slope = np.select([e < -delta, e > delta], [-delta, delta], default=e)
    return loss.mean(), slope / e.shape[0]


def huber_by_rows(y_true, y_pred, delta):
    losses, slopes = [], []
    for t, p in zip(y_true, y_pred, strict=True):
        e = p - t
        if abs(e) <= delta:
            losses.append(e * e / 2)
            slopes.append(e)
        else:
            losses.append(delta * abs(e) - delta * delta / 2)
            slopes.append(delta * math.copysign(1, e))
    return sum(losses) / len(losses), np.array(slopes) / len(slopes)


def huber(near=None, far=None, near_slope=None, far_slope=None, small=None, average=np.mean, share=len):
    """Right but for the pieces that are given: functions of e and δ."""
    near = near or (lambda e, d: e**2 / 2)
    far = far or (lambda e, d: d * abs(e) - d**2 / 2)
    near_slope = near_slope or (lambda e, d: e)
    far_slope = far_slope or (lambda e, d: d * np.sign(e))
    small = small or (lambda e, d: abs(e) <= d)

    def answer(y_true, y_pred, delta):
        e = y_pred - y_true
        s = small(e, delta)
        loss = average(np.where(s, near(e, delta), far(e, delta)))
        return loss, np.where(s, near_slope(e, delta), far_slope(e, delta)) / share(e)

    return answer


def huber_if(y_true, y_pred, delta):
    e = y_pred - y_true
    if abs(e) <= delta:
        return np.mean(e**2) / 2, e / len(e)
    return np.mean(delta * abs(e) - delta**2 / 2), delta * np.sign(e) / len(e)


# binary_crossentropy_loss


def bce_in_loops(y_true, p):
    loss, grad = 0.0, np.zeros(p.shape)
    for i in range(p.shape[0]):
        for j in range(p.shape[1]):
            if y_true[i, j] == 1:
                loss -= math.log(p[i, j])
                grad[i, j] = -1 / p[i, j]
            else:
                loss -= math.log(1 - p[i, j])
                grad[i, j] = 1 / (1 - p[i, j])
    return loss / p.size, grad / p.size


def bce_as_keras(y_true, p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    loss = np.mean(-(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)))
    return loss, (p - y_true) / (p * (1 - p)) / p.size


def bce_powers(y_true, p):
    likelihood = p**y_true * (1 - p) ** (1 - y_true)
    return -np.mean(np.log(likelihood)), -(2 * y_true - 1) / likelihood / y_true.size


def bce(loss=None, grad=None):
    """Right but for the part that is given: functions of y and p."""

    def answer(y_true, p):
        right = bce_as_keras(y_true, p)
        return right[0] if loss is None else loss(y_true, p), right[1] if grad is None else grad(y_true, p)

    return answer


def bce_of_the_product(y, p):
    likelihood = 1.0
    for i in np.ndindex(p.shape):
        likelihood *= p[i] if y[i] else 1 - p[i]
    return -np.log(likelihood) / p.size


def bce_each_label_by_itself(y, p):
    means = [-np.log(np.where(y == label, np.abs(1 - label - p), 1)[y == label]).mean() for label in np.unique(y)]
    return np.mean(means)


def cross(y, p):
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def bce_clipped_at(size):
    def answer(y_true, p):
        p = np.clip(p, size, 1 - size)
        return np.mean(cross(y_true, p)), (p - y_true) / (p * (1 - p)) / p.size

    return answer


# binary_crossentropy_from_logits


def softplus_where(z):
    with np.errstate(over="ignore"):
        return np.where(z > 30, z, np.log1p(np.exp(np.minimum(z, 30))))


def logits_right_1(y_true, logits):
    return np.mean(softplus_where(logits) - y_true * logits), (sigmoid(logits) - y_true) / logits.size


def logits_right_2(y_true, logits):
    margin = np.where(y_true == 1, logits, -logits)
    loss = np.maximum(-margin, 0) + np.log(1 + np.exp(-np.abs(margin)))
    return loss.mean(), np.where(y_true == 1, -1, 1) * sigmoid(-margin) / logits.size


def logits_right_3(y_true, logits):
    loss, grad = 0.0, []
    for ys, zs in zip(y_true, logits, strict=True):
        grad.append([])
        for y, z in zip(ys, zs, strict=True):
            loss += max(z, 0) - z * y + math.log1p(math.exp(-abs(z)))
            grad[-1].append((float(sigmoid(np.array([z]))[0]) - y) / logits.size)
    return loss / logits.size, grad


def of_label(y, p):
    return [p[i] if y[i] == 1 else 1 - p[i] for i in np.ndindex(p.shape)]


def logits_into_like(y, z):
    grad = np.zeros_like(z)
    grad[...] = (sigmoid(z) - y) / z.size
    return logits_right_1(y, z)[0], grad


def from_logits(loss=None, grad=None):
    """Right but for the part that is given: functions of y, z and p."""

    def answer(y, z):
        right, p = logits_right_1(y, z), sigmoid(z)
        return right[0] if loss is None else loss(y, z, p), right[1] if grad is None else grad(y, z, p)

    return answer


# categorical_crossentropy_from_logits


def log_softmax(z):
    s = z - np.max(z, axis=1)[:, None]
    return s - np.log(np.sum(np.exp(s), axis=1))[:, None]


def categorical_right_1(y_true, logits):
    logp = log_softmax(logits)
    return -np.mean(np.sum(y_true * logp, axis=-1)), (softmax(logits) - y_true) / y_true.shape[0]


def categorical_right_2(y_true, logits):
    loss, grad = 0.0, np.zeros(logits.shape)
    for n in range(len(logits)):
        top = max(logits[n])
        total = sum(math.exp(v - top) for v in logits[n])
        for k in range(logits.shape[1]):
            grad[n, k] = (math.exp(logits[n, k] - top) / total - y_true[n, k]) / len(logits)
            if y_true[n, k] == 1:
                loss += top + math.log(total) - logits[n, k]
    return loss / len(logits), grad


def categorical_right_3(y_true, logits):
    picked = np.log(np.exp(logits - logits[y_true == 1][:, None]).clip(0, 1e300).sum(axis=1))
    safe = np.where(np.isfinite(picked) & (picked < 600), picked, -(y_true * log_softmax(logits)).sum(axis=1))
    return safe.mean(), np.divide(softmax(logits) - y_true, len(safe))


def categorical_into_like(y, z):
    grad = z.copy()
    grad[...] = (softmax(z) - y) / len(z)
    return categorical_right_1(y, z)[0], grad


def without_the_impossible(p):
    return np.log(p, where=p > 0, out=np.zeros(p.shape))


def of_classes(loss=None, grad=None):
    """Right but for the part that is given: functions of one-hot y, z and p."""

    def answer(y, z):
        right, p = categorical_right_1(y, z), softmax(z)
        return right[0] if loss is None else loss(y, z, p), right[1] if grad is None else grad(y, z, p)

    return answer


def naive(z):
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def on_naive(y, z):
    p = naive(z)
    return -np.mean(np.sum(y * np.log(p), axis=1)), (p - y) / len(y)


def on_columns(y, z):
    p = softmax(z.T).T
    return -np.mean(np.sum(y * np.log(p + 1e-300), axis=1)), (p - y) / len(y)


# sparse_crossentropy_from_logits


def sparse_right_1(y_true, logits):
    logp = log_softmax(logits)
    grad = softmax(logits)
    grad[range(len(y_true)), y_true] -= 1
    return -np.mean([logp[i, y] for i, y in enumerate(y_true)]), grad / len(y_true)


def sparse_right_2(y_true, logits):
    return categorical_right_1((y_true[:, None] == np.arange(logits.shape[1])).astype(float), logits)


def sparse_right_3(y_true, logits):
    losses, grads = [], []
    for y, z in zip(y_true, logits, strict=True):
        lse = z.max() + np.log(np.exp(z - z.max()).sum())
        losses.append(lse - z[y])
        g = np.exp(z - lse)
        g[y] -= 1.0
        grads.append(g / len(y_true))
    return np.average(losses), np.vstack(grads)


def sparse(loss=None, grad=None):
    """Right but for the part that is given: functions of y, z and p."""

    def answer(y, z):
        right, p = sparse_right_1(y, z), softmax(z)
        return right[0] if loss is None else loss(y, z, p), right[1] if grad is None else grad(y, z, p)

    return answer


def columns_minus_one(y, z, p):
    p = p.copy()
    p[:, y] -= 1
    return p / len(y)


def one_after_the_division(y, z, p):
    p = p / len(y)
    p[np.arange(len(y)), y] -= 1
    return p


def one_hot_of_the_batch(y_true, logits):
    return categorical_right_1(np.eye(len(np.unique(y_true)))[y_true], logits)


def one_hot_up_to_the_largest(y_true, logits):
    return categorical_right_1(np.eye(y_true.max() + 1)[y_true], logits)


def sparse_into_like(y, z):
    grad = np.empty_like(z)
    for n, row in enumerate(softmax(z)):
        grad[n] = (row - (np.arange(z.shape[1]) == y[n])) / len(z)
    return sparse_right_1(y, z)[0], grad


def renumbered(y, z):
    occurring = sorted(set(y.tolist()))
    return sparse_right_1(np.array([occurring.index(k) for k in y]), z)


# hinge_and_gradient


def hinge_rows(y_true, scores):
    losses, slopes = [], []
    for y, s in zip(y_true, scores, strict=True):
        losses.append(max(0, 1 - y * s))
        slopes.append(-y if y * s < 1 else 0)
    return sum(losses) / len(losses), [slope / len(slopes) for slope in slopes]


def hinge_heaviside(y_true, scores):
    t = 1 - y_true * scores
    on = np.heaviside(t, 0.0)
    return np.dot(t, on) / t.size, -y_true * on / t.size


def hinge_clip(y_true, scores):
    t = np.clip(1 - y_true * scores, 0, None)
    grad = np.zeros(len(t))
    grad[t > 0] = -y_true[t > 0]
    return t.mean(), grad / len(t)


def hinge(loss=None, grad=None):
    """Right but for the part that is given: functions of y and s."""

    def answer(y, s):
        right = hinge_heaviside(y, s)
        return right[0] if loss is None else loss(y, s), right[1] if grad is None else grad(y, s)

    return answer


def hinge_if(y_true, scores):
    if y_true * scores < 1:
        return (1 - y_true * scores).mean(), -y_true / len(scores)
    return 0.0, np.zeros(len(scores))


def hinge_into_like(y_true, scores):
    grad = np.zeros_like(y_true)
    for i in range(len(y_true)):
        if y_true[i] * scores[i] < 1:
            grad[i] = -y_true[i] / len(y_true)
    return np.maximum(0, 1 - y_true * scores).mean(), grad


def hinge_without_scores_of_0(y_true, scores):
    costs = y_true * scores < 1
    return np.maximum(0, 1 - y_true * scores).mean(), -y_true * (costs & (scores != 0)) / len(scores)


def softmax_of_the_row(y_true, logits):
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = powers / powers.sum(axis=-1, keepdims=True) if logits.shape[-1] > 1 else 1 / (1 + np.exp(-logits))
    return (np.logaddexp(0, logits) - logits * y_true).mean(), (p - y_true) / logits.size


RIGHT = {
    "mse_and_mae": [errors_in_loops, errors_turned, errors_in_32_bits, lambda y, p: list(errors()(y, p))],
    "huber_loss": [huber_by_minimum, huber_selected, huber_by_rows, huber(small=lambda e, d: abs(e) < d)],
    "binary_crossentropy_loss": [bce_in_loops, bce_as_keras, bce_powers, bce_clipped_at(1e-12)],
    "binary_crossentropy_from_logits": [logits_right_1, logits_right_2, logits_right_3],
    "categorical_crossentropy_from_logits": [categorical_right_1, categorical_right_2, categorical_right_3],
    "sparse_crossentropy_from_logits": [sparse_right_1, sparse_right_2, sparse_right_3],
    "hinge_and_gradient": [hinge_rows, hinge_heaviside, hinge_clip],
    "output_and_loss": [
        lambda: ("a", "b", "c"),
        lambda: ["A", "B", "C"],
        lambda: np.array(["a", "b", "c"]),
        lambda: ("a)", " b", "c."),
    ],
    "punished_prediction": [
        lambda: (np.array([-1.0, 1.0]), np.array([[-1.0], [1.0]])),
        lambda: [np.array([10.0, -10.0, 0.0]), np.array([[10.0], [-10.0], [0.0]])],
    ],
}

WRONG = {
    "mse_and_mae": [
        (errors(dmae=lambda e: e / (abs(e) + 1e-7)), "ε beside |e|", ()),
        (errors(lambda e: (e**2).sum(), lambda e: 2 * e, lambda e: abs(e).sum(), np.sign), "sums", ("summed",)),
        (errors(dmse=lambda e: 2 * e, dmae=np.sign), "gradients not divided", ("gradients_not_divided",)),
        (errors(dmse=lambda e: 2 * e), "one gradient not divided", ("gradients_not_divided",)),
        (errors(dmae=np.sign), "the other gradient not divided", ("gradients_not_divided_of_the_mae",)),
        (
            errors(dmse=lambda e: 2 * e / len(e), dmae=lambda e: np.sign(e) / len(e)),
            "by N",
            ("gradients_divided_by_rows",),
        ),
        (
            errors(lambda e: (e**2).sum() / len(e), None, lambda e: abs(e).sum() / len(e)),
            "losses by N",
            ("divided_by_rows",),
        ),
        (errors(dmse=lambda e: -2 * e / e.size, dmae=lambda e: -np.sign(e) / e.size), "y − ŷ", ("wrong_sign",)),
        (errors(dmse=lambda e: e / e.size), "no 2", ("factor_two_lost",)),
        (errors(dmse=lambda e: e), "two at once: no 2, not divided", ()),
        (errors(mse=lambda e: np.sqrt(np.mean(e**2))), "RMSE", ("root_taken",)),
        (errors(mae=np.mean), "errors cancel", ("errors_cancel",)),
        (errors(mae=lambda e: abs(np.mean(e))), "abs outside", ("absolute_value_after_the_mean",)),
        (errors(dmae=lambda e: np.abs(e) / e.size), "|e| as slope", ("size_as_slope_of_the_mae",)),
        (errors(dmae=lambda e: np.ones(e.shape) / e.size), "no sign", ("sign_forgotten",)),
        (errors(dmae=lambda e: (e > 0) / e.size), "as a ReLU", ("no_slope_below",)),
        (errors(dmse=lambda e: np.mean(2 * e), dmae=lambda e: np.mean(np.sign(e))), "numbers", ("gradients_averaged",)),
        (
            errors(mse=lambda e: np.mean(e**2, axis=0), mae=lambda e: np.mean(abs(e), axis=0)),
            "axis 0",
            ("loss_for_each_output",),
        ),
        (lambda y, p: [errors()(y, p)[i] for i in (0, 2, 1, 3)], "losses first", ("losses_first",)),
        (errors_into_like, "zeros_like", ("whole_numbers_cut",)),
        (errors(mse=lambda e: np.mean(e**2) / 2, dmse=lambda e: e / e.size), "½ in both", ("half_squared_error",)),
        (lambda y, p: errors()(y, p)[:2], "two of four", ()),
    ],
    "huber_loss": [
        (huber(near=lambda e, d: e**2), "no ½", ("half_missing_near",)),
        (huber(near=lambda e, d: e**2, near_slope=lambda e, d: 2 * e), "no ½, slope 2e", ("half_missing_near",)),
        (huber(far=lambda e, d: d * abs(e)), "no offset", ("offset_missing",)),
        (huber(far=lambda e, d: d * abs(e) - d / 2), "offset not squared", ("offset_not_squared",)),
        (huber(far=lambda e, d: d * (abs(e) - d)), "no ½ in the offset", ("half_missing_far",)),
        (huber(small=lambda e, d: e <= d), "no |·| in the test", ("absolute_value_missing",)),
        (huber(small=lambda e, d: abs(e) > d), "swapped", ("branches_swapped",)),
        (huber(far_slope=lambda e, d: d), "no sign", ("sign_forgotten",)),
        (huber(far_slope=lambda e, d: np.sign(e)), "no δ", ("delta_missing_in_the_slope",)),
        (
            huber(
                near=lambda e, d: e**2 / 2 / d,
                far=lambda e, d: abs(e) - d / 2,
                near_slope=lambda e, d: e / d,
                far_slope=lambda e, d: np.sign(e),
            ),
            "smooth L1",
            ("smooth_l1",),
        ),
        (huber(average=np.sum), "sum", ("summed",)),
        (huber(share=lambda e: 1), "gradient not divided", ("gradient_not_divided",)),
        (huber(average=np.sum, share=lambda e: 1), "two at once: sums", ("summed", "gradient_not_divided")),
        (huber(near_slope=lambda e, d: -e, far_slope=lambda e, d: -d * np.sign(e)), "y − ŷ", ("wrong_sign",)),
        (huber(small=lambda e, d: np.all(abs(e) <= d)), "one test for all", ("decided_for_all",)),
        (huber_if, "if on an array", ("array_in_an_if",)),
        (huber(far_slope=lambda e, d: e), "never capped", ("never_capped",)),
        (huber(far=lambda e, d: d * e - d**2 / 2), "e for |e|", ("errors_with_their_signs",)),
        (lambda y, p, d: huber()(y, p, 1.0), "δ = 1", ("delta_ignored",)),
        (lambda y, p, d: huber()(y, p, d)[::-1], "gradient first", ("gradient_first",)),
        (huber(small=lambda e, d: abs(e) <= d + 1), "another seam", ()),
        (
            huber(lambda e, d: e**2 / 2 * (abs(e) < d), None, lambda e, d: e * (abs(e) < d)),
            "neither < nor >",
            ("boundary_left_out",),
        ),
    ],
    "binary_crossentropy_loss": [
        (bce(loss=lambda y, p: np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))), "no minus", ("minus_missing",)),
        (bce(loss=lambda y, p: np.mean(-y * np.log(p) + (1 - y) * np.log(1 - p))), "one minus", ("minus_on_one_term",)),
        (bce(loss=lambda y, p: -np.mean(y * np.log(p))), "one term", ("one_term_only",)),
        (bce(grad=lambda y, p: -y / p / p.size), "one term in the slope", ("one_term_only_in_the_slope",)),
        (bce(grad=lambda y, p: (p - y) / p.size), "at the logits", ("gradient_at_the_logits",)),
        (bce(grad=lambda y, p: p - y), "two at once: at the logits, not divided", ()),
        (bce(grad=lambda y, p: (-y / p - (1 - y) / (1 - p)) / p.size), "inner minus", ("inner_minus_lost",)),
        (bce(grad=lambda y, p: (y / p - (1 - y) / (1 - p)) / p.size), "sign", ("wrong_sign",)),
        (bce(grad=lambda y, p: (p - y) * p * (1 - p) / p.size), "times p(1−p)", ("slope_times_p",)),
        (bce(grad=lambda y, p: (p - y) / (p * (1 - p))), "not divided", ("gradient_not_divided",)),
        (bce(loss=lambda y, p: np.sum(cross(y, p)) / len(p)), "by rows", ("divided_by_rows",)),
        (bce(loss=lambda y, p: np.sum(cross(y, p))), "sum", ("summed",)),
        (bce(loss=lambda y, p: cross(y, p) / p.size), "no sum at all", ()),
        (bce(loss=lambda y, p: np.mean(cross(y, p)) / np.log(2)), "bits", ("base_2",)),
        (bce(loss=lambda y, p: -np.sum(y * np.log(p)) / len(p)), "categorical", ("categorical_form",)),
        (bce_clipped_at(1e-2), "clip 0.01", ("clipped_1e_2",)),
        (bce_clipped_at(1e-5), "clip 1e-5", ("clipped_1e_5",)),
        (bce(loss=lambda y, p: np.mean(cross(y, np.round(p, 2).clip(1e-9, 1 - 1e-9)))), "rounded", ()),
        (lambda y, p: bce()(y, p)[::-1], "gradient first", ("gradient_first",)),
        (bce(loss=bce_of_the_product), "ln of the product", ("logarithm_of_the_product",)),
        (bce(loss=bce_each_label_by_itself), "the mean of two means", ("averaged_by_label",)),
    ],
    "binary_crossentropy_from_logits": [
        (
            from_logits(loss=lambda y, z, p: np.mean(np.where(z > 6, z, np.logaddexp(0, np.minimum(z, 6))) - y * z)),
            "z for the softplus from 6 on",
            (),
        ),
        (from_logits(loss=lambda y, z, p: np.mean(cross(y, p))), "probability first", ("probability_first",)),
        (from_logits(loss=lambda y, z, p: np.mean(cross(y, p.clip(1e-7, 1 - 1e-7)))), "clip 1e-7", ("clipped_1e_7",)),
        (from_logits(loss=lambda y, z, p: np.mean(cross(y, p.clip(1e-12, 1 - 1e-12)))), "clip", ("clipped_1e_12",)),
        (
            from_logits(loss=lambda y, z, p: -np.mean(y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9))),
            "ε",
            ("epsilon_added_1e_9",),
        ),
        (
            from_logits(loss=lambda y, z, p: np.mean(np.log(1 + np.exp(z)) - z * y)),
            "overflow",
            ("exponential_overflows",),
        ),
        (
            from_logits(
                loss=lambda y, z, p: np.mean(np.log(1 + np.exp(np.clip(z, -500, 500))) - np.clip(z, -500, 500) * y)
            ),
            "logits cut",
            ("logits_clipped_at_500",),
        ),
        (
            from_logits(loss=lambda y, z, p: np.mean(np.log1p(np.exp(np.minimum(z, 700))) - z * y)),
            "exponent cut",
            ("exponent_capped_at_700",),
        ),
        (
            from_logits(loss=lambda y, z, p: np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-z)))),
            "no |·|",
            ("absolute_value_missing",),
        ),
        (from_logits(loss=lambda y, z, p: np.mean(np.logaddexp(0, z))), "no z y", ("label_term_missing",)),
        (from_logits(loss=lambda y, z, p: np.sum(np.logaddexp(0, z) - z * y)), "sum", ("summed",)),
        (from_logits(grad=lambda y, z, p: (y - p) / z.size), "sign", ("wrong_sign",)),
        (from_logits(grad=lambda y, z, p: p - y), "not divided", ("gradient_not_divided",)),
        (from_logits(grad=lambda y, z, p: (p - y) * p * (1 - p) / z.size), "slope kept", ("sigmoid_slope_kept",)),
        (
            from_logits(grad=lambda y, z, p: (-y / p + (1 - y) / (1 - p)) / z.size),
            "at p",
            ("stopped_at_the_probability",),
        ),
        (
            from_logits(
                lambda y, z, p: np.mean(cross(y, p)),
                lambda y, z, p: (-y / p + (1 - y) / (1 - p)) * p * (1 - p) / z.size,
            ),
            "two at once, all by p",
            ("probability_first",),
        ),
        (
            from_logits(
                lambda y, z, p: np.mean(-y * np.maximum(np.log(p), -100) - (1 - y) * np.maximum(np.log(1 - p), -100))
            ),
            "as PyTorch's BCELoss",
            ("clamped_at_100",),
        ),
        (lambda y, z: from_logits()(y, sigmoid(z)), "sigmoid twice", ("sigmoid_twice",)),
        (
            from_logits(loss=lambda y, z, p: -np.log(np.prod(of_label(y, p))) / z.size),
            "ln of the product",
            ("logarithm_of_the_product",),
        ),
        (
            from_logits(loss=lambda y, z, p: -sum(math.log(q) for q in of_label(y, p) if q > 0) / z.size),
            "0 for ln 0",
            ("logarithm_of_0_taken_as_0",),
        ),
        (logits_into_like, "zeros_like", ("whole_numbers_cut_as_the_logits",)),
        (softmax_of_the_row, "a softmax over the row", ("softmax_in_the_gradient",)),
    ],
    "categorical_crossentropy_from_logits": [
        (on_naive, "naive", ("exponential_overflows",)),
        (
            of_classes(loss=lambda y, z, p: -np.mean(np.sum(y * np.log(p), axis=1))),
            "ln p",
            ("logarithm_of_the_softmax",),
        ),
        (
            of_classes(loss=lambda y, z, p: -np.mean(np.log(p[y == 1]))),
            "ln of the picked",
            ("logarithm_of_the_picked",),
        ),
        (of_classes(loss=lambda y, z, p: -np.mean(np.sum(y * np.log(p + 1e-8), axis=1))), "ε", ("clipped_1e_8",)),
        (
            of_classes(loss=lambda y, z, p: -np.mean(np.sum(y * np.log(np.maximum(p, 1e-15)), axis=1))),
            "max",
            ("clipped_1e_15",),
        ),
        (of_classes(loss=lambda y, z, p: -np.mean(y * log_softmax(z))), "mean over all", ("averaged_over_classes",)),
        (of_classes(loss=lambda y, z, p: -np.sum(y * log_softmax(z))), "sum", ("summed",)),
        (
            of_classes(
                loss=lambda y, z, p: -np.mean(np.sum(y * (z - np.log(np.exp(z).sum(1, keepdims=True))), axis=1))
            ),
            "log-sum-exp overflows",
            ("exponential_overflows_in_the_sum",),
        ),
        (of_classes(loss=lambda y, z, p: np.mean(np.sum(y * log_softmax(z), axis=1))), "no minus", ("minus_missing",)),
        (of_classes(grad=lambda y, z, p: p - y), "not divided", ("gradient_not_divided",)),
        (of_classes(grad=lambda y, z, p: (y - p) / len(y)), "sign", ("wrong_sign",)),
        (of_classes(grad=lambda y, z, p: (p - y) / y.size), "by all", ("divided_by_all_entries",)),
        (of_classes(grad=lambda y, z, p: (p - y) * p * (1 - p) / len(y)), "slope kept", ("sigmoid_slope_kept",)),
        (of_classes(grad=lambda y, z, p: p / len(y)), "no labels", ("label_missing_in_the_gradient",)),
        (of_classes(grad=lambda y, z, p: -y * (1 - p) / len(y)), "true class only", ("true_class_only",)),
        (on_columns, "columns", ("softmax_over_the_batch_in_the_gradient",)),
        (of_classes(lambda y, z, p: -np.sum(y * log_softmax(z)), lambda y, z, p: y - p), "two at once: sums, sign", ()),
        (lambda y, z: of_classes()(y, softmax(z)), "softmax twice", ("softmax_twice",)),
        (categorical_into_like, "into a copy of the logits", ("whole_numbers_cut_as_the_logits",)),
        (
            of_classes(loss=lambda y, z, p: -np.sum(y * without_the_impossible(p)) / len(y)),
            "0 for ln 0",
            ("logarithm_of_0_taken_as_0",),
        ),
        (
            of_classes(loss=lambda y, z, p: -np.sum(y * np.log(np.maximum(p, np.finfo(float).tiny))) / len(y)),
            "the smallest number as floor",
            ("clipped_2e_308",),
        ),
    ],
    "sparse_crossentropy_from_logits": [
        (sparse(loss=lambda y, z, p: -np.mean(log_softmax(z)[:, y])), "whole columns", ("whole_columns",)),
        (sparse(grad=columns_minus_one), "columns lowered", ("columns_lowered",)),
        (sparse(grad=lambda y, z, p: (p - y[:, None]) / len(y)), "number subtracted", ("class_index_subtracted",)),
        (sparse(grad=one_after_the_division), "1 after the division", ("divided_before_the_one",)),
        (sparse(grad=lambda y, z, p: sparse_right_1(y, z)[1] * len(y)), "not divided", ("gradient_not_divided",)),
        (sparse(loss=lambda y, z, p: sparse_right_1(y, z)[0] * len(y)), "sum", ("summed",)),
        (sparse(loss=lambda y, z, p: -np.mean(np.log(p[np.arange(len(y)), y]))), "ln p", ("logarithm_of_the_softmax",)),
        (sparse(loss=lambda y, z, p: -np.mean(np.log(p[np.arange(len(y)), y] + 1e-12))), "ε", ("clipped_1e_12",)),
        (lambda y, z: sparse_right_1(y - 1, z), "labels from 1", ("counted_from_one",)),
        (one_hot_up_to_the_largest, "classes from the labels", ("classes_from_the_labels",)),
        (one_hot_of_the_batch, "classes from np.unique", ()),
        (sparse(loss=lambda y, z, p: np.mean(log_softmax(z)[np.arange(len(y)), y])), "no minus", ("minus_missing",)),
        (sparse(grad=lambda y, z, p: -sparse_right_1(y, z)[1]), "sign", ("wrong_sign",)),
        (sparse(grad=lambda y, z, p: p / len(y)), "no labels", ("label_missing_in_the_gradient",)),
        (sparse_into_like, "empty_like", ("whole_numbers_cut_as_the_logits",)),
        (renumbered, "numbered anew", ("numbered_among_those_that_occur",)),
        (sparse(loss=lambda y, z, p: -log_softmax(z).take(y).mean()), "take without an axis", ()),
        (lambda y, z: on_naive(np.eye(z.shape[1])[y], z), "naive", ("exponential_overflows_in_the_gradient",)),
        (
            sparse(loss=lambda y, z, p: -np.mean(y[:, None] * log_softmax(z))),
            "two at once: the number as factor, by all",
            (),
        ),
    ],
    "hinge_and_gradient": [
        (
            hinge(lambda y, s: np.mean(np.maximum(0, -y * s)), lambda y, s: -y * (y * s < 0) / len(y)),
            "perceptron",
            ("margin_forgotten", "gate_at_zero"),
        ),
        (hinge(grad=lambda y, s: -y * (y * s < 0) / len(y)), "gate at 0", ("gate_at_zero",)),
        (hinge(grad=lambda y, s: -y / len(y)), "no gate", ("gate_missing",)),
        (hinge(loss=lambda y, s: np.mean(1 - y * s)), "no maximum", ("maximum_missing",)),
        (hinge(loss=lambda y, s: max(0, np.mean(1 - y * s))), "maximum of the mean", ("maximum_after_the_mean",)),
        (
            hinge(grad=lambda y, s: -1.0 * (y * s < 1) / len(y)),
            "no label in the slope",
            ("label_missing_in_the_slope",),
        ),
        (hinge(grad=lambda y, s: y * (y * s < 1) / len(y)), "sign", ("wrong_sign",)),
        (hinge(grad=lambda y, s: -y * (y * s < 1)), "not divided", ("gradient_not_divided",)),
        (hinge(loss=lambda y, s: np.sum(np.maximum(0, 1 - y * s))), "sum", ("summed",)),
        (hinge(lambda y, s: np.mean(np.maximum(0, 1 - y * s) ** 2)), "squared", ("squared",)),
        (hinge(grad=lambda y, s: -y * s * (y * s < 1) / len(y)), "score kept", ("score_in_the_slope",)),
        (lambda y, s: hinge()(2 * y - 1, s), "labels of 0 and 1", ("labels_of_zero_and_one",)),
        (hinge_if, "if on an array", ("array_in_an_if",)),
        (hinge_into_like, "zeros_like", ("whole_numbers_cut",)),
        (hinge(grad=lambda y, s: -y), "two at once: no gate, not divided", ()),
        (hinge(loss=lambda y, s: np.mean(np.maximum(0, 1 - np.sign(y) * np.sign(s)))), "signs", ("sign_of_the_score",)),
        (hinge(loss=lambda y, s: np.mean(np.maximum(0, 2 - y * s))), "a margin of 2", ()),
        (hinge(loss=lambda y, s: np.mean(np.maximum(0, 1 - y * np.clip(s, -1, 1)))), "clipped", ("scores_clipped",)),
        (hinge_without_scores_of_0, "a score of 0 has no slope", ()),
    ],
    "output_and_loss": [
        (lambda: ("b", "b", "c"), "price by sigmoid", ("price_by_sigmoid",)),
        (lambda: ("a", "c", "c"), "topics by softmax", ("topics_by_softmax",)),
        (lambda: ("a", "d", "c"), "topics one-hot", ("topics_by_one_hot",)),
        (lambda: ("a", "b", "d"), "digit one-hot", ("digit_by_one_hot",)),
        (lambda: ("a", "b", "b"), "digit by sigmoids", ("digit_by_sigmoids",)),
        (lambda: ("a", "b", "a"), "digit as an amount", ("digit_by_numbers",)),
        (lambda: ("a", "d", "d"), "two wrong", ("topics_by_one_hot",)),
        (lambda: "abc", "one text", ()),
        (lambda: ("a", "b"), "two letters", ()),
    ],
    "punished_prediction": [
        (lambda: (np.array([5.0]), np.array([[5.0]])), "one row", ("one_row",)),
        (lambda: (np.zeros(4), np.zeros((4, 1))), "zeros", ("all_alike",)),
        (lambda: (np.full(3, 9.0), np.full((3, 1), 9.0)), "all nine", ("all_alike",)),
        (lambda: (np.array([1.0, 2.0]), np.array([[5.0], [6.0]])), "a bad prediction", ("not_perfect",)),
        (lambda: (np.array([1.0, 2.0]), np.array([[2.0], [1.0]])), "exchanged", ("not_perfect",)),
        (lambda: (np.array([1.0, 2.0]), np.array([1.0, 2.0])), "no column", ()),
        (lambda: (np.array([1.0, 1.1]), np.array([[1.0], [1.1]])), "too near", ()),
    ],
}
