"""Recipes of the demo corpora."""

from pathlib import Path

import pytest

from hbvae.demo.recipe import load_recipe

DEMO = Path(__file__).parents[2] / "resources/demo"


@pytest.fixture(scope="session")
def bilingual():
    return load_recipe(DEMO / "bilingual.yaml")


@pytest.fixture(scope="session")
def confounded():
    return load_recipe(DEMO / "confounded.yaml")


@pytest.fixture(scope="session")
def genres():
    return load_recipe(DEMO / "genres.yaml")


@pytest.fixture(scope="session")
def short(genres):
    """Recipe with two tracks of 3 s per cell, which contain all that a full track does."""
    cells = {folder: cell.model_copy(update={"tracks": 2}) for folder, cell in genres.cells.items()}
    return genres.model_copy(update={"seconds": (3.0, 3.5), "cells": cells})
