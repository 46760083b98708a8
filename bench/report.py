"""What was measured, the ratios that follow from it, and how both are printed."""

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import psutil

SCHEMA = 1
FEWEST_ROUNDS = 3
VERSIONS = ("starlette", "uvicorn", "uvloop", "websockets", "sqlalchemy", "sqlmodel")


@dataclass(frozen=True)
class Sample:
    """One measurement of one variant; with a `fault` it is kept, and counts for nothing."""

    scenario: str
    variant: str
    round: int
    metrics: dict[str, float]
    fault: str | None = None


@dataclass(frozen=True)
class Ratio:
    """The median over rounds of one variant over another; nothing if too few rounds are valid."""

    id: str
    value: float | None
    min: float | None
    max: float | None
    target: float

    @property
    def reached(self) -> bool:
        return self.value is not None and self.value >= self.target

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"pass": self.reached}


@dataclass
class Samples:
    """What a scenario gives back."""

    samples: list[Sample] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)

    def compare(self, id: str, metric: str, over: str, under: str, target: float) -> None:
        """Add the ratio of two variants, round by round."""
        valid = {
            (s.variant, s.round): s.metrics[metric]
            for s in self.samples
            if not s.fault and metric in s.metrics
        }
        rounds = sorted({s.round for s in self.samples})
        values = [
            round(valid[over, each] / valid[under, each], 3)
            for each in rounds
            if (over, each) in valid and (under, each) in valid
        ]
        if len(values) < FEWEST_ROUNDS:
            self.ratios.append(Ratio(id, None, None, None, target))
        else:
            self.ratios.append(Ratio(id, median(values), min(values), max(values), target))

    def hold(self, id: str, metric: str, variant: str, goal: float) -> None:
        """Add the ratio of a goal, which is a most, over what was measured in each round."""
        chosen = [s for s in self.samples if s.variant == variant and not s.fault]
        values = [round(goal / max(s.metrics[metric], goal / 1e6), 3) for s in chosen]
        if not values:
            self.ratios.append(Ratio(id, None, None, None, 1.0))
        else:
            self.ratios.append(Ratio(id, median(values), min(values), max(values), 1.0))


class Watch:
    """The machine while it is measured: when, and how much of it was taken away."""

    def __init__(self) -> None:
        self.started = datetime.now(UTC).isoformat(timespec="seconds")
        self._before = psutil.cpu_times()

    def stolen(self) -> float:
        """The share of the processors that the host of this virtual machine gave to others."""
        spent = [now - then for now, then in zip(psutil.cpu_times(), self._before, strict=True)]
        named = dict(zip(self._before._fields, spent, strict=True))
        return round(named.get("steal", 0.0) / max(sum(spent), 0.01), 4)


def document(profile: str, watch: Watch, results: list[Samples]) -> dict[str, Any]:
    """Everything, as one JSON object."""
    samples = [sample for result in results for sample in result.samples]
    return {
        "schema": SCHEMA,
        "git": _revision(),
        "started": watch.started,
        "stolen": watch.stolen(),
        "host": _host(),
        "profile": profile,
        "samples": [asdict(sample) for sample in samples],
        "dropped": sum(sample.fault is not None for sample in samples),
        "ratios": [ratio.as_json() for result in results for ratio in result.ratios],
    }


def table(report: dict[str, Any]) -> str:
    """The same, for people."""
    lines = []
    for sample in report["samples"]:
        metrics = "  ".join(f"{name} {value:,.6g}" for name, value in sample["metrics"].items())
        fault = f"  DROPPED: {sample['fault']}" if sample["fault"] else ""
        name = f"{sample['scenario']}/{sample['variant']} #{sample['round']}"
        lines.append(f"{name:<24}{metrics}{fault}")
    for ratio in report["ratios"]:
        said = "could not be measured"
        if ratio["value"] is not None:
            said = f"{ratio['value']} ({ratio['min']} to {ratio['max']})"
        verdict = "reached" if ratio["pass"] else "not reached"
        lines.append(f"{ratio['id']}: {said}, target {ratio['target']} {verdict}")
    return "\n".join(lines)


def as_line(report: dict[str, Any]) -> str:
    return json.dumps(report, separators=(",", ":"))


def _revision() -> str | None:
    """The commit, where there is one: a benchmark may run from a plain copy."""
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def _host() -> dict[str, Any]:
    model = None
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else None
    return {
        "cpus": os.cpu_count(),
        "model": model,
        "kernel": platform.release(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in VERSIONS},
    }
