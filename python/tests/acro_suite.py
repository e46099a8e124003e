"""Runs ACRO's own public tests with this package in its place, and compares what fails with the list in the handbook.

    python acro_suite.py FOLDER

FOLDER is a checkout of github.com/AI-SDC/ACRO; its files are read where they are. The environment needs this package, pytest and
tabulate. Each test gets a clean folder of its own and the policy `acro`. Ends with 1 where something fails that is not listed, or
something listed passes.
"""

import importlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import types

FILES = ("tables", "tables_syntheticdata", "plots", "regressions", "session_management", "federated")
LIST = pathlib.Path(__file__).resolve().parents[2] / "docs/handbook/acro-tests.md"
#: ACRO's modules that tests import from, and where the same stands here.
MODULES = {"record": "record", "utils": "tables", "acro_tables": "tables", "acro_stata_parser": "tables"}


class Place(types.ModuleType):
    """A module under ACRO's name: what is not here is only missed by the test that uses it."""

    def __init__(self, name: str, real) -> None:
        super().__init__(name)
        self._real = real

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)

        def missing(*_, **__):
            raise NotImplementedError(f"{self.__name__}.{name} is an inner part of ACRO")

        return getattr(self._real, name, missing)


def stand_in() -> None:
    """In the process of the tests: the package stands where `acro` is imported."""
    package = importlib.import_module("strongroom")
    sys.modules["acro"] = package
    for theirs, ours in MODULES.items():
        sys.modules[f"acro.{theirs}"] = Place(f"acro.{theirs}", importlib.import_module(f"strongroom.{ours}"))
    # `from acro import record` asks the package.
    for theirs in MODULES:
        if theirs not in vars(package):
            vars(package)[theirs] = sys.modules[f"acro.{theirs}"]


def pytest_runtest_setup(item) -> None:
    """A folder of its own, with ACRO's data in it."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=os.environ["ACRO_RUNS"]))
    for name in ("data", "notebooks"):
        (folder / name).symlink_to(pathlib.Path(os.environ["ACRO_FOLDER"]) / name)
    os.chdir(folder)


def pytest_report_teststatus(report, config):
    """One line for each test."""
    if report.when == "call" or report.failed:
        print(f"\nACRO-TEST {report.nodeid.split('test_', 1)[1]} {report.outcome}")


# Before the tests' own conftest is read, which imports it.
if "ACRO_RUNS" in os.environ:
    stand_in()


def listed() -> set[str]:
    """The tests that the handbook says fail with this version of pandas."""
    import pandas

    rows = re.findall(r"^\| `([^`]+::[^`]+)`( with pandas 2)? \|", LIST.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {name for name, old in rows if not old or pandas.__version__.startswith("2.")}


def main(folder: pathlib.Path, more: list[str]) -> int:
    import strongroom

    with tempfile.TemporaryDirectory() as here:
        at = pathlib.Path(here)
        (at / "test").symlink_to(folder / "test")
        # Some tests put a configuration beside the package.
        (at / "acro").symlink_to(pathlib.Path(strongroom.__file__).parent)
        (at / "runs").mkdir()
        environment = {**os.environ, "ACRO_RUNS": str(at / "runs"), "ACRO_FOLDER": str(folder), "STRONGROOM_POLICY": "acro",
                       "MPLBACKEND": "Agg", "PYTHONDONTWRITEBYTECODE": "1",
                       "PYTHONPATH": os.pathsep.join([str(pathlib.Path(__file__).parent), os.environ.get("PYTHONPATH", "")])}
        command = [sys.executable, "-m", "pytest", "-p", "acro_suite", "-p", "no:cacheprovider", "--rootdir", here, "-q", *more,
                   *(str(at / "test" / f"test_{name}.py") for name in FILES)]
        ran = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True)
    results = dict(re.findall(r"^ACRO-TEST (\S+) (\w+)$", ran.stdout, flags=re.MULTILINE))
    results = {name.replace(".py::test_", "::"): outcome for name, outcome in results.items()}
    failed = {name for name, outcome in results.items() if outcome != "passed"}
    if not results or more:
        print(ran.stdout, ran.stderr)
    for name in sorted(failed):
        print(f"{name}{'' if name in listed() else '   NOT LISTED'}")
    for name in sorted(listed() - failed):
        print(f"{name}   LISTED, AND PASSES OR IS NOT THERE")
    print(f"{len(results) - len(failed)} of {len(results)} pass")
    return 0 if results and failed == listed() else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]))
