"""What the store gets."""
