"""What people said in confidence, made into data that a research team can share."""

__version__ = "0.1.0"
