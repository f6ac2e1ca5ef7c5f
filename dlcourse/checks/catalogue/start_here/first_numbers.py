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
    parts=("numbers",),
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
    ),
)


def updates_in_training():
    """⌈1437/32⌉ = 45 batches an epoch, 30 epochs."""
    return 45 * 30


UPDATES_IN_TRAINING = number_question(
    difficulty="medium",
    minutes=4,
    points=1,
    parts=("updates",),
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
            "Your number has parts of an update in it. A batch that is not full still makes a whole one.",
            "Round the number of batches up before you multiply.",
        ),
        Misconception(
            "rounded_at_the_end",
            lambda: round(1437 / 32 * 30),
            "{yours} counts the last batch of each epoch for as much as it is full, and rounds at the end. A batch that is "
            "not full still makes a whole update.",
            "Round the number of batches up before you multiply.",
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
