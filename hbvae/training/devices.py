"""The devices that fit a model, their precision and the number of processes."""

import logging
import os
import subprocess
import sys
from typing import ClassVar, Literal

import torch
from lightning_fabric import Fabric
from lightning_fabric.plugins.environments import LightningEnvironment, SLURMEnvironment
from pydantic import Field

from hbvae.config import PositiveInt, Section
from hbvae.errors import ConfigError
from hbvae.jobs.processes import BESIDE_ANOTHER, RUN_BY


class DeviceConfig(Section):
    """Devices of a training job."""

    section: ClassVar[str] = "devices"

    threads: PositiveInt = Field(
        2,
        description="CPU threads on each node; their number fixes the order of sums and "
        "therefore the last bits of a result",
    )
    per_node: PositiveInt = Field(
        1,
        description="GPUs on each node (without a GPU: processes); each computes a part of every "
        "batch",
    )
    nodes: PositiveInt = Field(1, description="number of SLURM nodes")
    precision: Literal["auto", "32-true", "bf16-mixed", "16-mixed"] = Field(
        "auto",
        description="numeric precision of the network; auto: the fastest precision that the "
        "device supports in hardware",
    )


def start_fabric(config: DeviceConfig) -> Fabric:
    """Set up the device of this process: a GPU if there is one, else the CPU.

    Several processes fit a model with DDP, each on a separate device. This function starts the
    other processes, with Fabric on a single node, with `srun` on several; each of them runs the
    script from its start.

    On the CPU the number of threads fixes the order of sums: with the same ``threads`` a fit is
    the same to the last bit on one core or on eight.

    Raises:
        ConfigError: several nodes are requested outside a SLURM job.
    """
    several = config.per_node * config.nodes > 1
    if config.nodes > 1 and BESIDE_ANOTHER not in os.environ:
        _run_on_all_nodes(config)
    if several:
        os.environ[BESIDE_ANOTHER] = "1"
    torch.set_num_threads(max(1, config.threads // config.per_node))
    accelerator = "gpu" if torch.cuda.is_available() else "cpu"
    automatic = config.precision == "auto"
    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)  # `describe` logs the precision
    fabric = Fabric(
        accelerator=accelerator,
        devices=config.per_node,
        num_nodes=config.nodes,
        strategy="ddp" if several else "auto",
        precision=best_precision(accelerator) if automatic else config.precision,
        plugins=[SLURMEnvironment() if config.nodes > 1 else LightningEnvironment()],
    )
    fabric.launch()
    if not fabric.is_global_zero:
        logging.getLogger("hbvae").setLevel(logging.WARNING)
    return fabric


def best_precision(accelerator: str) -> str:
    """The fastest mixed precision that the device supports in hardware, else float32.

    It applies to the network's products and sums; the loss and the weights stay in float32.
    bfloat16 has the range of float32, so the loss needs no scaling. Older GPUs (Volta, Turing)
    support float16. A CPU without bfloat16 instructions is slower with bfloat16 than with float32.

    Args:
        accelerator: "gpu" or "cpu".
    """
    if accelerator == "gpu":
        native = torch.cuda.is_bf16_supported(including_emulation=False)
        return "bf16-mixed" if native else "16-mixed"
    cpu = torch.cpu.get_capabilities()
    return "bf16-mixed" if cpu.get("avx512_bf16") or cpu.get("amx_bf16") else "32-true"


def precision(fabric: Fabric) -> str:
    """The precision in use; `DeviceConfig.precision` may be "auto"."""
    return fabric._precision.precision


def describe(fabric: Fabric) -> str:
    """Describe the devices for the log."""
    on_gpu = fabric.device.type == "cuda"
    name = torch.cuda.get_device_name(fabric.device) if on_gpu else "the CPU (no GPU found)"
    processes = "" if fabric.world_size == 1 else f", {fabric.world_size} processes"
    threads = "" if on_gpu else f", {torch.get_num_threads()} threads"
    return f"{name}{processes}{threads}, {precision(fabric)}"


def _run_on_all_nodes(config: DeviceConfig) -> None:
    """Run this script as a SLURM step with a task for each device; exit with the step's status."""
    if "SLURM_JOB_ID" not in os.environ:
        raise ConfigError(
            f"devices.nodes is {config.nodes}: training on several nodes needs a SLURM job "
            "(snakemake --workflow-profile config/slurm)"
        )
    step = ["srun", f"--nodes={config.nodes}", f"--ntasks={config.nodes * config.per_node}"]
    step += [f"--ntasks-per-node={config.per_node}", sys.executable, *sys.argv]
    # Snakemake may run on another node, so a task must end with its step, not with Snakemake.
    environment = {name: value for name, value in os.environ.items() if name != RUN_BY}
    sys.exit(subprocess.call(step, env=environment | {BESIDE_ANOTHER: "1"}))
