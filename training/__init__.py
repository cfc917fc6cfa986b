"""How the model of spoken English is made. Read README.md of this folder first."""
