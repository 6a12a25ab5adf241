"""A team's machines, and links that break: ``team.py [--apps N] [--cuts N] [--moto PROGRAM] ...``.

Four machines are network namespaces of this one: a hub (PostgreSQL and dask's scheduler, both by TLS alone, and S3's
protocol by moto), two labs with a worker and a sandbox each, and a desk that drives. Each has its own network,
processes, name, ``/tmp`` and files, and sees none of another's. While generated apps are run in both branches, links
are cut at random, one after the other: nothing gets through, and nobody is told; or the object store alone stands
still. What ends by itself is begun anew, as a service manager would. At the end every run must be there once, and be
exact.

Needs root, iproute2, util-linux, openssl and a PostgreSQL that was built with TLS (Debian's ``postgresql``). Without
``--moto`` (its ``moto_server``, from an environment of its own, and ``s3fs`` in this one) the machines share a
directory instead. Prints one JSON line; ends with 1 unless everything is there and exact.
"""

import argparse
import contextlib
import json
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
from sqlalchemy import select

from benchmarks.campaign.six_hundred import differences, made
from harness.campaign.store.claims import states
from harness.campaign.store.database import reading
from harness.campaign.store.home import open_campaign
from harness.campaign.store.tables import attempts
from tests.campaign.engine.fleet import wrong

ROOT = Path(__file__).resolve().parents[2]
MACHINES = ("hub", "lab1", "lab2", "desk")
STORE = "store"
"""The hub's object store alone."""
NET, BRIDGE = "10.77.0", "hb-team"
HUB = f"{NET}.1"
SHORTEST_CUT_SECONDS = 20
BETWEEN_SECONDS = (10, 30)
_S3 = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"), "us-east-1") | {
    "AWS_ENDPOINT_URL": f"http://{HUB}:5000"
}
_ON = """
m=$0; hostname "$m"; cd "$TEAM/$m"
for other in {others}; do [ "$other" = "$m" ] || mount -t tmpfs none "$TEAM/$other"; done
mount --bind "$TEAM/$m/tmp" /tmp
export HOME="$TEAM/$m"
exec "$@"
"""


def called(*words: str | Path, **more: object) -> None:
    """Run a command that has to succeed."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload]
    if done.returncode:
        sys.exit(f"{shlex.join(map(str, words))} ended with {done.returncode}: {(done.stderr or done.stdout)[-2000:]}")


def program(name: str) -> str:
    """Return a program of this environment."""
    return str(Path(sys.executable).with_name(name))


@contextlib.contextmanager
def network() -> Iterator[None]:
    """Lay the cables; they are gone at the end with everything that is in them."""
    try:
        called("ip", "link", "add", BRIDGE, "type", "bridge")
        called("ip", "addr", "add", f"{NET}.254/24", "dev", BRIDGE)
        called("ip", "link", "set", BRIDGE, "up")
        for number, name in enumerate(MACHINES, 1):
            called("ip", "netns", "add", f"{BRIDGE}-{name}")
            called("ip", "link", "add", f"hb-{name}", "type", "veth", "peer", "name", "e0", "netns", f"{BRIDGE}-{name}")
            called("ip", "link", "set", f"hb-{name}", "master", BRIDGE, "up")
            called("ip", "-n", f"{BRIDGE}-{name}", "addr", "add", f"{NET}.{number}/24", "dev", "e0")
            for device in ("e0", "lo"):
                called("ip", "-n", f"{BRIDGE}-{name}", "link", "set", device, "up")
        yield
    finally:
        for name in MACHINES:
            subprocess.run(["ip", "netns", "del", f"{BRIDGE}-{name}"], capture_output=True, check=False)
            subprocess.run(["ip", "link", "del", f"hb-{name}"], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", BRIDGE], capture_output=True, check=False)


def keys(folder: Path) -> None:
    """Make an authority, and one key for the hub's database and for dask each."""
    folder.mkdir()
    new = ("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout")
    called(*new, "ca.key", "-x509", "-days", "2", "-subj", "/CN=a team", "-out", "ca.pem", cwd=folder)
    (folder / "names").write_text(f"subjectAltName=IP:{HUB}\n")
    for name in ("db", "dask"):
        called(*new, f"{name}.key", "-subj", f"/CN={name}", "-out", f"{name}.csr", cwd=folder)
        called("openssl", "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2",
               "-extfile", "names", "-out", f"{name}.pem", cwd=folder)  # fmt: skip


