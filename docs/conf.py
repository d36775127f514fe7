"""Sphinx makes the site of the documentation from the pages in this folder: make site."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

project = "hbvae"
author = copyright = "the hbvae authors"
release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
myst_heading_anchors = 3  # links such as pretrained.md#clap-and-ast, as a forge makes them
default_role = "py:obj"  # `name` in a docstring
autodoc_typehints = "signature"
autodoc_member_order = "bysource"

html_theme = "furo"
html_title = f"hbvae {release}"
html_show_sphinx = False
html_copy_source = False
html_show_search_summary = False  # it would be fetched, which a page on disk may not
