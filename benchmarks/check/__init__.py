"""How right the checks are: false alarms on professional pairs, and what is caught of mutants made from the same pairs.

`python -m benchmarks.check DIR…` reads folders of `en-<locale>.tsv` (id, source, target). Mutants are made of the
text (`mutate/`, with its own word lists in `words/`), never of what a check made of it; nothing there imports
`pipeline.check`. A mutant counts only where its pair passes before. Pairs are split by a hash of their id into a half
for tuning, whose misses and false alarms may be read, and a half held out; figures are given for both.
"""
