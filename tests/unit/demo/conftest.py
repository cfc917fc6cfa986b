from pathlib import Path

import pytest

from sottovoce.config.study import StudyConfig, load_study
from sottovoce_demo.study import DemoStudy, build_demo_study
from sottovoce_demo.study.gold import GoldInterview, read_gold

PROJECT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def gold_dir() -> Path:
    return PROJECT / "tests" / "gold"


@pytest.fixture(scope="session")
def gold(gold_dir: Path) -> dict[str, GoldInterview]:
    return read_gold(gold_dir)


@pytest.fixture(scope="session")
def study_file() -> Path:
    return PROJECT / "study.yaml"


@pytest.fixture(scope="session")
def study_config(study_file: Path) -> StudyConfig:
    return load_study(study_file)


@pytest.fixture(scope="session")
def out_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "uploads"


@pytest.fixture(scope="session")
def demo(gold_dir: Path, out_dir: Path, study_config: StudyConfig) -> DemoStudy:
    return build_demo_study(gold_dir, out_dir, study_config)
