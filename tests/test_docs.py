"""The documentation is built from the code, and its notebook runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from crmmap import measures
from crmmap.schema.tables import TABLES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]


def test_the_tour_runs_in_ten_cells(whole):
    notebook = nbformat.read(ROOT / "docs" / "tour.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) == 10
    assert not any(cell.outputs for cell in code), (
        "clear the outputs before you commit the notebook"
    )
    NotebookClient(notebook, timeout=180, resources={"metadata": {"path": str(ROOT)}}).execute()
    results = [
        cell.outputs[-1]["data"] for cell in code if cell.outputs and "data" in cell.outputs[-1]
    ]
    assert f"'sites': {len(whole.sites)}" in results[0]["text/plain"]
    assert any("image/png" in data for data in results)
    assert "'refused': 0" in results[-1]["text/plain"]


def test_the_site_is_built_with_every_measure_table_and_command(tmp_path):
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--quiet",
            "--strict",
            "--site-dir",
            str(tmp_path),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    page = (tmp_path / "reference" / "measures.html").read_text()
    for name in measures.__all__:
        assert f'id="{getattr(measures, name).__module__}.{name}"' in page
    for name in TABLES:
        assert (tmp_path / "tables" / f"{name}.html").is_file()
    assert "crmmap import" in (tmp_path / "reference" / "cli.html").read_text()
    loaded = re.findall(
        r'(?:src|href)="(https?://[^"]+)"[^>]*>',
        "".join(p.read_text() for p in tmp_path.glob("*.html")),
    )
    assert not [url for url in loaded if url.endswith((".js", ".css", ".woff2"))]
