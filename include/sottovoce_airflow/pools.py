"""Create the pools that the DAGs name: ``python -m sottovoce_airflow.pools``. Safe to repeat."""

from airflow.models.pool import Pool

from sottovoce_airflow.flow import POOLS


def create_pools() -> None:
    """Create or update every pool in Airflow's database."""
    for name, (slots, description) in POOLS.items():
        Pool.create_or_update_pool(name, slots, description, include_deferred=False)


if __name__ == "__main__":
    create_pools()
