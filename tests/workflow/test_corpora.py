"""The files of a demo corpus that jobs need."""

from pathlib import Path

from hbvae.datasets.description import DatasetDescription
from hbvae.storage.tracks import Track, write_batch
from hbvae.workflow.corpora import lyrics_files, recipe_files, rendered_folders, rendered_table

ROOT = Path(__file__).parents[2]
CORPUS = DatasetDescription.from_mapping(
    "corpus",
    {
        "root": "results/corpus/dataset",
        "audio_dir": "audio",
        "layout": "table",
        "recipe": str(ROOT / "resources/demo/bilingual.yaml"),
    },
)
ON_DISK = DatasetDescription.from_mapping("disk", {"root": "songs", "layout": "table"})
PATHS = ("rock/a.wav", "folk/b.wav", "rock/c.wav")


def test_a_batch_needs_the_folders_that_its_tracks_are_rendered_into(tmp_path):
    batch = str(tmp_path / "00000.tsv")
    write_batch(batch, [Track(path, path) for path in PATHS])
    assert rendered_folders(CORPUS, batch) == [
        "results/corpus/dataset/audio/rock",
        "results/corpus/dataset/audio/folk",
    ]
    assert rendered_folders(ON_DISK, batch) == []


def test_a_corpus_has_a_table_if_its_layout_does():
    assert rendered_table(CORPUS) == "results/corpus/dataset/metadata.csv"
    assert rendered_table(ON_DISK) == []


def test_a_corpus_is_made_with_the_lyrics_of_its_recipe():
    names = [Path(file).name for file in lyrics_files(CORPUS)]
    assert names == ["lyrics_bangla.yaml", "lyrics_english.yaml"]
    assert all(Path(file).is_file() for file in lyrics_files(CORPUS))


def test_a_recipe_comes_with_its_base():
    folder = Path(CORPUS.recipe).parent
    assert recipe_files(CORPUS) == [CORPUS.recipe]
    based = CORPUS.model_copy(update={"recipe": str(folder / "confounded.yaml")})
    assert recipe_files(based) == [based.recipe, CORPUS.recipe]
