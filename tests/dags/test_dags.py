import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"boto3", "great_expectations", "numpy", "pandas", "presidio_analyzer", "spacy"}
DAGS = sorted(Path("dags").glob("*.py"))
RETRIED_BY_NOBODY = {"gate", "gate_poll", "ask", "open_reviews"}


@pytest.fixture(scope="module")
def bag(tmp_path_factory):
    """Every DAG of the project, as Airflow loads them, with a database of its own."""
    home = tmp_path_factory.mktemp("airflow")
    probe = (
        "from airflow.dag_processing.dagbag import DagBag;"
        "bag = DagBag(dag_folder='dags');"
        "import json;"
        "print('@@' + json.dumps({'errors': bag.import_errors, 'dags': {d.dag_id: {"
        "'doc': d.doc_md, 'tags': sorted(d.tags), 'catchup': d.catchup,"
        "'active': d.max_active_runs,"
        "'tasks': {t.task_id: {'pool': t.pool, 'retries': t.retries,"
        "'leaf': not t.downstream_task_ids, 'rule': t.trigger_rule.value} for t in d.tasks}}"
        "for d in bag.dags.values()}}))"
    )
    out = subprocess.run(
        [sys.executable, "-c", probe],
        capture_output=True,
        text=True,
        check=False,
        env={**_environment(), "AIRFLOW_HOME": str(home)},
    )
    assert out.returncode == 0, out.stderr[-2000:]
    import json

    return json.loads(out.stdout.split("@@")[1])


def _environment():
    import os

    return {**os.environ, "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}


@pytest.mark.parametrize("path", DAGS, ids=lambda p: p.stem)
def test_a_dag_file_loads_without_heavy_imports(path):
    probe = (
        f"import runpy, sys; runpy.run_path({str(path)!r});"
        f"print(sorted({HEAVY!r} & sys.modules.keys()))"
    )
    out = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert out.stdout.strip().endswith("[]")


def test_every_dag_file_loads_and_holds_one_dag_of_its_name(bag):
    assert bag["errors"] == {}
    assert set(bag["dags"]) == {path.stem for path in DAGS}


@pytest.mark.parametrize("name", [path.stem for path in DAGS])
def test_a_dag_explains_itself_to_a_data_manager(bag, name):
    dag = bag["dags"][name]
    assert len(dag["doc"].split()) > 40
    assert "sottovoce" in dag["tags"]


@pytest.mark.parametrize("name", [path.stem for path in DAGS])
def test_unpausing_a_dag_runs_nothing_of_the_past(bag, name):
    assert bag["dags"][name]["catchup"] is False


@pytest.mark.parametrize("name", ["intake", "deidentify", "release", "reprocess"])
def test_one_run_at_a_time_and_a_gate_at_its_end(bag, name):
    dag = bag["dags"][name]
    assert dag["active"] == 1
    gate = dag["tasks"]["gate"]
    assert gate["leaf"]
    assert gate["rule"] == "none_failed"


@pytest.mark.parametrize("name", [path.stem for path in DAGS])
def test_every_step_has_a_pool_and_is_tried_again_when_its_process_dies(bag, name):
    for task_id, task in bag["dags"][name]["tasks"].items():
        if task_id not in RETRIED_BY_NOBODY:
            assert task["pool"] in {"storage", "detectors"}, task_id
            assert task["retries"] >= 2, task_id


@pytest.mark.parametrize("path", DAGS, ids=lambda p: p.stem)
def test_a_dag_file_is_short_enough_to_be_read(path):
    assert len(path.read_text().splitlines()) <= 65


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        pytest.param(
            "https://study.test/airflow/", "https://study.test/airflow/desk/review/", id="a path"
        ),
        pytest.param("http://127.0.0.1:8080", "http://127.0.0.1:8080/desk/review/", id="no path"),
    ],
)
def test_the_question_leads_to_the_page_where_the_interview_is_read(base_url, address):
    probe = (
        "import runpy, sys; from jinja2 import Template;"
        "body = Template(runpy.run_path('dags/review.py')['BODY']);"
        "conf = dict.fromkeys(('site', 'spans', 'doubtful', 'turns_to_read'), 1);"
        "print('@@' + body.render(dag_run={'conf': {**conf, 'interview_id': 's01-x-r02'}}));"
        "print('@@' + str({'fastapi', 'starlette'} & sys.modules.keys()))"
    )
    out = subprocess.run(
        [sys.executable, "-c", probe],
        capture_output=True,
        text=True,
        check=True,
        env={**_environment(), "AIRFLOW__API__BASE_URL": base_url},
    )
    _, body, web = out.stdout.split("@@")
    assert body.startswith(f"[Read it at the Desk]({address}s01-x-r02)\n")
    assert web.strip() == "set()"
