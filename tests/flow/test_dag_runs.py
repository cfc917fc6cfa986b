"""The DAGs themselves, run from end to end by Airflow's own ``dag.test()``."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.flow.builders import TALK, a_manifest, a_row

PROJECT = Path(__file__).parents[2]
RUN = """
import json, sys
from airflow.dag_processing.bundles.manager import DagBundlesManager
from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db
names, conf = sys.argv[1].split(), json.loads(sys.argv[2])
DagBundlesManager().sync_bundles_to_db()
bag = DagBag(dag_folder='dags', bundle_name='dags-folder')
sync_bag_to_db(bag, 'dags-folder', None)
ran = []
for name in names:
    run = bag.dags[name].test(run_conf=conf)
    states = {}
    for ti in run.get_task_instances():
        states.setdefault(ti.task_id, []).append(str(ti.state))
    ran.append({'state': str(run.state), 'tasks': states})
print('@@' + json.dumps(ran))
"""


@pytest.fixture(scope="module")
def airflow_home(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("airflow")
    environment = _environment(home)
    for command in (["-m", "airflow", "db", "migrate"], ["-m", "sottovoce_airflow.pools"]):
        subprocess.run([sys.executable, *command], env=environment, check=True, capture_output=True)
    return home


def _environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
    }


@pytest.fixture
def run_dags(airflow_home):
    """Run DAGs one after the other in one process, and return how each ended and all they said."""

    def run(*names: str, conf: dict | None = None) -> tuple[list[dict], str]:
        done = subprocess.run(
            [sys.executable, "-c", RUN, " ".join(names), json.dumps(conf or {})],
            env={
                **_environment(airflow_home),
                "SOTTOVOCE_EXPECTATIONS_DIR": str(PROJECT / "expectations"),
            },
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "@@" in done.stdout, done.stderr[-3000:]
        return json.loads(done.stdout.split("@@")[1]), done.stdout + done.stderr

    return run


@pytest.fixture
def run_dag(run_dags):
    """Run one DAG, and return how it ended and what it said."""

    def run(name: str, conf: dict | None = None) -> dict:
        (ran,), printed = run_dags(name, conf=conf)
        return {**ran, "printed": printed}

    return run


def test_three_dags_take_an_interview_from_upload_to_store_and_print_no_name(small_study, run_dags):
    talk = TALK.encode()
    files = {"talk.txt": talk, "interviews.csv": a_manifest(a_row(talk))}
    small_study.send("s01", "for Maureen", files)
    ran, printed = run_dags("intake", "deidentify", "release")
    assert [each["state"] for each in ran] == ["success"] * 3, printed[-3000:]
    assert small_study.states() == {"released": 1}
    assert "s01" in printed
    assert not any(word in printed for word in ("Maureen", "Pickersgill", "Halifax", "Okonkwo"))


def test_a_run_with_nothing_to_do_is_green(small_study, run_dags):
    ran, printed = run_dags("intake", "deidentify", "release")
    assert [each["state"] for each in ran] == ["success"] * 3, printed[-3000:]
    assert [each["tasks"]["gate"] for each in ran] == [["success"]] * 3


def test_a_broken_rule_leaves_the_run_green_and_a_fault_turns_it_red(small_study, run_dag):
    talk = TALK.encode()
    files = {"talk.txt": talk, "interviews.csv": a_manifest(a_row(talk, role="cook"))}
    small_study.send("s01", "one", files)
    assert run_dag("intake")["state"] == "success"
    assert small_study.states() == {"quarantined": 1}
    small_study.use_policy("bucket: site-s02", "bucket: site-gone")
    ran = run_dag("intake")
    assert ran["state"] == "failed"
    assert "site s02" in ran["printed"]


def test_a_withdrawal_is_triggered_with_codes(small_study, run_dag):
    talk = TALK.encode()
    small_study.send("s01", "one", {"talk.txt": talk, "interviews.csv": a_manifest(a_row(talk))})
    small_study.run()
    ran = run_dag("withdraw", {"site": "s01", "participant": "s01-p01"})
    assert ran["state"] == "success", ran["printed"][-3000:]
    assert small_study.states() == {"withdrawn": 1}
    assert run_dag("watch")["state"] == "success"


def test_cleaning_again_only_tells_until_it_is_told_to_do_it(small_study, run_dag):
    talk = TALK.encode()
    small_study.send("s01", "one", {"talk.txt": talk, "interviews.csv": a_manifest(a_row(talk))})
    small_study.run()
    small_study.use_policy(
        "review_threshold: 0.0",
        "review_threshold: 0.0, profiles: {team: {actions: {LOCATION: generalise}}}",
    )
    wider = "SELECT count(*) FROM study.turns WHERE text ~ 'Place in West Yorkshire'"
    for conf, n_changed in (({}, 0), ({"dry_run": False, "sites": ["s01"]}, 1)):
        ran = run_dag("reprocess", conf)
        assert ran["state"] == "success", ran["printed"][-3000:]
        assert ran["tasks"]["reprocess_interviews"] == ["success"]
        assert small_study.query(wider) == [(n_changed,)]
        assert not any(word in ran["printed"] for word in ("Maureen", "Pickersgill", "Halifax"))
