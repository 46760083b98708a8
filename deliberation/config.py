"""Settings, read once from the environment; and the instance's key, made once."""

import os
import secrets
from functools import cached_property
from pathlib import Path

from pydantic_settings import BaseSettings

KEY_BYTES = 32


class Settings(BaseSettings):
    """HOST, PORT, DATABASE_URL, BUS_URL, DATA_DIR and PUBLIC_URL change the defaults."""

    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path("data")
    database_url: str = ""
    bus_url: str | None = None
    public_url: str = ""

    @property
    def database(self) -> str:
        """The database's address: a SQLite file in the data folder unless told otherwise."""
        return self.database_url or f"sqlite:///{self.data_dir / 'deliberation.db'}"

    @property
    def address(self) -> str:
        """Where people reach this instance; printed on paper and in QR codes."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @cached_property
    def key(self) -> bytes:
        """The instance's secret key: outside the database, and never sent anywhere."""
        path = self.data_dir / "instance.key"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return bytes.fromhex(path.read_text().strip())
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
        return bytes.fromhex(path.read_text().strip())
