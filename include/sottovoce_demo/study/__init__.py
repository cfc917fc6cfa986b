"""The demo study: ten sites, twenty sound interviews, and one for everything that can be wrong."""

from sottovoce_demo.study.build import build_demo_study
from sottovoce_demo.study.model import DemoStudy, DemoSubmission, ExpectedInterview

__all__ = ["DemoStudy", "DemoSubmission", "ExpectedInterview", "build_demo_study"]
