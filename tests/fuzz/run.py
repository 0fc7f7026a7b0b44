"""Fuzzes the targets with coverage as the guide: `python -m tests.fuzz.run --seconds 60 [TARGET …]`.

Each target runs in a process of its own, from its kept corpus. What breaks a law is shown, and is in .copydesk/fuzz/<target>/.
`--keep` puts the shortest inputs that led to new code into the corpus.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
FOUND = REPOSITORY / ".copydesk" / "fuzz"


MEMORY = 2048
"""MB that a target may take."""


def fuzz(target: str, corpus: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    """Run one target in another process: libFuzzer never returns. What it says is in `stdout`.

    It is held to MEMORY beyond the peak of this process: the one that is started inherits that peak, and libFuzzer looks at it.
    """
    limit = f"-rss_limit_mb={MEMORY + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}"
    command = [sys.executable, "-m", "tests.fuzz.run", "--one", target, "--", str(corpus), limit, *options]
    env = {**os.environ, "PYTHONPATH": f"{REPOSITORY / 'include'}:{REPOSITORY}", "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, cwd=REPOSITORY, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)


def main() -> int:
    """Fuzz as the arguments say; 1 where something was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--keep", action="store_true", help="put what reaches new code into the corpus")
    parser.add_argument("targets", nargs="*")
    asked = parser.parse_args()
    from tests.fuzz import corpus
    from tests.fuzz.targets import LONGEST, TARGETS

    broken = 0
    for target in asked.targets or TARGETS:
        folder = FOUND / target
        corpus.unpack(target, folder / "corpus")
        limits = (f"-max_total_time={asked.seconds}", f"-max_len={LONGEST}", "-timeout=20")
        done = fuzz(target, folder / "corpus", *limits, f"-artifact_prefix={folder}/")
        last = done.stdout.decode("utf-8", "replace").splitlines()
        told = last[-40:] if done.returncode else last[-1:]
        print(f"{target}:", *told, sep="\n  ")  # noqa: T201 - talks to a person at a terminal
        broken += done.returncode != 0
        if asked.keep and not done.returncode:
            corpus.keep(target, folder / "corpus")
    return int(broken > 0)


def one(target: str, options: list[str]) -> None:
    """Be libFuzzer for one target; does not return."""
    import atheris

    with atheris.instrument_imports(include=["copydesk"]):
        from tests.fuzz.targets import TARGETS
    atheris.Setup([sys.argv[0], *options], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], sys.argv[4:])
    sys.exit(main())
