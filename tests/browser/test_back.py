"""The browser's Back, pressed after steps in any order."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

STEPS = {
    "a mineral": lambda atlas: atlas.choose("Mineral", "Lithium"),
    "another mineral": lambda atlas: atlas.choose("Mineral", "Cobalt"),
    "a bloc": lambda atlas: atlas.choose("Partner bloc", "European Union"),
    "a standard": lambda atlas: atlas.choose("Governance standard", "EITI"),
    "the page on minerals": lambda atlas: atlas.go("Minerals"),
    "the page on places": lambda atlas: atlas.go("Places"),
    "the page on agreements": lambda atlas: atlas.go("Agreements"),
}


def where(atlas):
    """The page and the words of its address, but for where the map looks."""
    parts = urlsplit(atlas.page.url)
    words = dict(parse_qsl(parts.query))
    return parts.path, {word: text for word, text in words.items() if word != "view"}


def chosen(atlas):
    """What the bar shows as set."""
    return [
        atlas.page.locator(f".st-key-filter_{name} [data-baseweb=tag]").all_inner_texts()
        for name in ("minerals", "blocs", "standards")
    ]


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=some.lists(some.sampled_from(sorted(STEPS)), min_size=2, max_size=3, unique=True))
def test_each_back_undoes_one_step_whatever_the_steps_were(atlas, steps):
    atlas.page.goto("about:blank")
    atlas.page.goto(atlas.url)
    atlas.page.locator(".st-key-reset_all").wait_for()
    atlas.settle()
    seen = []
    for step in steps:
        seen.append((where(atlas), chosen(atlas)))
        STEPS[step](atlas)
        atlas.wait(lambda before=seen[-1][0]: where(atlas) != before, f"the address after {step}")
        atlas.settle()
    while seen:
        place, set_ = seen.pop()
        atlas.page.go_back()
        atlas.wait(lambda place=place: where(atlas) == place, f"{place}, from {steps}")
        atlas.settle()
        atlas.wait(lambda set_=set_: chosen(atlas) == set_, f"{set_} in the bar, from {steps}")
        assert where(atlas) == place
