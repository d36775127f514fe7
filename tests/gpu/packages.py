"""The light packages that this folder needs beside torch, numpy, scipy, h5py and scikit-learn.

python tests/gpu/packages.py > FILE     # lines for `pip install --no-deps -r FILE`
"""

import re
from importlib.metadata import PackageNotFoundError, distribution

THERE = ("torch", "numpy", "scipy", "h5py", "scikit-learn")  # what a machine with a GPU has
LIGHT = ("lightning-fabric", "psutil", "pydantic", "safetensors", "tqdm", "typing-extensions")


def with_requirements(names: tuple[str, ...]) -> dict[str, str]:
    """Installed versions of packages and of all that they require, by name in lower case."""
    versions, new = {}, list(names)
    while new:
        name = new.pop()
        try:
            installed = distribution(name)
        except PackageNotFoundError:  # for another system, or an extra
            continue
        versions[name] = installed.version
        for line in installed.requires or ():
            requirement, _, condition = line.partition(";")
            other = re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()
            if "extra" not in condition and other not in versions:
                new.append(other)
    return versions


def to_carry() -> dict[str, str]:
    """Versions of the light packages and of what they require that torch and the others do not."""
    there = with_requirements(THERE).keys() - LIGHT
    return {
        name: version for name, version in with_requirements(LIGHT).items() if name not in there
    }


if __name__ == "__main__":
    print(*(f"{name}=={version}" for name, version in sorted(to_carry().items())), sep="\n")
