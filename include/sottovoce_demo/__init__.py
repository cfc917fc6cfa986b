"""The one-command demo: real servers on this machine, an invented study, its whole run."""
