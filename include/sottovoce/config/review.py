"""Who looks at interviews before their release, and where."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sottovoce.config.frozen import Frozen
from sottovoce.model.ids import SiteCode

UserName = Annotated[str, Field(pattern=r"^\S{1,128}$")]
SiteCodes = tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,30}$")], ...]


class ReviewPolicy(Frozen):
    """How a study wants its interviews looked at."""

    second_reader: bool = False
    """Whether two people read each interview in review, one after the other. What either of them
    masked is masked."""

    only_at_desk: bool | None = None
    """Whether only an answer given at the Desk counts, where the reader had the words in view. An
    answer under Airflow's Required actions then releases nothing. If nothing is said, it is so as
    soon as reviewers are named; two readers imply it."""

    reviewers: dict[UserName, Literal["all"] | SiteCodes] = Field(default_factory=dict)
    """The sites whose interviews a user with the role reviewer may read, by Airflow user name."""

    @model_validator(mode="after")
    def _two_readers_are_told_apart_at_the_desk(self) -> Self:
        if self.second_reader and self.only_at_desk is False:
            raise ValueError(
                "second_reader is true and only_at_desk is false; who answers elsewhere is no "
                "reader, so leave only_at_desk out, or say true"
            )
        return self

    @property
    def needs_desk(self) -> bool:
        """Whether only an answer given at the Desk counts."""
        named = bool(self.reviewers) if self.only_at_desk is None else self.only_at_desk
        return named or self.second_reader

    def sites_of(self, user: str) -> frozenset[SiteCode] | None:
        """Return the codes of the sites whose interviews a reviewer may read; None for all.

        Args:
            user: Airflow user name.

        Returns:
            An empty set for a user who is not listed.
        """
        sites = self.reviewers.get(user, ())
        return None if sites == "all" else frozenset(map(SiteCode, sites))
