"""Every setting, its default and its meaning; read at the top, passed down as arguments."""

from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, IPvAnyNetwork, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_CHECKOUT = Path(__file__).resolve().parent


def _home() -> Path:
    """Return the folder whose `kb/` and `var/` are used by default.

    In a checkout that is the checkout, wherever the command is started from; once installed
    (no `kb/` beside this file) it is the folder the command is started in.
    """
    return _CHECKOUT if (_CHECKOUT / "kb").is_dir() else Path.cwd()


class Settings(BaseSettings):
    """Settings from the environment (`KB_DIR`, `KB_VAR_DIR`, ...); arguments win over both."""

    model_config = SettingsConfigDict(env_prefix="KB_", frozen=True)

    dir: Path = Field(
        default_factory=lambda: _home() / "kb",
        description="The knowledge base: entries, vocabularies, lists, sources, inbox.",
    )
    var_dir: Path = Field(
        default_factory=lambda: _home() / "var",
        description="Where indexes and caches are kept. Everything in it can be deleted.",
    )
    page_size: int = Field(default=20, ge=1, le=200, description="Results on one page.")
    contact: str = Field(
        default="",
        description="Mail or web address that the harvester gives to sites it visits.",
    )

    report_to: str = Field(
        default="",
        description="Mail address, or web address with {subject} and {body}, for readers' reports.",
    )
    language: Literal["", "en", "es"] = Field(
        default="",
        description="Language of pages for who chose none. Empty: the one their browser asks for.",
    )
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^/?#\s]+/?)?$",
        description="Address readers know the app by, for feeds, sitemaps and entry pages.",
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("localhost", "127.0.0.1", "[::1]"),
        description="Host names that stand for it when there is no public address.",
    )
    ranking_signals: Annotated[
        tuple[Literal["superseded", "overdue", "audience"], ...], NoDecode
    ] = Field(
        default=("superseded", "overdue", "audience"),
        description="What orders results beside their words: see Searching. Empty: nothing else.",
    )
    requests_per_minute: int = Field(
        default=600, ge=1, description="Requests of one client that are answered, beside the page."
    )
    metrics_for: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = Field(
        default=(ip_network("127.0.0.0/8"), ip_network("::1")),
        description="Addresses and networks whose clients may read /metrics.",
    )

    @field_validator("allowed_hosts", "ranking_signals", "metrics_for", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        """Read names that are separated by commas or spaces."""
        return given.replace(",", " ").lower().split() if isinstance(given, str) else given

    misses_days: int = Field(
        default=90,
        ge=0,
        le=3660,
        description="Days that words are kept which found nothing. 0: none are.",
    )
    harvest_minutes: int = Field(
        default=240, ge=1, description="Most minutes that one harvest may fetch pages."
    )
    harvest_megabytes: int = Field(
        default=2000, ge=1, description="Most megabytes that one harvest may fetch."
    )

    @property
    def reports(self) -> str:
        """Where readers report problems: the contact, if it is a mail address and none is set."""
        return self.report_to or (self.contact if "@" in self.contact else "")

    @property
    def work_dir(self) -> Path:
        """The folder under `var_dir` for this knowledge base alone, so that two never mix."""
        folder = self.dir.resolve()
        return self.var_dir / f"{folder.name}-{sha256(str(folder).encode()).hexdigest()[:8]}"

    @property
    def index_dir(self) -> Path:
        """Where the index generations of this knowledge base live."""
        return self.work_dir / "index"

    @property
    def cache_dir(self) -> Path:
        """Where fetched pages of this knowledge base are cached."""
        return self.work_dir / "cache"

    @property
    def inventory_file(self) -> Path:
        """Where is kept what the entry files held when they were last compared with the index."""
        return self.work_dir / "inventory.txt"

    @property
    def links_file(self) -> Path:
        """Where is kept what checks of links have found."""
        return self.work_dir / "links.json"

    @property
    def misses_file(self) -> Path:
        """Where searches that found nothing are counted."""
        return self.work_dir / "misses.sqlite"

    @property
    def harvest_dir(self) -> Path:
        """Where harvests of this knowledge base keep their log and what a run tells the next."""
        return self.work_dir / "harvest"
