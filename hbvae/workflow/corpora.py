"""The files of a demo corpus that jobs need; a dataset on disk has none of them.

The recipe is read by a run that needs a demo corpus, and by no other.
"""

import os

from hbvae.datasets.description import DatasetDescription
from hbvae.storage.tracks import read_batch


def recipe_files(description: DatasetDescription) -> list[str]:
    """The recipe that a corpus is rendered from, then the one that it is based on, if any."""
    from hbvae.demo.recipe import recipe_bases

    return [description.recipe, *map(str, recipe_bases(description.recipe))]


def lyrics_files(description: DatasetDescription) -> list[str]:
    """The lyrics that a corpus is made with."""
    from hbvae.demo.recipe import load_recipe

    recipe = load_recipe(description.recipe)
    return [str(recipe.folder / language.lyrics) for language in recipe.languages.values()]


def rendered_folders(description: DatasetDescription, batch: str) -> list[str]:
    """The folders that the tracks of a batch are rendered into.

    Args:
        description: of the dataset.
        batch: the file that lists the batch's tracks.
    """
    if not description.recipe:
        return []
    folders = dict.fromkeys(os.path.dirname(track.path) for track in read_batch(batch))
    return [f"{description.audio_folder}/{folder}" for folder in folders]


def rendered_table(description: DatasetDescription) -> str | list:
    """The table of a corpus whose layout has one."""
    is_rendered = description.recipe and description.table_file
    return str(description.table_file) if is_rendered else []
