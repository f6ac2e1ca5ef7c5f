"""Numbers that a first look at the digits asks for, worked out by hand, and what the learning curves say."""

from dlcourse.checks.catalogue.answers import choice_question, number_question
from dlcourse.checks.engine.question import Misconception


def numbers_in_a_picture():
    """Eight rows of eight pixels."""
    return 8 * 8


NUMBERS_IN_A_PICTURE = number_question(
    difficulty="easy",
    minutes=2,
    points=1,
    parts=("number",),
    reference=numbers_in_a_picture,
    tolerance=1e-9,
    section="What deep learning is",
    hints=(
        "Draw a grid of squares, eight in a row, and eight such rows.",
        "Every square is one pixel, and every pixel is one number.",
        "Eight rows with eight numbers each: multiply.",
    ),
    misconceptions=(
        Misconception(
            "sides_added",
            lambda: 8 + 8,
            "{yours} is 8 + 8. The 8 rows do not come on top of the 8 columns: each row has 8 pixels of its own.",
            "Count the pixels of two rows, then of three.",
        ),
        Misconception(
            "one_side",
            lambda: 8,
            "{yours} is one row of the picture.",
            "How many rows has it?",
        ),
        Misconception(
            "ten_classes_added",
            lambda: 8 * 8 * 10,
            "{yours} counts the picture ten times, once for each digit that it might show. A picture shows one.",
            "The ten digits are the possible answers. What goes in is the pixels.",
        ),
        Misconception(
            "three_colours",
            lambda: 8 * 8 * 3,
            "{yours} gives each pixel three colours. These pictures are grey: one number is enough for a pixel.",
            "Count the pixels.",
        ),
        Misconception(
            "shape_returned",
            lambda: (8, 8),
            "(8, 8) is the shape of the picture. The question asks how many numbers that makes.",
            "Each of the 8 rows has 8 pixels.",
        ),
        Misconception(
            "bias_counted",
            lambda: 8 * 8 + 1,
            "{yours} counts one number more than the picture has pixels. A bias is no part of the picture.",
            "Only what goes into the network is asked for, not what the network holds.",
        ),
        Misconception(
            "answers_counted",
            lambda: 10,
            "{yours} is the number of possible answers, one for each digit. That is what comes out.",
            "What goes in is the pixels.",
        ),
        Misconception(
            "pictures_counted",
            lambda: 1437,
            "{yours} counts pictures, those that the lecture trains on. The question is about a single picture.",
            "Count the pixels of one.",
        ),
        Misconception(
            "all_pictures_counted",
            lambda: 1797,
            "{yours} counts pictures, all that the data set has. The question is about a single picture.",
            "Count the pixels of one.",
        ),
        Misconception(
            "larger_pictures",
            lambda: 28 * 28,
            "{yours} is 28 · 28, the size of the pictures in another well-known set of digits.",
            "The pictures of this course have 8 rows and 8 columns.",
        ),
        Misconception(
            "edge_counted",
            lambda: 4 * 8,
            "{yours} is four times 8, as if only the four sides of the picture counted.",
            "The pixels inside are numbers too.",
        ),
        Misconception(
            "counted_from_zero",
            lambda: 8 * 8 - 1,
            "{yours} is the last place if the pixels are counted from 0.",
            "The last place is one less than how many there are.",
        ),
        Misconception(
            "rows_from_zero",
            lambda: 7 * 7,
            "{yours} is 7 · 7. The rows go from 0 to 7, and that makes 8 of them.",
            "Count 0 as well.",
        ),
        Misconception(
            "side_doubled",
            lambda: 2 * 8 * 8,
            "{yours} counts each pixel twice.",
            "Each pixel is one number.",
        ),
        Misconception(
            "third_power",
            lambda: 8 * 8 * 8,
            "{yours} is 8 · 8 · 8. A picture has two directions, rows and columns.",
            "Count the pixels of one row, then the rows.",
        ),
    ),
)


def updates_in_training():
    """⌈1437/32⌉ = 45 batches an epoch, 30 epochs."""
    return 45 * 30


