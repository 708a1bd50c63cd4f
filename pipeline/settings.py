"""dragoman.toml and the DRAGOMAN_ environment, as one typed object, built at the edge and passed down.

No other module reads the environment. Unknown keys are errors that name the key: a misspelt `four_eyse` must
not silently mean the default. Secrets (an engine's key, a database URL with a password) come from the
environment only.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from pipeline.errors import SettingsError
from pipeline.model import RESERVED_SLUGS, Article, ArticleKind, Rights, Severity

FILE_NAME = "dragoman.toml"

SLUG_PATTERN = r"^[a-z0-9][a-z0-9-]*$"


def _known_locale(name: str) -> str:
    try:
        Locale.parse(name, sep="_")
    except (ValueError, UnknownLocaleError) as exc:
        raise ValueError(f"{name!r} is not a locale that CLDR knows; write es, zh_Hans, pt_BR …") from exc
    return name


LocaleName = Annotated[str, AfterValidator(_known_locale)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EngineSettings(_Table):
    """Machine translation: off unless named."""

    name: str = ""
    """A translator of deep-translator (`google`, `deepl`, `mymemory`, `libretranslate` …) or `apertium`."""
    url: str = ""
    """For engines that one runs oneself, such as LibreTranslate."""
    batch: int = Field(default=25, ge=1, le=500)


class FetchSettings(_Table):
    contact: str = ""
    """URL or address for the User-Agent, so that a site's owner can reach the publisher."""
    timeout: float = Field(default=30.0, gt=0)
    """Seconds for a whole fetch."""
    max_bytes: int = Field(default=10_000_000, gt=0)
    """Of one decoded body."""
    delay: float = Field(default=1.0, ge=0)
    """Seconds between two requests to one host."""
    private_hosts: tuple[str, ...] = ()
    """Host names that may resolve to private or loopback addresses (an intranet's own site)."""
    resolve: dict[str, str] = Field(default_factory=dict)
    """`host = "address:port"`: connect there instead, as curl's --connect-to does; stored URLs keep the name."""


class LanguageSettings(_Table):
    """What CLDR does not know or the publisher does otherwise."""

    name: str = ""
    """The language's own name, where CLDR's is not wanted."""
    tag: str = ""
    """The BCP 47 tag on pages, where the locale's is not wanted."""
    address: Literal["", "formal", "informal"] = ""
    """How translations address the reader (usted or tú, Sie or du); empty: either."""
    emergency: Literal["", "keep", "localize", "both"] = ""
    """What becomes of the source's emergency numbers (911); empty: they stay, as every number."""
    emergency_number: str = Field(default="", pattern=r"^\d{0,5}$")
    """The number of the locale's country (112), for `localize` and `both`."""

    @model_validator(mode="after")
    def _need_number(self) -> LanguageSettings:
        if self.emergency in ("localize", "both") and not self.emergency_number:
            raise ValueError(f'emergency = "{self.emergency}" needs emergency_number, the number of that country')
        return self


class ProfileSettings(_Table):
    """How to find the article in a site's pages, as CSS selectors."""

    root: str = ""
    """The article; without it the page's main content is looked for."""
    drop: tuple[str, ...] = ()
    """Furniture inside the root: share buttons, sign-up boxes."""
    keep: tuple[str, ...] = ()
    """What stays as in the source: trial names, drug codes, citations."""
    title: str = ""
    dates: tuple[str, ...] = ()
    """Where the source's own dates stand; a change in them is never critical."""
    references: tuple[str, ...] = ()
    """Reference lists: kept as in the source and marked with its language."""
    source_review: tuple[str, ...] = ()
    """Who wrote and medically reviewed the source; shown apart from our own review."""
    shared: dict[str, str] = Field(default_factory=dict)
    """Slug of a shared block → its selector."""


class ArticleSettings(_Table):
    id: str = Field(pattern=r"^[a-z0-9]{12,32}$")
    slug: str = Field(pattern=SLUG_PATTERN)
    url: str
    profile: str = ""
    licence: str = ""
    attribution: str = ""
    permission: str = ""
    permission_until: date | None = None


class SharedSettings(_Table):
    """A shared block: an article of its own, found in the pages whose profile names it."""

    id: str = Field(pattern=r"^[a-z0-9]{12,32}$")
    slug: str = Field(pattern=SLUG_PATTERN)


class PolicySettings(_Table):
    """What happens to a published edition when its source changes."""

    cosmetic: Literal["stand", "notice", "withdraw"] = "stand"
    ordinary: Literal["stand", "notice", "withdraw"] = "notice"
    critical: Literal["stand", "notice", "withdraw"] = "withdraw"
    ask_share: float = Field(default=0.2, gt=0, le=1)
    """Where more than this share of an edition's units changed at once, an operator is asked before it is withdrawn."""
    ask_articles: int = Field(default=5, ge=0)
    """Where more articles than this would be withdrawn in one run, an operator is asked before any of them is."""


class GitSettings(_Table):
    """Who is who in the workspace's git repository."""

    authors: Annotated[dict[str, str], AfterValidator(lambda table: {k.casefold(): v for k, v in table.items()})] = (
        Field(default_factory=dict)
    )
    """An author's address → the person's id or name; texts of others come in as of nobody known."""


