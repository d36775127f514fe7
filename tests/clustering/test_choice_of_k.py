"""The choice of the number of clusters from a stability curve."""

from hbvae.clustering.choice_of_k import Stability, most_stable_k, read_curve, write_curve


def test_the_largest_equally_stable_k_is_chosen():
    curve = [Stability(2, 0.9, 0.85, 0.95), Stability(3, 0.88, 0.84, 0.92)]
    assert most_stable_k(curve) == 3
    assert most_stable_k([*curve, Stability(4, 0.8, 0.75, 0.85)]) == 3


def test_a_curve_survives_writing_and_reading(tmp_path):
    curve = [Stability(2, 0.9, 0.85, 0.95), Stability(3, 1 / 3, -0.1, 0.92)]
    path = str(tmp_path / "stability.tsv")
    write_curve(path, curve)
    assert read_curve(path) == curve
