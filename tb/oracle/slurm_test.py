#!/usr/bin/env python3
"""A campaign as a Slurm job array, from end to end, on a cluster of one machine that this test sets up.

  slurm_test.py VTD_ORACLE BACKEND

The cluster lives in a private folder: a key and munged, slurmctld, slurmd, and the ports that they
listen on. Exit status 77 where Slurm is not installed or cannot run.
"""
import json
import os
import pathlib
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
SHARDS = 3
PATIENCE = 30  # seconds for the cluster to come up


def skip(text):
    print(f"slurm_test: skipped: {text}", file=sys.stderr)
    sys.exit(SKIPPED)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def configuration(folder):
    user = pwd.getpwuid(os.getuid()).pw_name
    host = socket.gethostname().split(".")[0]
    return f"""
ClusterName=vtd
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName={host} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


class Cluster:
    def __init__(self, folder):
        self.folder, self.daemons = folder, []
        for name in ("state", "spool"):
            (folder / name).mkdir()
        key = folder / "munge.key"
        key.write_bytes(secrets.token_bytes(128))
        key.chmod(0o400)
        (folder / "slurm.conf").write_text(configuration(folder))
        os.environ["SLURM_CONF"] = str(folder / "slurm.conf")

    def start(self, name, *options):
        with open(self.folder / f"{name}.out", "w") as out:
            self.daemons.append(subprocess.Popen([name, *options], stdout=out, stderr=out))

    def up(self):
        f = self.folder
        self.start("munged", "--foreground", "--force", f"--key-file={f}/munge.key",
                   f"--socket={f}/munge.socket", f"--pid-file={f}/munge.pid",
                   f"--log-file={f}/munge.log", f"--seed-file={f}/munge.seed")
        self.wait_for(lambda: (f / "munge.socket").exists(), "munged")
        self.start("slurmctld", "-D", "-i", "-f", str(f / "slurm.conf"))
        self.start("slurmd", "-D", "-f", str(f / "slurm.conf"))
        self.wait_for(lambda: "idle" in self.ask("sinfo", "-h", "-o", "%t"), "the node")

    def ask(self, *command):
        return subprocess.run(command, capture_output=True, text=True).stdout

    def wait_for(self, ready, what):
        end = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > end or any(d.poll() is not None for d in self.daemons):
                skip(f"{what} does not come up: {self.last_words()}")
            time.sleep(0.2)

    def last_words(self):
        words = []
        for name in ("munged.out", "munge.log", "slurmctld.log", "slurmd.log"):
            file = self.folder / name
            lines = file.read_text(errors="replace").split("\n") if file.is_file() else []
            words += [f"{name}: {line}" for line in lines if line][-2:]
        return "; ".join(words)

    def down(self):
        for daemon in reversed(self.daemons):
            daemon.terminate()
        for daemon in reversed(self.daemons):
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()


def campaign(oracle, backend, out):
    command = [sys.executable, str(ROOT / "scripts/conformance"), "--slurm", "--wait",
               "--shards", str(SHARDS), "--hours", "0.001", "--jobs", "1", "--lane", "cold",
               "--backend", f"ours,exec:{backend}", "--binary", oracle, "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200)
    print(done.stdout, end="")
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        for log in sorted((out / "logs").iterdir()):
            print(f"{log.name}: {log.read_text()}", file=sys.stderr)
        return 1
    parts = sorted(p.name for p in (out / "reports").glob("shard*.json"))
    shards = {name.split("-")[0] for name in parts}
    checks = sum(json.loads((out / "reports" / p).read_text())["checks"] for p in parts)
    merged = json.loads((out / "report.json").read_text())
    if len(shards) != SHARDS or checks == 0 or merged["checks"] != checks:
        print(f"slurm_test: {len(shards)} shards of {SHARDS}, {checks} checks in them, "
              f"{merged['checks']} after the merge", file=sys.stderr)
        return 1
    return 0


def main():
    if len(sys.argv) != 3:
        print("slurm_test: give vtd_oracle and a backend program", file=sys.stderr)
        return 2
    for tool in ("munged", "slurmctld", "slurmd", "sbatch", "sinfo"):
        if shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin") is None:
            skip(f"there is no {tool}; install the packages slurm-wlm and munge")
    os.environ["PATH"] += ":/usr/sbin"
    with tempfile.TemporaryDirectory(prefix="vtd-slurm-") as folder:
        cluster = Cluster(pathlib.Path(folder))
        try:
            cluster.up()
            return campaign(sys.argv[1], sys.argv[2], pathlib.Path(folder) / "campaign")
        finally:
            cluster.down()


if __name__ == "__main__":
    sys.exit(main())
