"""The catalogue of figures, read from the source of `hbvae.figures`."""

import subprocess
import sys
from pathlib import Path

import pytest

from hbvae.errors import ConfigError
from hbvae.figures import catalogue
from hbvae.figures.catalogue import Figure, all_figures, catalogued

OURS = ("groups", "stability", "joint_maps", "sweep", "generated")


def test_the_papers_figures_come_first_and_in_order():
    figures = list(all_figures().values())
    assert [figure.number for figure in figures[:14]] == list(range(1, 15))
    assert [figure.experiment for figure in figures[:14]] == ["HBLM-100"] * 7 + ["GTZAN"] * 7
    others = [(figure.name, figure.number, figure.experiment) for figure in figures[14:]]
    assert others == [(name, None, None) for name in OURS]


def test_figures_that_need_labels():
    needing = {name for name, figure in all_figures().items() if figure.needs_labels}
    assert needing == {
        *("fig09_silhouette", "fig11_dendrogram", "fig14_confusion", "joint_maps", "generated"),
    }


def test_each_figure_has_a_title_and_an_explanation():
    for figure in all_figures().values():
        assert figure.title and not figure.title.endswith(".")
        assert figure.see.endswith(".")


def test_labels_contain_the_number_in_the_paper():
    assert Figure("fig07_latent_map", "", "").label == "The paper's Figure 7. "
    assert Figure("stability", "", "").label == ""


def test_the_catalogue_imports_no_matplotlib():
    code = "import sys; from hbvae.figures.catalogue import all_figures; all_figures()"
    code += "; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A temporary folder that the catalogue reads instead of the package."""
    monkeypatch.setattr(catalogue, "__file__", str(tmp_path / "catalogue.py"))
    all_figures.cache_clear()
    yield tmp_path
    all_figures.cache_clear()


def test_a_function_may_draw_two_figures(folder):
    (folder / "a.py").write_text(
        "@catalogued('late', title='L', see='L.')\n"
        "@catalogued('fig20_early', title='E', see='E.', experiment='GTZAN')\n"
        "def draw(ax): ...\n"
    )
    assert list(all_figures()) == ["fig20_early", "late"]
    assert all_figures()["fig20_early"] == Figure("fig20_early", "E", "E.", "GTZAN")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("@catalogued('a', title='A', see='A.')\ndef f(): ...\n" * 2, "two figures are called a"),
        ("T = 'A'\n@catalogued('a', title=T, see='A.')\ndef f(): ...\n", "to be literals"),
        ("@catalogued('a', tilte='A', see='A.')\ndef f(): ...\n", "'tilte'"),
    ],
)
def test_errors_name_the_file_of_a_wrong_entry(folder, source, message):
    (folder / "a.py").write_text(source)
    with pytest.raises(ConfigError, match=f"a.py: .*{message}"):
        all_figures()


def test_a_wrong_entry_fails_on_import():
    with pytest.raises(TypeError, match="tilte"):
        catalogued("a", tilte="A", see="A.")


def test_each_figure_has_a_rule_that_draws_it():
    rules = Path(__file__).parents[2] / "rules"
    text = "".join(path.read_text(encoding="utf-8") for path in rules.glob("*.smk"))
    for name, figure in all_figures().items():
        written = "{grid}" if figure.role else name
        assert f"figures/{written}.png" in text and f"figures/{written}.pdf" in text, name
