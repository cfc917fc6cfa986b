"""Tools in processes of their own: what happens when one can't go on."""

from multiprocessing import Pipe
from threading import Thread

import pytest

from sottovoce.config.study import DeidentifyPolicy
from sottovoce.errors import MissingModel
from sottovoce.steps import evaluation_tools
from sottovoce.steps.evaluation_tools import OURS, STOCK, ToolProcess, ToolStopped


def test_a_tool_that_ends_early_is_told_and_not_waited_for():
    with ToolProcess(STOCK, DeidentifyPolicy()) as tool:
        tool._process.kill()
        tool._process.join()
        with pytest.raises(ToolStopped, match="stock presidio stopped before it had read"):
            tool.read([])


def test_no_process_is_left_behind():
    with ToolProcess(STOCK, DeidentifyPolicy()) as tool:
        process = tool._process
    assert not process.is_alive()


def test_a_missing_model_is_told_as_it_is(monkeypatch):
    def missing(policy):
        raise MissingModel("The language model is not installed.")

    monkeypatch.setattr(evaluation_tools, "_Ours", missing)
    monkeypatch.setattr(evaluation_tools, "_hold_to_one_core", lambda: None)
    ours, theirs = Pipe()
    thread = Thread(target=evaluation_tools._serve, args=(theirs, OURS, DeidentifyPolicy()))
    thread.start()
    ours.send(("memory", None))
    answer = ours.recv()
    thread.join(10)
    assert isinstance(answer, MissingModel)
