"""The base of everything that is declared in the study file."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A mistyped key is an error, nothing changes after loading, and no error quotes a value."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True
    )
