"""Taking identifiers out of sound: which stretches, which samples, and what may be wrong.

Nothing here reads a file: samples come as arrays, times as numbers.
"""
