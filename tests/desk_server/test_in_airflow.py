"""What Airflow makes of the plugin, and what it lets the Desk's roles do elsewhere."""

import json
import re
import subprocess
import sys

import httpx
import pytest
from tests.desk_server.conftest import ROOT, Airflow

pytestmark = pytest.mark.postgres

PLACES = {"dag_run_id": "manual", "task_id": "ask", "map_index": "-1", "asset_id": "1"}
BULK = {
    "/api/v2/connections": [{"connection_id": "one", "conn_type": "http"}],
    "/api/v2/variables": [{"key": "one", "value": "1"}],
    "/api/v2/pools": [{"name": "one", "slots": 1, "include_deferred": False}],
}
"""What some calls look at before they say who may make them: what is to be created."""
NOT_JUDGED = {
    ("PUT", "/api/v2/parseDagFile/{file_token}"),
    *(
        ("PUT", f"/api/v2/backfills/{{backfill_id}}/{act}")
        for act in ("pause", "unpause", "cancel")
    ),
}
"""These say first that there is no such thing, and here there is none."""
HARMLESS = {
    ("POST", "/api/v2/dags/{dag_id}/favorite"),
    ("POST", "/api/v2/dags/{dag_id}/unfavorite"),
    ("POST", "/api/v2/dags/{dag_id}/dagRuns/list"),
    ("POST", "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/list"),
}
"""These look, or change what a list looks like for one person."""
ANSWER = (
    "PATCH",
    "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}/hitlDetails",
)
PAUSE = ("PATCH", "/api/v2/dags/{dag_id}")


def test_the_plugin_is_there_and_its_page_in_the_menu(airflow: Airflow) -> None:
    with airflow.browser(bearer=airflow.token("vera")) as viewer:
        plugins = viewer.get("/api/v2/plugins").json()["plugins"]
        errors = viewer.get("/api/v2/plugins/importErrors").json()
        desk = next(each for each in plugins if each["name"] == "sottovoce_desk")
        (view,) = desk["external_views"]
        assert (view["name"], view["destination"], view["url_route"]) == ("Desk", "nav", "desk")
        assert errors["total_entries"] == 0
        for part, status in (("href", 303), ("icon", 200), ("icon_dark_mode", 200)):
            answer = httpx.get(
                airflow.origin + view[part], cookies={"_token": airflow.token("vera")}, timeout=30
            )
            assert answer.status_code == status, part


def test_the_desk_sends_a_person_on_below_airflows_own_address(airflow: Airflow) -> None:
    with airflow.browser(cookie=airflow.token("vera")) as viewer:
        to = viewer.get("/desk/").headers["location"]
    assert to == httpx.URL(airflow.url).path.rstrip("/") + "/desk/study"


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("/ui/config", 200),
        ("/ui/auth/menus", 200),
        ("/ui/dags", 200),
        ("/ui/dashboard/dag_stats", 200),
        pytest.param("/api/v2/dags/review/dagRuns", 404, id="a DAG that is not here"),
        ("/api/v2/plugins", 200),
        ("/api/v2/dags/~/dagRuns/~/hitlDetails", 200),
    ],
)
@pytest.mark.parametrize("name", ["vera", "robin", "mo", "admin"])
def test_every_role_gets_what_airflows_own_pages_ask_for(
    airflow: Airflow, name: str, page: str, status: int
) -> None:
    with airflow.browser(bearer=airflow.token(name)) as browser:
        assert browser.get(page).status_code == status


@pytest.mark.parametrize(
    ("name", "dag", "may"),
    [
        pytest.param("vera", "review", False, id="a viewer"),
        pytest.param("robin", "review", True, id="a reviewer"),
        pytest.param("mo", "review", True, id="a data manager"),
    ],
)
def test_who_may_answer_the_question_of_a_review(
    airflow: Airflow, name: str, dag: str, may: bool
) -> None:
    path = f"/api/v2/dags/{dag}/dagRuns/none/taskInstances/ask/-1/hitlDetails"
    with airflow.browser(bearer=airflow.token(name)) as browser:
        answer = browser.patch(path, json={"chosen_options": ["Approve"], "params_input": {}})
    # There is no such run, which only somebody is told who may answer.
    assert answer.status_code == (404 if may else 403)


