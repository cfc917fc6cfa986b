"""What the Desk asks of the ledger's database, and writes there: codes and counts, no words."""
