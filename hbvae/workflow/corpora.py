"""Files of a demo corpus that jobs need; datasets on disk have none of them.

Only runs that need a demo corpus read its recipe.
"""

import os

from hbvae.datasets.description import DatasetDescription
from hbvae.storage.tracks import read_batch


def recipe_files(description: DatasetDescription) -> list[str]:
    """List the recipe of a corpus and the recipe that it is based on, if any."""
    from hbvae.demo.recipe import recipe_bases

    return [description.recipe, *map(str, recipe_bases(description.recipe))]


def lyrics_files(description: DatasetDescription) -> list[str]:
    """List the files with the lyrics of a corpus."""
    from hbvae.demo.recipe import load_recipe

    recipe = load_recipe(description.recipe)
    return [str(recipe.folder / language.lyrics) for language in recipe.languages.values()]


def rendered_folders(description: DatasetDescription, batch: str) -> list[str]:
    """List the folders of a batch's rendered tracks.

    Args:
        description: description of the dataset.
        batch: the file that lists the batch's tracks.
    """
    if not description.recipe:
        return []
    folders = dict.fromkeys(os.path.dirname(track.path) for track in read_batch(batch))
    return [f"{description.audio_folder}/{folder}" for folder in folders]


def rendered_table(description: DatasetDescription) -> str | list:
    """Path of a corpus's table, if its layout has one; else []."""
    is_rendered = description.recipe and description.table_file
    return str(description.table_file) if is_rendered else []
