"""Settings come from the environment, parsed by type; a wrong value refuses to start and names the variable.

Every variable may also be given as ``NAME_FILE``, the path of a file that holds the value (for secrets).
"""

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class Environment:
    """Typed reader over a mapping of environment variables. ``names`` lists every variable that was asked for."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.names: set[str] = set()

    def text(self, name: str, default: str = "") -> str:
        self.names.add(name)
        path = self._variables.get(f"{name}_FILE")
        if path and name in self._variables:
            raise ImproperlyConfigured(f"{name} and {name}_FILE are both set: keep one of them.")
        if not path:
            return self._variables.get(name, default).strip()
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: cannot read {path} ({error.strerror}).") from error

    def required(self, name: str, hint: str) -> str:
        value = self.text(name)
        if not value:
            raise ImproperlyConfigured(f"{name} is not set. {hint}")
        return value

    def boolean(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name, "1" if default else "0").lower()
        if value in TRUE or value in FALSE:
            return value in TRUE
        raise ImproperlyConfigured(f"{name}={value!r} is not a yes or no: use 1 or 0.")

    def integer(self, name: str, *, default: int, least: int, most: int) -> int:
        value = self.text(name, str(default))
        try:
            number = int(value)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from error
        if not least <= number <= most:
            raise ImproperlyConfigured(f"{name}={number} is outside {least}..{most}.")
        return number

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise ImproperlyConfigured(f"{name}={value!r} is not one of: {', '.join(choices)}.")
        return value

    def words(self, name: str, default: str = "") -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def networks(self, name: str, default: str = "") -> list[IPv4Network | IPv6Network]:
        """Addresses (``127.0.0.1``) and networks (``10.0.0.0/8``) between commas."""
        try:
            return [ip_network(word) for word in self.words(name, default)]
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {error}.") from error

    def address(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        """A URL with one of ``schemes``, without a trailing slash."""
        value = self.text(name, default).rstrip("/")
        if value and urlsplit(value).scheme not in schemes:
            raise ImproperlyConfigured(
                f"{name}={value!r} must begin with one of: {', '.join(s + ':' for s in schemes)}."
            )
        return value


SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"


def database(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for ``sqlite:///path`` (three slashes relative, four absolute) or ``postgresql://…``.

    SQLite runs in WAL with IMMEDIATE transactions: deferred ones answer concurrent writers with an error.
    PostgreSQL options may follow as a query (``?sslmode=require``); TCP time-outs are set so that a lost host is noticed.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path.removeprefix("/")),
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
            "CONN_MAX_AGE": None,
            # Tests use a file as well: threads and child processes meet in it under the same rules as in production.
            "TEST": {"NAME": unquote(parts.path.removeprefix("/")) + ".test"},
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {
                "connect_timeout": 2,
                "keepalives_idle": 2,
                "keepalives_interval": 1,
                "keepalives_count": 2,
                "tcp_user_timeout": 3000,
                **dict(parse_qsl(parts.query)),
            },
        }
    raise ImproperlyConfigured(f"DATABASE_URL={url!r}: use sqlite:///path or postgresql://user:password@host/name.")


def cache(url: str) -> dict[str, Any]:
    """Django's CACHES entry for ``database`` (a table, shared by all processes) or ``redis://…``."""
    if url == "database":
        return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    if urlsplit(url).scheme in ("redis", "rediss"):
        return {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": url}
    raise ImproperlyConfigured(f"CACHE_URL={url!r}: use `database` or redis://host:port/number.")


def email(url: str) -> dict[str, Any]:
    """Mail settings for ``console:``, ``file:///folder``, ``smtp://user:password@host:port`` or ``smtps://…``."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": "lms.mail.backends.FolderBackend", "EMAIL_FILE_PATH": unquote(parts.path)}
    if parts.scheme in ("smtp", "smtps"):
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname or "localhost",
            "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            "EMAIL_USE_TLS": dict(parse_qsl(parts.query)).get("starttls") == "1",
            "EMAIL_TIMEOUT": 20,
        }
    raise ImproperlyConfigured(f"EMAIL_URL={url!r}: use console:, file:///folder, smtp://… or smtps://….")


def media(url: str, folder: Path) -> tuple[dict[str, Any], str]:
    """The STORAGES entry for uploads, and MEDIA_URL, for ``folder`` or ``s3://bucket?endpoint_url=…``.

    Credentials for S3 come from the variables that its own client reads (AWS_ACCESS_KEY_ID and its siblings).
    """
    if url == "folder":
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}, "/media/"
    parts = urlsplit(url)
    if parts.scheme == "s3" and parts.netloc:
        options = {"bucket_name": parts.netloc, "file_overwrite": False, **dict(parse_qsl(parts.query))}
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}, "/media/"
    raise ImproperlyConfigured(f"MEDIA_URL={url!r}: use `folder` or s3://bucket?endpoint_url=….")


def openid_connect(env: Environment) -> dict[str, Any]:
    """allauth's provider settings for one OpenID Connect server, or nothing: all four variables, or none."""
    server = env.address("OIDC_SERVER_URL", "", ("https", "http"))
    values = {name: env.text(name) for name in ("OIDC_NAME", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")}
    missing = [name for name, value in {"OIDC_SERVER_URL": server, **values}.items() if not value]
    if len(missing) == 4:
        return {}
    if missing:
        raise ImproperlyConfigured(f"OpenID Connect is half set up: {', '.join(missing)} missing.")
    app = {
        "provider_id": "oidc",
        "name": values["OIDC_NAME"],
        "client_id": values["OIDC_CLIENT_ID"],
        "secret": values["OIDC_CLIENT_SECRET"],
        "settings": {"server_url": server},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