class Team:
    """The machines, and what runs on them as services: begun anew when it ends."""

    def __init__(self, folder: Path, programs: Path, moto: str) -> None:
        """``programs`` are PostgreSQL's."""
        self.folder, self._programs, self._moto = folder, programs, moto
        self.url = f"postgresql://postgres:team@{HUB}/postgres?sslmode=verify-full&sslrootcert={folder}/keys/ca.pem"
        self._services: dict[str, tuple[str, list[str], dict[str, str]]] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.begun: Counter[str] = Counter()
        self.may_be_cut = (*MACHINES, STORE) if moto else MACHINES
        for name in MACHINES:
            (folder / name / "tmp").mkdir(parents=True)
        keys(folder / "keys")
        self._database()
        if moto:
            self._services["moto"] = "hub", [moto, "-H", HUB, "-p", "5000"], {}
        dask = [program("dask")]
        self._services["scheduler"] = (
            "hub", [*dask, "scheduler", "--host", f"tls://{HUB}", "--port", "8786", "--no-dashboard"], {},
        )  # fmt: skip
        for name in ("lab1", "lab2"):
            worker = ["worker", f"tls://{HUB}:8786", "--nthreads", "1", "--memory-limit", "0"]
            more = ["--name", f"{name}-sandbox", "--resources", "device=1", "--no-dashboard"]
            self._services[name] = name, [*dask, *worker, *more], {"HARNESS_CAMPAIGN_DEVICE": "sandbox"}

    def home(self, machine: str) -> Path:
        """Return a machine's directory of the campaign: its own, or without an object store the one that all share."""
        return self.folder / (machine if self._moto else "shared") / "campaign"

    def _database(self) -> None:
        data, secret = self.folder / "db", self.folder / "keys" / "own.key"
        data.mkdir()
        shutil.copy(self.folder / "keys" / "db.key", secret)
        (self.folder / "password").write_text("team")
        for path in (data, secret, self.folder / "password"):
            shutil.chown(path, "postgres", "postgres")
        secret.chmod(0o600)
        called(self._programs / "initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile",
               self.folder / "password", user="postgres", cwd=data)  # fmt: skip
        with (data / "postgresql.conf").open("a") as file:
            file.write(f"listen_addresses='{HUB}'\nunix_socket_directories=''\nssl=on\n"
                       f"ssl_cert_file='{self.folder}/keys/db.pem'\nssl_key_file='{secret}'\n")  # fmt: skip
        (data / "pg_hba.conf").write_text(f"hostssl all all {NET}.0/24 scram-sha-256\n")
        server = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        self._services["postgres"] = "hub", [*server, str(self._programs / "postgres"), "-D", str(data)], {}

    def start(self, machine: str, words: list[str], env: dict[str, str], log: str) -> subprocess.Popen[bytes]:
        """Start a program on a machine."""
        tls = {
            f"DASK_DISTRIBUTED__COMM__TLS__{role}__{what}": f"{self.folder}/keys/dask.{ending}"
            for role in ("SCHEDULER", "WORKER", "CLIENT")
            for what, ending in (("KEY", "key"), ("CERT", "pem"))
        }
        whole = os.environ | tls | _S3 | env | {
            "TEAM": str(self.folder), "PYTHONPATH": str(ROOT),
            "HARNESS_CAMPAIGN": str(self.home(machine)), "HARNESS_CAMPAIGN_DB": self.url,
            "DASK_DISTRIBUTED__COMM__TLS__CA_FILE": f"{self.folder}/keys/ca.pem",
            "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True",
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
            "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
        }  # fmt: skip
        apart = ["unshare", "--uts", "--pid", "--ipc", "--mount", "--fork", "--kill-child", "--mount-proc"]
        script = _ON.format(others=" ".join(MACHINES))
        inside = ["ip", "netns", "exec", f"{BRIDGE}-{machine}", *apart, "--propagation", "private", "sh", "-c", script]
        with (self.folder / f"{log}.log").open("ab") as file:
            return subprocess.Popen([*inside, machine, *words], env=whole, stdout=file, stderr=file)

    def keep_up(self) -> None:
        """Begin what is not there, the database first."""
        for name in self._services:
            if name not in self._running or self._running[name].poll() is not None:
                self._running[name] = self.start(*self._services[name], name)
                self.begun[name] += 1

    def running(self, service: str) -> int:
        """Return the process of a service, below which it runs."""
        return self._running[service].pid

    def on_desk(self, *words: str) -> None:
        """Have the desk do something that has to succeed."""
        harness = [program("harness"), "campaign", *words]
        if self.start("desk", harness, {}, "desk").wait():
            logs = "\n".join(f"{path.name}: {path.read_text()[-1000:]}" for path in sorted(self.folder.glob("*.log")))
            sys.exit(f"{shlex.join(harness)} failed.\n{logs}")

    def drive(self) -> subprocess.Popen[bytes]:
        """Start who drives."""
        resume = [program("harness"), "campaign", "resume", "--scheduler", f"tls://{HUB}:8786"]
        return self.start("desk", resume, {}, "desk")

    def end(self) -> None:
        """End everything."""
        for each in self._running.values():
            each.kill()
        for each in self._running.values():
            each.wait()


