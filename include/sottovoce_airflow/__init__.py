"""The seam to Airflow: the only code that knows both."""
