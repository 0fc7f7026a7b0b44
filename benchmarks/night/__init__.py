"""The night that `benchmarks.bench` measures: one program a module, each run as a process of its own, `MODULE IN OUT`.

A program reads the files below IN and leaves what it makes of them below OUT. None but `lake` and `truth`, which read and score
what was left, may import copydesk: a peer runs with its own libraries alone.
"""