@contextlib.contextmanager
def pulled(machine: str) -> Iterator[None]:
    """Pull a machine's cable, and plug it in again."""
    called("ip", "link", "set", f"hb-{machine}", "down")
    try:
        yield
    finally:
        called("ip", "link", "set", f"hb-{machine}", "up")


@contextlib.contextmanager
def standing(process: int) -> Iterator[None]:
    """Have everything below a process stand still, and go on."""
    below = psutil.Process(process).children(recursive=True)
    for each in below:
        each.suspend()
    try:
        yield
    finally:
        for each in below:
            each.resume()


def ran(team: Team, dice: random.Random, cuts: int, longest: float) -> Counter[str]:
    """Drive to the end, and pull ``cuts`` cables meanwhile; return how often which, and how often the desk began."""
    did: Counter[str] = Counter()
    driver, at = team.drive(), time.monotonic() + dice.uniform(*BETWEEN_SECONDS)
    with contextlib.ExitStack() as cut:
        is_cut = False
        while True:
            time.sleep(0.5)
            team.keep_up()
            if driver.poll() is not None:
                if driver.returncode == 0:
                    return did
                did["driver begun anew"] += 1
                time.sleep(5)
                driver = team.drive()
            if time.monotonic() < at:
                continue
            if is_cut:
                cut.close()
                is_cut, at = False, time.monotonic() + dice.uniform(*BETWEEN_SECONDS)
            elif sum(did[name] for name in team.may_be_cut) < cuts:
                what = dice.choice(team.may_be_cut)
                cut.enter_context(standing(team.running("moto")) if what == STORE else pulled(what))
                did[what] += 1
                print(f"{what} is cut off", file=sys.stderr, flush=True)
                is_cut, at = True, time.monotonic() + dice.uniform(SHORTEST_CUT_SECONDS, longest)


def main() -> None:
    """Build, run, cut, compare, print."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--apps", type=int, default=12)
    words.add_argument("--cuts", type=int, default=6)
    words.add_argument("--longest", type=float, default=70, metavar="SECONDS", help="a cut's")
    words.add_argument("--moto", default="")
    words.add_argument("--seed", type=int, default=1)
    said = words.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # cables and programs go with it then, too
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if os.geteuid() or not found:
        sys.exit("This needs root, and a PostgreSQL below /usr/lib/postgresql (Debian: apt install postgresql).")
    with tempfile.TemporaryDirectory(prefix="hb-team-", dir="/var/tmp") as name, network():
        folder = Path(name)
        folder.chmod(0o755)
        variants = made(folder / "desk-files", said.apps)
        team = Team(folder, found[-1], said.moto)
        try:
            team.keep_up()
            time.sleep(10)  # a database, a store and a scheduler begin
            if said.moto:
                import s3fs

                os.environ |= _S3
                s3fs.S3FileSystem().mkdir("team")
            store = ("--objects", "s3://team/spring") if said.moto else ()
            team.on_desk("init", "--failures", "20", "--branch", "accept", "--branch", "refuse", *store)
            team.on_desk("add", str(folder / "desk-files"))
            began = time.monotonic()
            did = ran(team, random.Random(said.seed), said.cuts, said.longest)
            took = time.monotonic() - began
            campaign = open_campaign(team.home("desk"), team.url)
            with reading(campaign.engine) as connection:
                ended = Counter(connection.execute(select(attempts.c.outcome)).scalars())
            unlike, astray, now = differences(campaign, variants), wrong(campaign), states(campaign.engine)
            campaign.engine.dispose()
        finally:
            team.end()
    for run, rows in unlike.items():
        print(run, *rows, sep="\n  ", file=sys.stderr)
    print(*astray, sep="\n", end="\n" if astray else "", file=sys.stderr)
    print(json.dumps({
        "benchmark": "campaign_team", "machines": len(MACHINES), "runs": 2 * said.apps, "states": now,
        "wrong": len(unlike), "lost_or_doubled": len(astray), "cuts": {name: did[name] for name in team.may_be_cut},
        "attempts": dict(ended),
        "driver_begun_anew": did["driver begun anew"], "services_begun": dict(team.begun), "took_s": round(took, 1),
        "objects": "s3" if said.moto else "a directory", "cores": os.cpu_count(), "load": os.getloadavg()[0],
    }))  # fmt: skip
    sys.exit(1 if unlike or astray or now["done"] != 2 * said.apps else 0)


if __name__ == "__main__":
    main()
