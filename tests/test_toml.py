"""TOML from strangers: what would fill the server's memory or end in a traceback is refused with
a word."""

from __future__ import annotations

import base64
import subprocess
import sys
import zlib

import pytest

from crmmap import UnusableScenario
from crmmap.exchange.readers import column_files
from crmmap.scenarios import read
from crmmap.scenarios.settings import unpack
from crmmap.shipped import GEODATA
from crmmap.stories.files import read as read_story
from crmmap.toml_models import MOST_KEY_PARTS, UnusableFile, read_tree

LONG_KEY = ".".join(["a"] * 20_000) + "=1\n"
READERS = {
    "scenario": lambda content: read(content, name="x.toml"),
    "story": lambda content: read_story(content, name="x.toml"),
    "columns": lambda content: column_files.from_toml(content, "x.toml"),
}


def link(text: str) -> str:
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def test_a_short_link_can_not_fill_the_memory():
    """In a process that may have 600 MB: 20,000 parts of a key took 1.5 GB."""
    word = link(LONG_KEY)
    assert len(word) < 120
    code = (
        "import resource; from crmmap.scenarios.settings import unpack; from crmmap import "
        "UnusableScenario\n"
        "import crmmap.scenarios.outcome\n"
        "now = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (now + 100_000_000,) * 2)\n"
        f"try: unpack({word!r})\n"
        "except UnusableScenario as fault: print(fault)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (
        run.stdout.strip() == f"the link: a key has more than {MOST_KEY_PARTS} parts; shorten it"
    ), run.stderr


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "text",
    [
        LONG_KEY,
        f"[{LONG_KEY[:-3]}]\n",
        f"[[{LONG_KEY[:-3]}]]\n",
        "x = {" + LONG_KEY[:-1] + "}\n",
        '"a" . ' * 17 + "a = 1\n",
        "'a'.\"b\"." * 9 + "c = 1\n",
        'x = ["""a"""", {' + "a." * 20 + "a=1}]\n",
        "x = ['''a'''', {" + "a." * 20 + "a=1}]\n",
        '# """\n' + "a." * 20 + "a = 1\n",
    ],
)
def test_keys_of_many_parts_are_refused_wherever_they_stand(reader, text):
    with pytest.raises(UnusableFile, match=f"x.toml: a key has more than {MOST_KEY_PARTS} parts"):
        READERS[reader](text.encode())


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = " + "9" * 5000, "more than 100 characters outside of quotes"),
        ("x = 0x" + "F" * 5000, "more than 100 characters outside of quotes"),
        ("x = " + "[" * 100_000, "more than 100|nested too deeply|not TOML"),
        ("x = " + "[" * 5_000 + "]" * 5_000, "nested too deeply"),
        ("x = " + "{a=" * 5_000, "nested too deeply"),
        ("x = 2026-13-45", "this is not TOML"),
        ("x = [" + "1," * 150_000 + "]", "more than 250,000 bytes"),
        ("x = '\ud800'", "not UTF-8"),
    ],
)
def test_other_texts_that_end_in_faults_are_refused(reader, text, said):
    with pytest.raises(UnusableFile, match=said):
        READERS[reader](text.encode("utf-8", "surrogatepass"))


def test_a_scanner_that_meets_only_quotes_ends():
    """Unclosed strings made of escapes: a pattern that begins anew at each would take hours."""
    code = (
        "from crmmap.toml_models import *\ntry: read_tree(b'x = ' + b'\\\\\\\\\"' * 80_000, "
        "'x', UnusableFile)\n"
    )
    code += "except UnusableFile as fault: print('refused')"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "refused", run.stderr


def test_what_stands_in_quotes_and_comments_does_not_count():
    dots = ".".join("abcdefghijklmnopqrstuvwxyz")
    quoted = f"'{dots}' = '{'x' * 300}'"
    text = f'a = "{dots}" # {dots}\nb = """\n{dots} = "1" """\n{quoted}\nd.e.f = 1.5\n'
    tree = read_tree(text.encode(), "x.toml", UnusableFile)
    assert tree["a"] == dots
    assert tree["d"] == {"e": {"f": 1.5}}
    for path in [*GEODATA.glob("*.toml"), *GEODATA.glob("*/*.toml")]:
        assert read_tree(path.read_bytes(), path.name, UnusableFile)


def test_a_link_unpacks_to_64_kb_at_most():
    with pytest.raises(UnusableScenario, match="the link: the text has more than 64,000 bytes"):
        unpack(link("#" * 70_000))
