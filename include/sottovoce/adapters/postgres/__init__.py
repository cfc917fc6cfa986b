"""The ledger, the vault and the store: three databases of one PostgreSQL, three separate roles.

They differ in what they may know. The ledger knows codes and states, never a name. The vault
knows names, encrypted. The store knows what was said, without names. Nobody but the pipeline
reaches the first two.
"""
