"""Is each sentence borne out by what it cites? `verify` says so; the others look at one thing each.

What is stated exactly (figures, dates, names) is compared exactly; what is told freely is weighed
(`weighing`): rules, among them a small model of shared words and cosines (`support`), and a reader
of sentences with their sources. An NLI cross-encoder or the model can judge instead (`meaning`).
"""
