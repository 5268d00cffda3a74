"""What an operator can set, all of it from the environment."""

import ipaddress
from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

REPOSITORY = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """The settings do not go together; the message says which to change."""


class Settings(BaseSettings):
    """Settings of the service, read from variables named LOUPE_…; an empty variable counts as not set."""

    model_config = SettingsConfigDict(env_prefix="LOUPE_", env_ignore_empty=True, frozen=True, populate_by_name=True)

    data_dir: Path = Field(default=Path("data"), description="Where index, photos and import jobs are kept")
    bundle: Path = Field(default=REPOSITORY / "models" / "loupe-mini", description="Folder of the model bundle")
    qdrant_url: str | None = Field(
        default=None, description="A Qdrant server that keeps the index instead of the data folder"
    )
    qdrant_api_key: SecretStr | None = None
    api_key: SecretStr | None = Field(default=None, description="Key that writing calls must carry")
    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, validation_alias=AliasChoices("LOUPE_PORT", "PORT"))
    web_photos: bool = Field(default=True, description="Whether photos are fetched by web address")
    web_contact: str = Field(
        default="",
        pattern=r"^[ -~]*$",
        max_length=200,
        description="Page or mail address told to the hosts of photos, so that they can reach you",
    )
    web_connections: int = Field(default=6, ge=1, le=32, description="Photos fetched from one host at once")
    web_interval: float = Field(default=0.0, ge=0, le=60, description="Seconds between two photos of one host")
    web_cache_mb: int = Field(default=2000, ge=1, description="Megabytes of fetched photos kept between imports")
    threads: int | None = Field(
        default=None, ge=1, description="Threads for one encoder call; unset leaves it to the load"
    )

    def check_exposure(self) -> None:
        """Refuse to let strangers write.

        Raises:
            SettingsError: The service would listen beyond this machine without a write key.
        """
        if self.api_key is None and not is_loopback(self.host):
            raise SettingsError(
                f"Refusing to listen on {self.host} without a write key: anybody who reaches it could change the "
                "catalogue. Set LOUPE_API_KEY, or listen on 127.0.0.1."
            )


def variable_of(field: str) -> str:
    """The variable that a setting is read from, by its field or, where it has one, by its alias."""
    prefix = Settings.model_config["env_prefix"]
    return field if field.startswith(prefix) else prefix + field.upper()


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be reached from this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
