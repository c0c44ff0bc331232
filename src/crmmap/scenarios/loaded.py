"""Scenarios for users of the library: load one, then apply it."""

from __future__ import annotations

from pathlib import Path

from crmmap.atlas.atlas import Atlas
from crmmap.scenarios.errors import UnusableScenario
from crmmap.scenarios.files import library, read, shipped
from crmmap.scenarios.outcome import run
from crmmap.scenarios.scenario import Scenario
from crmmap.scenarios.values import Value


class LoadedScenario(Scenario):
    """A scenario that can be applied to an Atlas."""

    def apply(self, atlas: Atlas, **given: Value) -> Atlas:
        """The Atlas under this scenario.

        Parameters
        ----------
        atlas
            The tables to change; they stay as they are.
        **given
            Values of its parameters, in their own units; what is not given is as the scenario
            begins.

        Returns
        -------
        Atlas
            The tables under the scenario.

        Raises
        ------
        crmmap.UnusableScenario
            If an id is not known or a value is out of range.
        """
        return run(atlas, [(self, given)], library(atlas.folder)).atlas


def load_scenario(name: str | Path) -> LoadedScenario:
    """A shipped scenario by its id, or one from a file.

    Parameters
    ----------
    name
        An id such as ``china-ree-stop``, or the path of a TOML file.

    Returns
    -------
    LoadedScenario
        Its `apply` gives the Atlas under it.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> changed = load_scenario("china-ree-stop").apply(atlas, left=20)
    >>> changed.production is atlas.production
    False

    Raises
    ------
    UnusableScenario
        If there is none, or the file breaks the rules.
    """
    if str(name) in shipped():
        return LoadedScenario.model_construct(**dict(shipped()[str(name)]))
    path = Path(name)
    if not path.is_file():
        raise UnusableScenario(
            [f"{name} is no file, and no scenario that is shipped: {', '.join(shipped())}"]
        )
    return LoadedScenario.model_construct(**dict(read(path.read_bytes(), name=path.name)))
