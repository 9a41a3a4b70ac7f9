"""Is each sentence borne out by what it cites? `verify` says so; the others look at one thing each.

What is stated exactly (figures, dates, names, negation) is compared exactly; meaning is weighed by
a small model (`support`), by an NLI cross-encoder or by the model (`meaning`).
"""
