import re

import pytest

from sottovoce.adapters.presidio import fingerprint
from sottovoce.adapters.presidio.detector import DEFAULT_MODEL
from sottovoce.adapters.presidio.fingerprint import detector_fingerprint, what_it_does
from sottovoce.config.study import DeidentifyPolicy
from sottovoce.errors import MissingModel, StudyConfigError
from sottovoce.model.spans import EntityType

REGISTRY = "recognizers: []\n"


def print_of(registry=None, model=DEFAULT_MODEL, **policy) -> str:
    return detector_fingerprint(DeidentifyPolicy(**policy), model=model, study_registry=registry)


def test_a_fingerprint_is_twelve_hex_digits_and_the_same_each_time():
    assert re.fullmatch("[0-9a-f]{12}", print_of())
    assert print_of() == print_of()


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param({"entity_types": (EntityType.PERSON,)}, id="types"),
        pytest.param({"detect_threshold": 0.31}, id="threshold"),
    ],
)
def test_a_policy_that_finds_otherwise_changes_the_detectors_fingerprint(policy):
    assert print_of(**policy) != print_of()


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param({"review_threshold": 0.7}, id="what is doubtful"),
        pytest.param({"pseudonym_scope": "study"}, id="how far a name is one person"),
        pytest.param({"profiles": {"workshop": {"actions": {"AGE": "generalise"}}}}, id="profiles"),
    ],
)
def test_a_policy_that_only_treats_otherwise_what_is_found_leaves_it(policy):
    assert print_of(**policy) == print_of()


def test_a_studys_own_registry_counts_by_what_it_says_not_by_where_it_is(tmp_path):
    one, same, other = tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.yaml"
    one.write_text(REGISTRY)
    same.write_text(REGISTRY)
    other.write_text(REGISTRY + "# more\n")
    assert print_of(one) == print_of(same)
    assert len({print_of(), print_of(one), print_of(other)}) == 3


def test_a_registry_that_can_not_be_read_stops_the_study_without_naming_the_file(tmp_path):
    with pytest.raises(StudyConfigError, match="SOTTOVOCE_RECOGNIZERS_FILE") as error:
        print_of(tmp_path / "Bronagh.yaml")
    assert "Bronagh" not in str(error.value)


def test_a_model_that_is_not_installed_has_no_fingerprint():
    with pytest.raises(MissingModel, match="make setup"):
        print_of(model="en_core_web_none")


def test_the_version_of_the_language_model_counts(monkeypatch):
    before = print_of()
    installed = fingerprint.metadata.version
    monkeypatch.setattr(
        fingerprint.metadata,
        "version",
        lambda name: "9.9.9" if name == DEFAULT_MODEL else installed(name),
    )
    assert print_of() != before


@pytest.mark.parametrize(
    "file",
    [
        "sottovoce.adapters.spoken_model model.onnx",
        "sottovoce.adapters.spoken_model tokenizer.json",
        "sottovoce.adapters.presidio recognizers.yaml",
        "sottovoce.adapters.presidio words/names.txt",
        "sottovoce.deidentify.text propagation.py",
        "sottovoce.transcripts docx.py",
    ],
)
def test_every_kind_of_thing_that_finds_is_covered(file):
    covered = [line.rpartition(" ")[0] for line in fingerprint._package_digests()]
    assert file in covered
    assert not any("scoring" in line for line in covered)


CODE = 'def f(x):\n    """Old words."""\n    return x + 1\n'


@pytest.mark.parametrize(
    ("source", "is_same"),
    [
        pytest.param(CODE.replace("Old words.", "New words."), True, id="docstring"),
        pytest.param(CODE.replace("return", "# why\n    return"), True, id="comment"),
        pytest.param(CODE.replace("x + 1", "(x\n        + 1)"), True, id="layout"),
        pytest.param(CODE.replace("x + 1", "x + 2"), False, id="a number"),
        pytest.param(CODE.replace("x + 1", "x - 1"), False, id="an operator"),
        pytest.param(CODE + 'PATTERN = "a"\n', False, id="a constant"),
    ],
)
def test_a_rule_counts_by_what_it_does(source, is_same):
    assert (what_it_does(source) == what_it_does(CODE)) is is_same
