"""What a data manager decides (the study file) and where things are (the settings)."""

from sottovoce.config.settings import Settings, load_settings
from sottovoce.config.study import StudyConfig, load_study

__all__ = ["Settings", "StudyConfig", "load_settings", "load_study"]
