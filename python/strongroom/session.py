"""A session: rules, protection, outputs."""

from __future__ import annotations

import json
import logging
import os
import pathlib
import shutil
import tempfile
import weakref
from collections.abc import Mapping

from . import _engine, configuration
from .federated import Federated
from .models import Models
from .outputs import CHARTS, Output, Outputs, command
from .plots import Plots
from .survival import Survival
from .tables import Tables

logger = logging.getLogger("strongroom")

_MITIGATIONS = ("none", "suppress", "round")


class ACRO(Tables, Models, Plots, Survival, Federated):
    """Makes tables, models and charts, checks each as it is made, and keeps them for the output checkers.

    The calls are those of ACRO. `policy` is the name of a policy that ships with the program (srs, secure-lab, essnet,
    abs, opensafely, nhs-hes, ukllc, bundesbank, acro), the path of a TOML file, or a list of these, all of which apply;
    `config` is taken for it where it is not "default"; it may
    also be a configuration that was written for ACRO (the path of its YAML file, or its name where it lies beside the package). Without either, the environment variable STRONGROOM_POLICY is
    asked, and then the program's default is used. `federated=True` judges nothing: `finalise` then writes the evidence, to
    be judged with that of other services.
    """

    def __init__(self, config: str = "default", suppress: bool = False, mitigation: str | None = None,
                 round_base: int | None = None, federated: bool | None = None, *, policy=None) -> None:
        written = configuration.find(config) if policy is None and config != "default" else None
        told = None if written is None else configuration.read(written)
        if told is not None:
            policy = self._written(told)
        elif policy is None and config != "default":
            policy = config
        if policy is None:
            policy = [name for name in os.environ.get("STRONGROOM_POLICY", "").split(",") if name.strip()] or None
        names = [policy] if isinstance(policy, (str, os.PathLike)) else policy
        self._names = None if names is None else [str(name).strip() for name in names]
        self._round_base = round_base
        self._policies = _engine.Policies(self._names, round_base)
        self.results = Outputs() if told is None or told.blocked_extensions is None else Outputs(told.blocked_extensions)
        if federated is None and told is not None:
            federated = told.federated
        self.federated, self._federated_evidence = bool(federated), {}
        #: A cheaper pattern of hidden cells is looked for at most so long, in seconds; None: as long as is usual for its size.
        self.protect_seconds: int | None = 20
        self.sdc_checks = Checks(self)
        if told is not None:
            self.sdc_checks.risk_appetite["check_missing_values"] = told.missing
        self.mitigation = mitigation if mitigation is not None else "suppress" if suppress else "none"
        if not logging.getLogger().handlers and not logger.handlers:
            # Somebody who works in a notebook sees what the checks say without setting up logging.
            handler = logging.StreamHandler()
            handler.setFormatter(logging.Formatter("%(levelname)s:strongroom:%(message)s"))
            logger.addHandler(handler)
            logger.setLevel(logging.INFO)
            logger.propagate = False
        logger.info("version %s, policy %s, mitigation %s", _engine.version, ", ".join(self._policies.names), self.mitigation)

    def _written(self, told: configuration.Configuration) -> str:
        """A configuration as the file of a policy, which lasts as long as the session."""
        folder = tempfile.mkdtemp()
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        path = pathlib.Path(folder) / "policy.toml"
        path.write_text(told.policy, encoding="utf-8")
        return str(path)

    @property
    def mitigation(self) -> str:
        """What is done about unsafe cells: none, suppress, round."""
        return self._mitigation

    @mitigation.setter
    def mitigation(self, value: str) -> None:
        if value not in _MITIGATIONS:
            raise ValueError(f"mitigation {value!r}: choose one of {', '.join(_MITIGATIONS)}")
        self._mitigation = value
        if value == "round" and self._policies.round_base is None:
            # The policy names no base: ACRO's.
            self._policies = _engine.Policies(self._names, 5)

    @property
    def suppress(self) -> bool:
        return self.mitigation == "suppress"

    @suppress.setter
    def suppress(self, value: bool) -> None:
        if not value and self.mitigation == "round":
            logger.warning("suppress=False has no effect: counts are rounded, and nothing is hidden")
            return
        self.mitigation = "suppress" if value else "none"

    @property
    def round_base(self) -> int | None:
        return self._policies.round_base

    @round_base.setter
    def round_base(self, base: int | None) -> None:
        """Another base; what is no whole number above 0 gives back the policy's."""
        if base is not None and (isinstance(base, bool) or not isinstance(base, int) or base < 1):
            logger.warning("round_base %r is no whole number above 0: the policy's base is used", base)
            base = None
        self._round_base = base
        self._policies = _engine.Policies(self._names, base)
        # A policy without a base: ACRO's.
        self.mitigation = self._mitigation

    @property
    def config(self) -> dict:
        """The rules that apply, under ACRO's names where it has one."""
        policies = json.loads(self._policies.json())
        first = policies[0]
        dominance = first.get("dominance") or [{}]
        return {"safe_threshold": self._policies.threshold, "safe_dof_threshold": (first.get("model") or {}).get("dof"),
                "safe_nk_n": dominance[0].get("n"), "safe_nk_k": dominance[0].get("k"),
                "safe_pratio_p": (first.get("p") or {}).get("percent"),
                "zeros_are_disclosive": first["count"]["zero"] != "allow", "safe_round_base": self.round_base,
                "blocked_extensions": list(self.results.blocked_extensions), "suppress": self.suppress, "mitigation": self.mitigation,
                "federated": self.federated, "policies": policies}

    def enable_suppression(self) -> None:
        """From now on unsafe cells are hidden, and others where totals would give them back."""
        self.mitigation = "suppress"

    def disable_suppression(self) -> None:
        self.mitigation = "none"

    def enable_rounding(self, base: int | None = None) -> None:
        """From now on counts are rounded: to `base`, or to the policy's, or to 5."""
        if base is not None:
            self._policies = _engine.Policies(self._names, base)
        self.mitigation = "round"

    def disable_rounding(self) -> None:
        if self.mitigation == "round":
            self.mitigation = "none"

    def custom_output(self, filename: str, comment: str = "") -> bool:
        """Adds a file that was made with other software; a person checks it. False where such files cannot leave."""
        return self.results.add_custom(filename, comment)

    def add_comments(self, output: str, comment: str) -> None:
        self.results.add_comments(output, comment)

    def add_exception(self, output: str, reason: str) -> None:
        """Asks the checkers to release an output that did not pass, and says why."""
        self.results.add_exception(output, reason)

    def rename_output(self, old: str, new: str) -> None:
        self.results.rename(old, new)

    def remove_output(self, key: str) -> None:
        self.results.remove(key)

    def print_outputs(self) -> str:
        return self.results.print()

    def show_fair_summaries(self) -> str:
        """The class of statistics, risks and variables of each output."""
        parts = [[uid, *(f"{key} : {value}" for key, value in output.fair.items())]
                 for uid, output in self.results.results.items()]
        return "\n".join(line for part in parts for line in part) + "\n"

    def finalise(self, path: str = "outputs", ext: str = "json", interactive: bool = False) -> Outputs | None:
        """Writes the folder for the checkers: files, config.json, checksums, results.json (or results.xlsx), and in
        `records/` the evidence, which never leaves. Gives None, and writes nothing, where the folder is there already."""
        if ext not in ("json", "xlsx"):
            raise ValueError(f"Invalid file extension {ext!r}: choose json or xlsx")
        folder = pathlib.Path(path)
        if folder.exists():
            logger.warning("nothing is written: %s is there already; choose another name or move it away", path)
            return None
        if self.federated:
            folder.mkdir(parents=True)
            (folder / "config.json").write_text(json.dumps(self.config, indent=4), encoding="utf-8")
            self._finalise_evidence(folder)
            return self.results
        if not self.results.results:
            logger.warning("nothing is written: this session has no output")
            return None
        if interactive:
            self.results.ask_exceptions()
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(json.dumps(self.config, indent=4), encoding="utf-8")
        if ext == "xlsx":
            self.results.write_excel(folder / "results.xlsx")
        self.results.write(folder)
        self._clear_charts()
        logger.info("%d outputs are in %s", len(self.results.results), path)
        return self.results

    def _clear_charts(self) -> None:
        for output in self.results.results.values():
            for name, _ in output.others:
                if output.output_type != "custom":
                    (pathlib.Path(CHARTS) / name).unlink(missing_ok=True)
        try:
            os.rmdir(CHARTS)
        except OSError:
            # Not there, or with charts of another session.
            pass

    def _record(self, **facts) -> Output:
        method = facts["properties"]["method"]
        return self.results.keep(command=command(method), **facts)


