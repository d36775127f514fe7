"""What the documentation tells to type does what it says."""

import re
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent


def test_the_joint_model_is_used_from_python_as_its_page_says():
    text = (ROOT / "docs/joint_model.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    random = np.random.default_rng(0)
    track = np.repeat(np.arange(20), 4)
    level = (track % 2)[:, None, None] * np.linspace(0.2, 0.8, 32)[:, None]
    mel = (level + 0.2 * random.random((80, 32, 32))).astype(np.float16)
    names = {"mel": mel, "track": track, "lyrics": np.zeros((20, 0), np.float32)}
    exec(code.replace("epochs=20", "epochs=2").replace("k=10", "k=2"), names)
    found = names["clusters"]
    assert len(set(found[::2])) == len(set(found[1::2])) == 1 != len(set(found))
