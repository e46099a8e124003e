"""Rules that a service wrote for ACRO, in its YAML: flat, every line understood or refused."""

from __future__ import annotations

import pathlib
from dataclasses import dataclass

#: ACRO's names, what stands where a file leaves one out, and what kind of value it is.
_KNOWN = {
    "safe_threshold": (10, int), "safe_dof_threshold": (10, int), "safe_nk_n": (2, int), "safe_nk_k": (0.90, float),
    "safe_pratio_p": (0.10, float), "check_missing_values": (False, bool), "survival_safe_threshold": (10, int),
    "zeros_are_disclosive": (True, bool), "safe_round_base": (5, int), "federated": (False, bool), "blocked_extensions": (None, list),
}
_WORDS = {"true": True, "false": False, "yes": True, "no": False, "on": True, "off": False}


@dataclass
class Configuration:
    """What a file says: a policy as TOML, and what is no rule of a policy."""

    name: str
    policy: str
    federated: bool
    missing: bool
    blocked_extensions: list[str] | None


def find(config: str) -> pathlib.Path | None:
    """The file of a configuration: its path, or its name where it lies beside the package; None where there is none."""
    path = pathlib.Path(config)
    if path.suffix in (".yaml", ".yml"):
        return path
    beside = pathlib.Path(__file__).with_name(f"{path.name}.yaml")
    return beside if path.name == config and beside.exists() else None


def read(path: pathlib.Path) -> Configuration:
    """Reads a configuration; a ValueError names the file and the line that is not understood."""
    if not path.exists():
        raise ValueError(f"there is no configuration {path}")
    facts = {name: value for name, (value, _) in _KNOWN.items()}
    seen: set[str] = set()
    last = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        said = "" if line.lstrip().startswith("#") else line.split(" #")[0].rstrip()
        if said in ("", "---", "..."):
            continue
        try:
            if said.lstrip().startswith("- "):
                if last is None:
                    raise ValueError("a list item belongs to no list")
                facts[last].append(said.lstrip()[2:].strip().strip("'\""))
                continue
            key, colon, value = said.partition(":")
            if not colon or key not in _KNOWN:
                raise ValueError(f"{key!r} is no rule; there are {', '.join(_KNOWN)}")
            if key in seen:
                raise ValueError(f"{key} stands there twice")
            seen.add(key)
            last = key if _KNOWN[key][1] is list else None
            facts[key] = _value(key, value.strip())
        except ValueError as error:
            raise ValueError(f"{path}, line {number}: {error}") from error
    if facts["survival_safe_threshold"] > facts["safe_threshold"]:
        raise ValueError(f"{path}: tables and survival functions have one threshold here; write the larger one as safe_threshold")
    return Configuration(path.stem, _policy(path, facts), facts["federated"], facts["check_missing_values"],
                         facts["blocked_extensions"])


def _value(key: str, text: str):
    """The value of a rule."""
    kind = _KNOWN[key][1]
    if kind is list:
        if text not in ("", "[]"):
            raise ValueError(f"{key} is a list: one item a line, each after a dash")
        return []
    if kind is bool:
        if text.lower() not in _WORDS:
            raise ValueError(f"{key} is true or false, not {text!r}")
        return _WORDS[text.lower()]
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"{key} is a {'whole ' if kind is int else ''}number, not {text!r}") from None


def _policy(path: pathlib.Path, facts: dict) -> str:
    """The rules as a policy: those of the shipped policy `acro`, with the file's numbers."""
    zero = "fail" if facts["zeros_are_disclosive"] else "allow"
    name = path.stem.replace("\\", "").replace('"', "")
    return f"""name = "{name}"
source = "a configuration of ACRO: {name}.yaml"
[count]
threshold = {facts["safe_threshold"]}
zero = "{zero}"
full = "fail"
[[dominance]]
n = {facts["safe_nk_n"]}
k = {facts["safe_nk_k"]}
equality = "fail"
[p]
percent = {facts["safe_pratio_p"]}
equality = "pass"
[values]
negative = "ask"
missing = "excluded"
[model]
dof = {facts["safe_dof_threshold"]}
[mode]
units = 0
shared = 0
[rounding]
base = {facts["safe_round_base"]}
"""