class Checks:
    """The rules under the name that ACRO has for them: `acro.sdc_checks.risk_appetite`."""

    def __init__(self, session: ACRO) -> None:
        self.risk_appetite = Appetite(session)


class Appetite(Mapping):
    """The numbers that apply, under ACRO's names. Rules come from the policy, so that a script does not loosen them: what it
    sets is not taken over, and that is said. It may ask for more: `check_missing_values` puts tables of values that are missing
    to review."""

    _NAMES = ("safe_threshold", "safe_dof_threshold", "safe_nk_n", "safe_nk_k", "safe_pratio_p", "zeros_are_disclosive",
              "safe_round_base")

    def __init__(self, session: ACRO) -> None:
        self._session, self._missing = session, False

    def _told(self) -> dict:
        config = self._session.config
        return {**{name: config[name] for name in self._NAMES}, "check_missing_values": self._missing}

    def __getitem__(self, name: str):
        return self._told()[name]

    def __iter__(self):
        return iter(self._told())

    def __len__(self) -> int:
        return len(self._NAMES) + 1

    def __setitem__(self, name: str, value) -> None:
        if name == "check_missing_values":
            self._missing = bool(value)
        elif name not in self._NAMES:
            raise ValueError(f"no rule is called {name!r}; there are {', '.join(self)}")
        elif self[name] != value:
            logger.warning("%s = %r is not taken over: rules come from the policy (%s)", name, value,
                           ", ".join(self._session._policies.names))


def add_to_acro(src_path: str, dest_path: str = "sdc_results") -> None:
    """Puts the files of a folder, made with other software, into a folder for the checkers."""
    session = ACRO()
    for name in sorted(os.listdir(src_path)):
        file = os.path.join(src_path, name)
        if os.path.isfile(file) and session.custom_output(file):
            session.rename_output(session.results.get_keys()[-1], name)
    session.finalise(dest_path, "json")
