"""Registers the Desk with Airflow: pages at ``/desk``, and an entry in Airflow's menu."""

from airflow.plugins_manager import AirflowPlugin

from sottovoce_airflow.desk.registration import FASTAPI_APPS, VIEWS


class SottovoceDesk(AirflowPlugin):
    """The Desk."""

    name = "sottovoce_desk"
    fastapi_apps = FASTAPI_APPS
    external_views = VIEWS
