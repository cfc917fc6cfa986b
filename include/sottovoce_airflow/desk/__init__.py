"""The Desk: pages inside Airflow, and the only place where raw words can be seen."""
