"""A real SLURM of two nodes on this machine, started from Debian's packages in a folder of its own.

Needs root, for `/etc/slurm` must lead to its configuration: `srun` inside a job looks there. Every
daemon runs in the foreground of a process that this module started, and is ended by it.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

DAEMONS = ("munged", "slurmctld", "slurmd")
ETC = Path("/etc/slurm")
NODES = ("one", "two")
FILES = ("slurm.conf", "gres.conf", "cgroup.conf")
SLURM_CONF = """
ClusterName=mini
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={root}/munge.socket
CryptoType=crypto/munge
SlurmctldPort={ctl}
StateSaveLocation={root}/state
SlurmdSpoolDir={root}/spool.%n
SlurmctldPidFile={root}/slurmctld.pid
SlurmdPidFile={root}/slurmd.%n.pid
SlurmctldLogFile={root}/slurmctld.log
SlurmdLogFile={root}/slurmd.%n.log
MpiDefault=none
SwitchType=switch/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
ReturnToService=2
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=2,bf_interval=5
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
GresTypes=gpu
MinJobAge=3600
AccountingStorageType=accounting_storage/none
NodeName=one NodeHostname={host} NodeAddr=127.0.0.1 Port={one} CPUs=8 RealMemory=40000 Gres=gpu:1
NodeName=two NodeHostname={host} NodeAddr=127.0.0.1 Port={two} CPUs=8 RealMemory=40000 Gres=gpu:1
PartitionName=main Nodes=one,two Default=YES MaxTime=INFINITE State=UP
"""


def why_not() -> str | None:
    """Why no cluster can be started here; None if one can."""
    absent = [name for name in DAEMONS if not shutil.which(name, path=_path())]
    if absent:
        return f"needs {', '.join(absent)}: apt-get install slurmctld slurmd slurm-client munge"
    if os.geteuid() != 0:
        return "needs root, to lead /etc/slurm to the cluster's configuration"
    if any((ETC / name).exists() and not (ETC / name).is_symlink() for name in FILES):
        return f"{ETC} holds the configuration of another cluster"
    return None


@contextmanager
def running_cluster(root: Path):
    """A cluster while the block lasts; ``root`` is an empty folder.

    A machine has one at a time, as it has one `/etc/slurm`: a second waits for its turn.
    """
    with open(Path(tempfile.gettempdir(), "hbvae-slurm.lock"), "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with _started(root):
            yield


@contextmanager
def _started(root: Path):
    host = os.uname().nodename
    (root / "state").mkdir()
    ports = dict(zip(("ctl", *NODES), _free_ports(3), strict=True))
    (root / "slurm.conf").write_text(SLURM_CONF.format(host=host, root=root, **ports))
    (root / "gres.conf").write_text("NodeName=one,two Name=gpu Count=1 File=/dev/null\n")
    (root / "cgroup.conf").write_text("CgroupAutomount=no\n")
    key = root / "munge.key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o400)
    munge = {"key-file": key, "socket": root / "munge.socket", "pid-file": root / "munge.pid"}
    munge |= {"log-file": root / "munge.log", "seed-file": root / "munge.seed"}

    with ExitStack() as stack:
        ETC.mkdir(exist_ok=True)
        for name in FILES:
            (ETC / name).unlink(missing_ok=True)
            (ETC / name).symlink_to(root / name)
            stack.callback((ETC / name).unlink)
        options = [f"--{name}={value}" for name, value in munge.items()]
        _start(stack, root, "munged", "--foreground", "--force", *options)
        _wait(lambda: (root / "munge.socket").exists(), "munged")
        _start(stack, root, "slurmctld", "-D", "-c")
        for node in NODES:
            (root / f"spool.{node}").mkdir()
            _start(stack, root, "slurmd", "-D", "-N", node)
        _wait(lambda: _ask("sinfo", "-h", "-N", "-o", "%t").split() == ["idle"] * 2, "idle nodes")
        yield
        _ask("scancel", "--user=root")
        _wait(lambda: not _ask("squeue", "-h"), "the last jobs to end")


def _start(stack: ExitStack, root: Path, name: str, *arguments: str) -> None:
    with open(root / f"{name}.out", "wb") as log:
        # A daemon ends with the tests, also where they are killed.
        ends_with_this = ("setpriv", "--pdeathsig", "TERM")
        command = [*ends_with_this, shutil.which(name, path=_path()), *arguments]
        daemon = subprocess.Popen(command, stdout=log, stderr=log)

    def stop():
        daemon.terminate()
        try:
            daemon.wait(20)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()

    stack.callback(stop)


def _free_ports(n: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(n)]
        for opened in sockets:
            opened.bind(("127.0.0.1", 0))
        return [opened.getsockname()[1] for opened in sockets]


def _wait(condition, what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.2)


def _ask(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