def writes(browser: httpx.Client, dag: str) -> set[tuple[str, str]]:
    """Return every call by which Airflow lets somebody change something."""
    paths = browser.get("/openapi.json").json()["paths"]
    assert len(paths) > 80
    let_in = set()
    for path, calls in paths.items():
        if path.startswith("/api/v2/"):
            for method in {name.upper() for name in calls} - {"GET", "HEAD"}:
                if _is_let_in(browser, method, path, dag):
                    let_in.add((method, path))
    return let_in - NOT_JUDGED - HARMLESS


def _is_let_in(browser: httpx.Client, method: str, path: str, dag: str) -> bool:
    filled = re.sub(r"\{(\w+)\}", lambda m: {**PLACES, "dag_id": dag}.get(m[1], "none"), path)
    return browser.request(method, filled, json=_body(path, dag)).status_code not in {401, 403, 405}


def _body(path: str, dag: str) -> dict[str, object]:
    run = {"dag_id": dag, "dag_run_id": "manual"}
    if path in BULK:
        return {"actions": [{"action": "create", "entities": BULK[path]}]}
    return {
        "/api/v2/connections/enqueue-test": BULK["/api/v2/connections"][0],
        "/api/v2/dags/{dag_id}/dagRuns": {"actions": [{"action": "delete", "entities": [run]}]},
        "/api/v2/dags/{dag_id}/clearDagRuns": {"dag_runs": [run]},
    }.get(path, {})


@pytest.mark.parametrize(
    ("name", "dag", "changes"),
    [
        pytest.param("vera", "review", set(), id="a viewer"),
        pytest.param("robin", "release", set(), id="a reviewer, another DAG"),
        pytest.param("robin", "review", {ANSWER, PAUSE}, id="a reviewer"),
    ],
)
def test_what_the_roles_in_fab_change_of_airflow(
    servers: dict[str, Airflow], name: str, dag: str, changes: set[tuple[str, str]]
) -> None:
    airflow = servers["fab"]
    with airflow.browser(bearer=airflow.token(name)) as browser:
        assert writes(browser, dag) == changes


def test_a_data_manager_starts_runs_and_makes_nobody_a_user(servers: dict[str, Airflow]) -> None:
    airflow = servers["fab"]
    with airflow.browser(bearer=airflow.token("mo")) as manager:
        let_in = writes(manager, "intake")
        assert ("POST", "/api/v2/dags/{dag_id}/dagRuns") in let_in
        assert ("POST", "/api/v2/dags/{dag_id}/clearTaskInstances") in let_in
        assert ("DELETE", "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}") not in let_in
        assert not [path for _, path in let_in if "/connections" in path or "/variables" in path]
        assert manager.get("/auth/fab/v1/users").status_code == 403


def test_running_the_command_again_takes_back_what_was_given_by_hand(
    servers: dict[str, Airflow],
) -> None:
    airflow = servers["fab"]
    with airflow.browser(bearer=airflow.token("admin")) as admin:
        before = admin.get("/auth/fab/v1/roles/Desk viewer").json()
        extra = [*before["actions"], {"action": {"name": "can_edit"}, "resource": {"name": "DAGs"}}]
        changed = {"name": "Desk viewer", "actions": extra}
        admin.patch("/auth/fab/v1/roles/Desk viewer", json=changed).raise_for_status()
        command = [sys.executable, "-m", "sottovoce_airflow.roles"]
        subprocess.run(command, env=airflow.environment, cwd=ROOT, check=True, capture_output=True)
        after = admin.get("/auth/fab/v1/roles/Desk viewer").json()
    assert named(before) == named(after)


def named(role: dict) -> set[tuple[str, str]]:
    return {(each["action"]["name"], each["resource"]["name"]) for each in role["actions"]}


def test_processes_that_only_load_the_plugin_do_not_load_the_desk(
    servers: dict[str, Airflow],
) -> None:
    probe = (
        "import sys, json\n"
        "from airflow import plugins_manager\n"
        "before = set(sys.modules)\n"
        "plugins_manager.ensure_plugins_loaded()\n"
        "plugins_manager.get_fastapi_plugins()\n"
        "errors = plugins_manager.get_import_errors()\n"
        "print('@@' + json.dumps([sorted(set(sys.modules) - before), errors]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", probe],
        env=servers["simple"].environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded, errors = json.loads(ended.stdout.split("@@")[1])
    assert errors == {}
    assert "sottovoce_airflow.desk.registration" in loaded
    heavy = {"fastapi", "starlette", "jinja2", "psycopg", "httpx", "sottovoce_airflow.desk.app"}
    assert heavy & set(loaded) == set()
