"""How the tables came to be: Alembic, driven by this package without a settings file."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

_HERE = "picketline.core.store:migrations"


def config() -> Config:
    """Alembic's settings: where its scripts are."""
    settings = Config()
    settings.set_main_option("script_location", _HERE)
    return settings


def upgrade(connection: Connection) -> None:
    """Run every missing migration in the transaction that `connection` is in."""
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