UPDATES_IN_TRAINING = number_question(
    difficulty="medium",
    minutes=4,
    points=1,
    parts=("number",),
    reference=updates_in_training,
    tolerance=1e-6,
    section="The four parts",
    hints=(
        "First a single epoch: how many batches of 32 do 1,437 rows fill, and is there a rest?",
        "44 batches of 32 are 1,408 rows. The 29 rows that are left make a batch too, a smaller one.",
        "That is the number of batches in one epoch. Each gives one update, and there are 30 epochs.",
    ),
    misconceptions=(
        Misconception(
            "last_batch_dropped",
            lambda: 44 * 30,
            "{yours} leaves out the last batch of each epoch. It is smaller than the others, and it is used.",
            "44 full batches are 1,408 rows. What about the other 29?",
        ),
        Misconception(
            "one_epoch",
            lambda: 45,
            "{yours} is right for one epoch. The training goes through the rows 30 times.",
            "Multiply by the number of epochs.",
        ),
        Misconception(
            "every_row",
            lambda: 1437 * 30,
            "You counted an update for every row. The weights move once for a batch of 32.",
            "Count the batches, not the rows.",
        ),
        Misconception(
            "every_epoch",
            lambda: 30,
            "{yours} counts an update for every epoch. The weights move after every batch, many times in an epoch.",
            "How many batches does an epoch have?",
        ),
        Misconception(
            "not_whole",
            lambda: 1437 / 32 * 30,
            "Your number has a part of an update in it. A batch that is not full still makes a whole one.",
            "Round the number of batches up before you multiply.",
        ),
        Misconception(
            "rounded_at_the_end",
            lambda: round(1437 / 32 * 30),
            "{yours} counts the last batch of each epoch for as much as it is full, and rounds at the end. A batch that is "
            "not full still makes a whole update.",
            "Round the number of batches up before you multiply.",
        ),
        Misconception(
            "rounded_up_at_the_end",
            lambda: 1348,
            "{yours} counts the last batch of each epoch for as much as it is full, and rounds up at the end. A batch that is "
            "not full still makes a whole update, in each of the 30 epochs.",
            "When does the rounding have to happen: once, or in every epoch?",
        ),
        Misconception(
            "last_batch_once",
            lambda: 44 * 30 + 1,
            "{yours} counts the smaller batch once. There is one in each epoch.",
            "Work out a single epoch first, with all its batches.",
        ),
        Misconception(
            "one_too_few",
            lambda: 1349,
            "{yours} is too small by very little. The first update counts, and so does the last.",
            "If you counted from 0, the last one has a number that is one less than how many there are.",
        ),
        Misconception(
            "one_too_many",
            lambda: 1351,
            "{yours} is too large by very little. The weights before the first update are no update.",
            "An update belongs to a batch: count the batches.",
        ),
        Misconception(
            "one_epoch_of_rows",
            lambda: 1437,
            "{yours} is the number of rows. The weights move once for a batch of 32, and 30 epochs are asked for.",
            "Count the batches of one epoch first.",
        ),
        Misconception(
            "batch_size_for_batches",
            lambda: 32 * 30,
            "{yours} is 32 · 30. A batch has 32 rows; how many batches an epoch has is another number.",
            "How often do 32 rows fit into 1,437?",
        ),
        Misconception(
            "rows_times_batch_size",
            lambda: 1437 * 32,
            "{yours} is 1437 · 32. The rows are shared out among batches, so they are divided by 32.",
            "How often do 32 rows fit into 1,437?",
        ),
        Misconception(
            "one_epoch_without_the_last",
            lambda: 44,
            "{yours} counts the full batches of one epoch. There is a smaller one besides, and there are 30 epochs.",
            "First all batches of an epoch, then all epochs.",
        ),
        Misconception(
            "one_batch_too_many",
            lambda: 46 * 30,
            "{yours} has one batch too many in each epoch.",
            "Full batches, and one for the rows that are left.",
        ),
        Misconception(
            "one_epoch_short",
            lambda: 45 * 29,
            "{yours} has one epoch too few.",
            "All 30 epochs train, the first one too.",
        ),
        Misconception(
            "one_epoch_too_many",
            lambda: 45 * 31,
            "{yours} has one epoch too many.",
            "There are 30.",
        ),
        Misconception(
            "all_digits",
            lambda: 57 * 30,
            "{yours} trains on all 1,797 digits. Those kept for the test are not trained on.",
            "Only the 1,437 rows give updates.",
        ),
        Misconception(
            "epochs_added",
            lambda: 45 + 30,
            "{yours} adds epochs to batches. In each epoch all batches come again.",
            "How many updates are there after two epochs?",
        ),
    ),
)


def what_the_curves_say():
    """One task, little data: there the network is not the best; nothing follows for all tasks."""
    return "c"


WHAT_THE_CURVES_SAY = choice_question(
    difficulty="easy",
    minutes=3,
    points=1,
    reference=what_the_curves_say,
    section="A claim, tested",
    hints=(
        "Which of the sentences speak of all tasks, and which of the one that was measured?",
        "The claim is about the step from thousands of examples to millions. Where does the plot end?",
        "Cross out every sentence that says more than one small task with 1,437 rows can show.",
    ),
    misconceptions=(
        Misconception(
            "claim_proved",
            lambda: "a",
            "a) is the claim as it is usually told. In the plot all three curves flatten, the network's too.",
            "Compare what the network gains from 800 to 1,437 rows with what the others gain.",
        ),
        Misconception(
            "claim_refuted",
            lambda: "b",
            "b) concludes from one easy task that ends at 1,437 rows. The claim speaks of millions, which nobody looked at.",
            "What would a plot need to test the claim fairly?",
        ),
        Misconception(
            "no_learning",
            lambda: "d",
            "d) does not fit the plot: all three become much better from 50 rows to 800.",
            "Read the left end of each curve, then its right end.",
        ),
    ),
)
