"""The embedded demo corpora: songs that are computed from a recipe, and their lyrics.

recipe = load_recipe("resources/demo/bilingual.yaml")
render_cell(recipe, recipe.cells[0], "audio/bangla/rock")  # cells can be rendered in any order
write_table(recipe, "metadata.csv")
"""

from hbvae.demo.corpus import Track, render_cell, render_track, write_table
from hbvae.demo.recipe import Recipe, load_recipe

__all__ = ["Recipe", "Track", "load_recipe", "render_cell", "render_track", "write_table"]
