"""Benchmarks: our code and its peers side by side in one process run, with ratios and medians."""
