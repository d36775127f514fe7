"""Reading history.tsv."""

import numpy as np

from hbvae.storage.history import read_history


def test_history_is_read_by_column(tmp_path):
    (tmp_path / "history.tsv").write_text("epoch\tloss\theld_out_loss\n1\t5.5\tnan\n2\t4\tnan\n")
    stored = read_history(str(tmp_path / "history.tsv"))
    assert stored["loss"].tolist() == [5.5, 4]
    assert np.isnan(stored["held_out_loss"]).all()
