"""What is measured: one module each, with `run(profile) -> Samples`. A module put here is run."""

from importlib import import_module
from pkgutil import iter_modules

from bench.profiles import Profile
from bench.report import Samples

NAMES = sorted(module.name for module in iter_modules(__path__))


def run(name: str, profile: Profile) -> Samples:
    samples: Samples = import_module(f"{__name__}.{name}").run(profile)
    return samples