class ExceptionSettings(_Table):
    """Findings of a check that are minor where they show a certain wording."""

    check: str
    text: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class RulesSettings(_Table):
    """What the publisher changes of the checks."""

    severity: dict[str, Severity] = Field(default_factory=dict)
    """Name of a finding → critical, major or minor."""
    terms: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Source term → forms that are right in a translation."""
    exceptions: tuple[ExceptionSettings, ...] = ()


class CheckSettings(RulesSettings):
    """`[checks]` for all locales; `[checks.es]` adds to it for one."""

    locales: dict[LocaleName, RulesSettings] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _gather_locales(cls, table: Any) -> Any:
        """`[checks.es]` as a TOML table beside the keys for all."""
        if not isinstance(table, dict):
            return table
        own = {key: value for key, value in table.items() if key in cls.model_fields}
        others = {key: value for key, value in table.items() if key not in cls.model_fields}
        return {**own, "locales": {**own.get("locales", {}), **others}} if others else own


class Settings(BaseSettings):
    """Everything that a workspace sets. Environment: DRAGOMAN_LEDGER, DRAGOMAN_ENGINE__NAME, DRAGOMAN_ENGINE_KEY …"""

    model_config = SettingsConfigDict(
        env_prefix="DRAGOMAN_", env_nested_delimiter="__", extra="forbid", frozen=True, env_ignore_empty=True
    )

    name: str = "Dragoman"
    """The publisher's name, on every page."""
    demo: bool = False
    """A demonstration: its people are marked, and every page says so."""
    source_locale: LocaleName = "en"
    locales: tuple[LocaleName, ...] = ()
    four_eyes: Literal["require", "warn", "off"] = "require"
    base_url: str = ""
    """Where the published site stands, for hreflang, canonical links and the sitemap; empty leaves them relative."""
    report_url: str = ""
    """Where a reader reports an error: an https or mailto address; the unit is added."""
    ledger: str = ""
    """SQLAlchemy URL (`postgresql+pg8000://…`); empty is SQLite in the workspace. Set it in the environment."""
    engine_key: str = Field(default="", repr=False)
    """The engine's secret; from DRAGOMAN_ENGINE_KEY only."""
    shrink_limit: float = Field(default=0.5, gt=0, le=1)
    """An article that shrank below this share of its last text is held until an operator says that it is right."""
    engine: EngineSettings = EngineSettings()
    fetch: FetchSettings = FetchSettings()
    git: GitSettings = GitSettings()
    policy: PolicySettings = PolicySettings()
    checks: CheckSettings = CheckSettings()
    languages: dict[str, LanguageSettings] = Field(default_factory=dict)
    profiles: dict[str, ProfileSettings] = Field(default_factory=dict)
    articles: tuple[ArticleSettings, ...] = ()
    shared: tuple[SharedSettings, ...] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over dragoman.toml."""
        return (env_settings, init_settings)


def read_settings(folder: Path) -> Settings:
    """The settings of the workspace in `folder`; SettingsError names the file, the key and what is expected."""
    path = folder / FILE_NAME
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as exc:
        raise SettingsError(
            f"there is no {FILE_NAME} in this folder", hint="Run `dragoman init` to make a workspace, or change folder."
        ) from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise SettingsError(f"not valid TOML: {exc}", where=FILE_NAME, hint="Correct that line.") from exc
    if "engine_key" in table:
        raise SettingsError(
            "a secret does not belong into a file", where=f"{FILE_NAME}: engine_key", hint="Set DRAGOMAN_ENGINE_KEY."
        )
    return make_settings(table)


def make_settings(table: dict[str, Any]) -> Settings:
    """Settings from a table such as tomllib gives; SettingsError names each wrong key."""
    try:
        settings = Settings(**table)
    except ValidationError as exc:
        faults = "; ".join(f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}" for error in exc.errors())
        raise SettingsError(faults, where=FILE_NAME, hint="See docs/settings.md for each key.") from exc
    _check_slugs(settings)
    return settings


def _check_slugs(settings: Settings) -> None:
    seen: set[str] = set()
    shared = {slug for profile in settings.profiles.values() for slug in profile.shared}
    known = {table.slug for table in settings.shared}
    for slug in (*(table.slug for table in settings.articles), *(table.slug for table in settings.shared)):
        if slug in RESERVED_SLUGS:
            raise SettingsError(f"the slug {slug!r} is reserved", where=FILE_NAME, hint="Choose another.")
        if slug in seen:
            raise SettingsError(f"the slug {slug!r} is given twice", where=FILE_NAME, hint="Rename one.")
        seen.add(slug)
    for article in settings.articles:
        if article.profile and article.profile not in settings.profiles:
            raise SettingsError(
                f"article {article.slug!r} names the profile {article.profile!r}, which is not there",
                where=FILE_NAME,
                hint=f"Add [profiles.{article.profile}] or correct the name.",
            )
    if missing := sorted(shared - known):
        raise SettingsError(
            f"a profile names the shared block {missing[0]!r}, which has no [[shared]] entry with an id",
            where=FILE_NAME,
            hint="Run `dragoman prepare` after adding [[shared]] with id and slug.",
        )


def articles_of(settings: Settings) -> tuple[Article, ...]:
    """The pages under management, then the shared blocks that their profiles name, in the file's order."""
    pages = []
    home: dict[str, ArticleSettings] = {}
    for table in settings.articles:
        shared = tuple(settings.profiles[table.profile].shared) if table.profile else ()
        for slug in shared:
            home.setdefault(slug, table)
        rights = Rights(table.licence, table.attribution, table.permission, table.permission_until)
        pages.append(Article(table.id, table.slug, table.url, rights, table.profile, ArticleKind.PAGE, shared))
    blocks = []
    for block in settings.shared:
        if origin := home.get(block.slug):
            rights = Rights(origin.licence, origin.attribution, origin.permission, origin.permission_until)
            blocks.append(Article(block.id, block.slug, origin.url, rights, origin.profile, ArticleKind.SHARED))
    return (*pages, *blocks)
