"""Registering uploads: what is complete, what is missing, what is new."""
