"""Errors in recipes of demo corpora."""

from pathlib import Path

import pytest
import yaml

from hbvae.demo.corpus import render_cell, write_table
from hbvae.demo.recipe import load_recipe
from hbvae.errors import ConfigError

DEMO = Path(__file__).parents[2] / "resources/demo"


def changed(path, value):
    """The bilingual recipe's content with one key changed; ``path`` has its keys."""
    content = yaml.safe_load((DEMO / "bilingual.yaml").read_text(encoding="utf-8"))
    inner = content
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return content


@pytest.mark.parametrize(
    "path, value, named",
    [
        (["seed"], None, "seed"),
        (["seed"], -1, "seed"),
        (["sample_rat"], 44100, "sample_rat: no such key; did you mean 'sample_rate'?"),
        (["channels"], 3, "channels"),
        (["seconds"], [36, 33], "seconds"),
        (["file_name"], "song.flac", "file_name"),
        (["file_name"], "{song}.flac", "file_name"),
        (["difficulty", "borrow"], 1.5, "difficulty.borrow"),
        (["difficulty", "lowpas"], [1, 2], "difficulty.lowpas: no such key"),
        (["cells"], {}, "cells"),
        (["cells", "bangla/rock", "style"], "polka", "cells.bangla/rock.style"),
        (["cells", "bangla/rock", "language"], "french", "cells.bangla/rock.language"),
        (["cells", "bangla/rock", "tracks"], 0, "cells.bangla/rock.tracks"),
        (["cells", "bangla/rock", "tracks"], 1.5, "cells.bangla/rock.tracks"),
        (["cells", "../rock"], {"style": "rock", "tracks": 1}, "cells: expected a relative folder"),
        (["styles", "rock", "neighbours"], ["polka"], "styles.rock.neighbours"),
        (["styles", "rock", "tempo", "bpm"], [200], "styles.rock.tempo.bpm"),
        (["styles", "rock", "harmony", "progressions"], ["I X"], "styles.rock.harmony.progression"),
        (["styles", "rock", "bass", "instruments"], ["kazoo"], "styles.rock.bass.instruments"),
        (["styles", "rock", "bass", "rhythms"], ["x o x"], "styles.rock.bass.rhythms"),
        (["styles", "rock", "drums", "patterns"], [{"gong": "x"}], "styles.rock.drums.patterns"),
        (["styles", "rock", "lead"], None, "styles.rock.lead"),
    ],
)
def test_a_bad_recipe_names_the_key(tmp_path, path, value, named):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(yaml.safe_dump(changed(path, value)), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"expected|no such key") as error:
        load_recipe(recipe)
    assert f"{recipe}: {named}" in str(error.value)


@pytest.mark.parametrize("base", ["../bilingual.yaml", 3])
def test_a_recipe_may_extend_another(tmp_path, base):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(yaml.safe_dump({"based_on": base}), encoding="utf-8")
    with pytest.raises(ConfigError, match="based_on: expected a recipe beside this one, got"):
        load_recipe(recipe)


def test_no_recipe(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.yaml"):
        load_recipe(tmp_path / "none.yaml")


def test_lyrics_that_do_not_suffice(tmp_path):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text((DEMO / "bilingual.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    for language in ("bangla", "english"):
        (tmp_path / f"lyrics_{language}.yaml").write_text("- {title: one, lyrics: la la}\n")
    with pytest.raises(ConfigError, match=r"lyrics_bangla.yaml: expected 50 songs.*got 1"):
        write_table(load_recipe(recipe), tmp_path / "metadata.csv")
    assert not (tmp_path / "metadata.csv").exists()


def test_a_table_needs_languages(genres, tmp_path):
    with pytest.raises(ConfigError, match=r"cells.blues.language"):
        write_table(genres, tmp_path / "metadata.csv")


def test_an_unknown_cell(genres, tmp_path):
    with pytest.raises(ConfigError, match="polka"):
        render_cell(genres, "polka", tmp_path)
