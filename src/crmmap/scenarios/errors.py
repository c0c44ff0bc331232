"""The error for a scenario that can't be used."""

from crmmap.toml_models import UnusableFile


class UnusableScenario(UnusableFile):
    """A scenario that cannot be read or applied."""
