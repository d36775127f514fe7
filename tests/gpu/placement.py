"""Every model runs on a device that is not the CPU, found without such a device.

    python tests/gpu/placement.py

PyTorch's fake tensors have shapes and devices but no numbers. A step of training and of encoding
fails on them where the tensors of two devices meet, and where a value is asked for, which on a GPU
waits for all work before it.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch
from setting import new_model, slices_for
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils import backend_registration

from hbvae.models.base import Batch, Model
from hbvae.models.registry import MODELS

NAME = "other_device"


class OtherDevice(backend_registration._DummyBackendModule):
    """A device that is not the CPU."""

    def get_amp_supported_dtype(self) -> list[torch.dtype]:
        return [torch.bfloat16]


def check(name: str) -> None:
    """Train on a batch and encode it, with a model on the other device.

    Args:
        name: a key of `hbvae.models.registry.MODELS`.

    Raises:
        Exception: tensors of two devices meet, or a step waits for the device; its last frames
            within the project say where.
    """
    slices = slices_for(name, 30, small=True)
    track = torch.from_numpy(slices.track)
    lyrics, labels = (torch.from_numpy(known)[track] for known in (slices.lyrics, slices.labels))
    encoded = torch.from_numpy(slices.encoded)
    batch = Batch(torch.from_numpy(slices.x).float(), lyrics, labels, track, encoded)
    model = new_model(name, slices, small=True).to(memory_format=torch.channels_last)
    fake = FakeTensorMode()
    _move(model, fake)
    batch = Batch(*(_moved(tensor, fake) for tensor in batch))
    with fake:
        adam = torch.optim.Adam(model.parameters(), fused=True)
        terms = model.loss(model(batch), batch)
        terms.loss.backward()
        adam.step()
        model.eval()
        results = [*terms, model.latent(batch), model.reconstruct(batch)]
    results += model.state_dict().values()
    assert {tensor.device.type for tensor in results} == {NAME}


def _move(model: Model, fake: FakeTensorMode) -> None:
    for module in model.modules():
        for key, parameter in module.named_parameters(recurse=False):
            setattr(module, key, nn.Parameter(_moved(parameter.detach(), fake)))
        for key, buffer in module.named_buffers(recurse=False):
            setattr(module, key, _moved(buffer, fake))


def _moved(tensor: Tensor, fake: FakeTensorMode) -> Tensor:
    on_cpu = fake.from_tensor(tensor)
    with fake:
        return on_cpu.to(NAME)


if __name__ == "__main__":
    backend_registration._setup_privateuseone_for_python_backend(NAME, OtherDevice())
    for name in MODELS:
        check(name)
        print(name)
