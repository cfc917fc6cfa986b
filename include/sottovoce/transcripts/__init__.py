"""Every transcript format into one model of turns."""
