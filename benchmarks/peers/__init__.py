"""Loupe beside what people would otherwise put together, with the weights of one checkpoint in all of them.

`python -m benchmarks.peers` makes the checkpoint, an environment for each system, and the tables. What runs in those
environments, `measuring.py` and `systems/`, imports nothing of Loupe but what lets torchvision load beside a CPU build
of torch; only the system called "loupe" does.
"""
