"""Loading networks of `transformers` with the weights of a snapshot."""

import torch
from safetensors import SafetensorError
from transformers import PretrainedConfig, PreTrainedModel
from transformers.utils import logging

from hbvae.errors import ConfigError
from hbvae.features.pretrained.snapshot import Snapshot


def load_network(
    kind: type[PreTrainedModel], snapshot: Snapshot, config: PretrainedConfig
) -> PreTrainedModel:
    """Load a network with its weights, for inference, in float32.

    Args:
        kind: class of the network, which may be a part of the snapshot's network.
        snapshot: where the weights are.
        config: config of the network.

    Raises:
        ConfigError: the weights are damaged or belong to another network.
    """
    logging.disable_progress_bar()  # loading is too fast for a progress bar
    logging.set_verbosity_error()  # else it reports the parts that are not loaded
    try:
        network, read = kind.from_pretrained(
            snapshot.folder,
            config=config,
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
            dtype=torch.float32,
            output_loading_info=True,
        )
        # Integers count positions: they are not fitted, and old checkpoints lack some.
        fitted = {name for name, array in network.state_dict().items() if array.is_floating_point()}
        missing = fitted & set(read["missing_keys"])
        problem = f"{min(missing)} is missing" if missing else None
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        problem = str(error).strip().partition("\n")[0]
    if problem:
        raise ConfigError(
            f"{snapshot.wanted.key}: {snapshot.folder}: expected the weights of a {kind.__name__} "
            f"as its config.json describes it ({problem}); copy or download it again"
        )
    return network.eval()


def device() -> torch.device:
    """A GPU if this process may use one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
