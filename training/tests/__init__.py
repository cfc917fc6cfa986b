"""Tests that need PyTorch: ``make train-test``. Those that don't are in ``tests/unit/training``."""
