"""The outputs of a session: what was made, what the checks said, and what goes into the folder for the checkers."""

from __future__ import annotations

import datetime
import json
import linecache
import logging
import os
import pathlib
import sys
from dataclasses import dataclass, field

from . import _engine

logger = logging.getLogger("strongroom")

#: Files that carry more than they show, or that nobody can look into.
BLOCKED = (".svg", ".gph")
#: Where charts lie until they are finalised.
CHARTS = "acro_artifacts"
#: Names that the viewer reads itself.
_RESERVED = {"outputs.json", "results.json", "config.json"}


#: What ACRO calls our rules: the identifiers of the statbarns ontology, and before that words of its own.
_THEIRS = {"MinimumThresholdCheck": "threshold", "NKCheck": "dominance", "PPercentCheck": "p-percent", "PresenceOfZeroCheck": "zero",
           "MinimumDoFCheck": "dof", "nk-rule": "dominance", "p-ratio": "p-percent"}


class ByRule(dict):
    """What was found by each rule, under our names; it is found under ACRO's as well."""

    def __missing__(self, rule):
        own = _THEIRS.get(rule)
        if own is None or own not in self:
            raise KeyError(rule)
        return self[own]

    def __contains__(self, rule) -> bool:
        return super().__contains__(rule) or super().__contains__(_THEIRS.get(rule))

    def get(self, rule, otherwise=None):
        return self[rule] if rule in self else otherwise


@dataclass
class Output:
    """One output. `tables` are CSV texts with their checks, `others` names with their content."""

    uid: str
    status: str
    output_type: str
    properties: dict
    command: str
    summary: str
    tables: list[tuple[str, dict]] = field(default_factory=list)
    others: list[tuple[str, bytes]] = field(default_factory=list)
    #: What the checks said of each cell, by column and row.
    told: dict = field(default_factory=dict)
    fair: dict = field(default_factory=dict)
    #: For the checkers only: name (behind the uid) and text.
    evidence: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    exception: str = ""
    timestamp: str = ""
    #: Frames as they were returned, for a spreadsheet.
    frames: list = field(default_factory=list)
    #: Where files lie that are its output: charts, and what was made with other software.
    paths: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"uid: {self.uid}", f"status: {self.status}", f"type: {self.output_type}",
                 f"properties: {self.properties}", f"command: {self.command}", f"summary: {self.summary}",
                 f"sdc: {self.sdc}", f"files: {', '.join(self.names())}"]
        lines += [str(frame) for frame in self.frames]
        lines += [f"timestamp: {self.timestamp}", f"comments: {self.comments}", f"exception: {self.exception}"]
        return "\n".join(lines) + "\n"

    @property
    def output(self) -> list:
        """Its frames, or the names of its files, under ACRO's name for them."""
        return self.paths or self.frames

    @property
    def sdc(self) -> dict:
        """What the checks said of its first table: how many cells of each kind, and where."""
        first = self.tables[0][1] if self.tables else {}
        return {key: ByRule(found) if isinstance(found, dict) else found for key, found in first.items()}

    @property
    def outcome(self):
        """What the checks said of each cell, as a frame that is laid out like the table; empty where there are no cells."""
        import pandas as pd

        return pd.DataFrame.from_dict(self.told)

    def names(self) -> list[str]:
        """The names that its files will have."""
        return [f"{self.uid}_{at}.csv" for at in range(len(self.tables))] + [name for name, _ in self.others]


class Outputs:
    """All outputs of a session, in order."""

    def __init__(self, blocked_extensions=BLOCKED) -> None:
        self.results: dict[str, Output] = {}
        self.output_id = 0
        #: Files of these kinds are not taken.
        self.blocked_extensions = list(blocked_extensions or [])

    def add(self, status: str = "", output_type: str = "", properties: dict | None = None, sdc: dict | None = None,
            fair: dict | None = None, command: str = "", summary: str = "", outcome=None, output: list | None = None,
            comments: list[str] | None = None) -> None:
        """Adds an output that a script made by itself: frames, or the names of files. Nothing judged it, so that a person does,
        whatever `status` says; what the script says of it is kept as its summary."""
        output = list(output or [])
        files = [pathlib.Path(name) for name in output if isinstance(name, (str, os.PathLike))]
        frames = [frame for frame in output if hasattr(frame, "to_csv")]
        if len(files) + len(frames) != len(output):
            raise ValueError("an output is frames and names of files; the rest cannot be kept")
        if any([self.blocked(str(path)) for path in files]):
            return
        status = "fail" if status == "fail" else "review"
        said = "; ".join([status, "made by the script itself and not judged: a person checks it", *filter(None, [summary])])
        self.keep(status=status, output_type=output_type or "custom", properties=properties or {}, command=command,
                  summary=said, tables=[(frame.to_csv(), sdc or {}) for frame in frames], fair=fair or {}, frames=frames,
                  others=[(path.name, path.read_bytes()) for path in files], comments=list(comments or []),
                  told={} if outcome is None else json.loads(outcome.to_json()), paths=[os.path.normpath(path) for path in files])

    def keep(self, **facts) -> Output:
        """Keeps what was judged, under the next free name."""
        uid = f"output_{self.output_id}"
        while uid in self.results:
            self.output_id += 1
            uid = f"output_{self.output_id}"
        output = Output(uid=uid, timestamp=datetime.datetime.now().isoformat(), **facts)
        self.results[uid] = output
        self.output_id += 1
        level = logging.INFO if output.status == "pass" else logging.WARNING
        logger.log(level, "%s: %s", uid, output.summary)
        return output

    def get(self, key: str, unable: str = "unable to get {}, key not found") -> Output:
        """The output of this name. Scripts look for the words of the errors."""
        if key not in self.results:
            known = ", ".join(self.results) or "none yet"
            raise ValueError(f"{unable.format(key)}; the outputs are: {known}")
        return self.results[key]

    def add_custom(self, filename: str, comment: str | None = None) -> bool:
        """Adds a file that was made with other software; a person checks it. False where such files cannot leave."""
        path = pathlib.Path(filename)
        if self.blocked(filename):
            return False
        if not path.is_file():
            raise ValueError(f"there is no file {filename}; save it first")
        self.keep(status="review", output_type="custom", properties={"method": "custom"}, command="custom",
                 summary="review; made with other software: a person checks it", others=[(path.name, path.read_bytes())],
                 comments=[comment] if comment else [], paths=[os.path.normpath(filename)])
        return True

    def blocked(self, filename: str) -> bool:
        """Whether files of this kind are not taken; says so."""
        suffix = pathlib.Path(filename).suffix.lower()
        blocked = suffix in (extension.lower() for extension in self.blocked_extensions)
        if blocked:
            logger.warning("%s is not added: files of the kind %s cannot be checked; save it as PNG", filename, suffix)
        return blocked

    def add_comments(self, output: str, comment: str) -> None:
        self.get(output, "unable to find {}, key not found").comments.append(comment)

    def add_exception(self, output: str, reason: str) -> None:
        self.get(output, "unable to add exception: {} is no output").exception = reason

    def get_index(self, index: int) -> Output:
        return list(self.results.values())[index]

    def get_keys(self) -> list[str]:
        return list(self.results)

    def remove(self, key: str) -> None:
        self.get(key, "unable to remove {}, key not found")
        del self.results[key]
        logger.info("%s is removed", key)

    def rename(self, old: str, new: str) -> None:
        output = self.get(old, "unable to rename {}, key not found")
        if new in self.results:
            raise ValueError(f"unable to rename, {new} already exists; choose another name")
        if not new or new != os.path.basename(new) or new.startswith("."):
            raise ValueError(f"{new!r} cannot name files; leave out strokes and a dot at the start")
        output.uid = new
        # In its old place, so that the order stays.
        self.results = {(new if key == old else key): value for key, value in self.results.items()}
        logger.info("%s is now called %s", old, new)

    def print(self) -> str:
        text = "".join(f"{output}\n" for output in self.results.values())
        print(text)  # noqa: T201
        return text

    def validate_outputs(self) -> None:
        self.ask_exceptions()

    def ask_exceptions(self) -> None:
        """Asks at the terminal why outputs that did not pass should be released."""
        for output in self.results.values():
            if output.status != "pass" and not output.exception:
                print(f"\n{output}\nIts status is {output.status}. Why should it be released?")  # noqa: T201
                output.exception = input("")

    def write(self, folder: pathlib.Path) -> None:
        """Writes every file, `results.json` and the checksums."""
        taken = set(_RESERVED)
        entries = []
        for output in self.results.values():
            files = []
            for (text, sdc), name in zip(output.tables, output.names()):
                files.append((name, text.encode(), sdc))
            files += [(name, content, {}) for name, content in output.others]
            written = []
            for name, content, sdc in files:
                name = name if name.lower() not in taken else f"{output.uid}_{name}"
                if name.lower() in taken:
                    raise ValueError(f"two files are called {name}; rename the output {output.uid}")
                taken.add(name.lower())
                (folder / name).write_bytes(content)
                written.append({"name": name, "sdc": sdc})
            if not written:
                logger.warning("%s is left out: it has no table and no file", output.uid)
                continue
            if output.evidence:
                (folder / "records").mkdir(exist_ok=True)
            for name, text in output.evidence.items():
                (folder / "records" / f"{output.uid}{name}").write_text(text, encoding="utf-8")
            entries.append({"uid": output.uid, "status": output.status, "type": output.output_type,
                            "properties": output.properties, "files": written, "outcome": output.told,
                            "command": output.command, "summary": output.summary, "timestamp": output.timestamp,
                            "comments": output.comments, "exception": output.exception, "fair": output.fair})
        _engine.write_results(folder, json.dumps(entries))

    def finalise_evidence(self, path: str, evidence_store: dict | None = None) -> dict:
        """Writes the files of a federated session's evidence into the folder, and gives what its `evidence.json` says of them."""
        folder = pathlib.Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        outputs = {}
        for uid, entry in (evidence_store or {}).items():
            texts = entry.get("interim_tables") or {}
            tables = {name: f"{uid}_{name}.csv" for name in texts}
            for name, text in texts.items():
                (folder / tables[name]).write_text(text, encoding="utf-8")
            dof = entry.get("dof")
            if isinstance(dof, str):
                (folder / f"{uid}_dof.csv").write_text(dof, encoding="utf-8")
                dof = f"{uid}_dof.csv"
            told = {**entry, "dof": dof, "interim_tables": tables}
            content = told.pop("file", None)
            if content is not None:
                told["evidence"] = f"{uid}.evidence"
                (folder / told["evidence"]).write_bytes(content)
            outputs[uid] = told
        return {"version": _engine.version, "program": "strongroom", "outputs": outputs}

    def write_excel(self, path: pathlib.Path) -> None:
        """One sheet that describes, and one for each output with a table."""
        import pandas as pd

        with pd.ExcelWriter(path, engine="openpyxl") as writer:
            told = [output for output in self.results.values() if output.output_type != "custom"]
            pd.DataFrame({"Sheet": [output.uid for output in told], "Command": [output.command for output in told],
                          "Summary": [output.summary for output in told]}).to_excel(writer, sheet_name="description", index=False)
            for output in told:
                # A spreadsheet allows 31 letters.
                sheet, row = output.uid[:31], 4
                pd.DataFrame([output.command, output.summary], index=["Command", "Summary"]).to_excel(writer, sheet_name=sheet)
                for frame in output.frames:
                    frame.to_excel(writer, sheet_name=sheet, startrow=row)
                    row += len(frame) + frame.columns.nlevels + 3


def load_output(path: str, output: list[str]) -> list:
    """The tables of a finalised folder as frames; files that are no tables by their names."""
    import pandas as pd

    if not output:
        raise ValueError("error loading output: no file is named; name those that are to be read")
    tables = all(name.endswith(".csv") for name in output)
    return [pd.read_csv(pathlib.Path(path) / name) for name in output] if tables else list(output)


def load_records(path: str) -> Outputs:
    """The outputs of a finalised folder, as `finalise` wrote them."""
    import pandas as pd

    told = json.loads((pathlib.Path(path) / "results.json").read_text(encoding="utf-8"))
    outputs = Outputs()

    def frame(name: str, properties: dict):
        read = pd.read_csv(pathlib.Path(path) / name)
        rows = properties.get("rows") or []
        # The first heading of a file names rows and columns.
        return read.rename(columns={read.columns[0]: rows[0]}) if len(rows) == 1 else read

    for uid, entry in told["results"].items():
        files = [(pathlib.Path(file["name"]).name, file["sdc"]) for file in entry["files"]]
        tables = [(name, sdc) for name, sdc in files if name.endswith(".csv") and entry["type"] != "custom"]
        others = [name for name, _ in files if name not in dict(tables)]
        output = Output(
            uid=uid, status=entry["status"], output_type=entry["type"], properties=entry["properties"],
            command=entry["command"], summary=entry["summary"], timestamp=entry["timestamp"],
            tables=[((pathlib.Path(path) / name).read_text(encoding="utf-8"), sdc) for name, sdc in tables],
            others=[(name, (pathlib.Path(path) / name).read_bytes()) for name in others], paths=others,
            told=entry.get("outcome") or {}, fair=entry.get("fair") or {}, comments=list(entry["comments"]),
            exception=entry["exception"],
            frames=[frame(name, entry["properties"]) for name, _ in tables],
        )
        outputs.results[uid] = output
        outputs.output_id += 1
    return outputs


def command(method: str) -> str:
    """The line of the researcher's own script that called; the method's name where there is no script."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").split(".")[0] == "strongroom":
        frame = frame.f_back
    if frame is None:
        return f"{method}()"
    return linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip() or f"{method}()"


def chart_path(filename: str) -> pathlib.Path:
    """A free name for a chart."""
    stem, extension = os.path.splitext(os.path.basename(filename))
    if extension.lower() != ".png":
        raise ValueError(f"{filename!r}: charts come out as PNG; name a file that ends in .png")
    os.makedirs(CHARTS, exist_ok=True)
    at = 0
    while (path := pathlib.Path(CHARTS) / f"{stem}_{at}{extension}").exists():
        at += 1
    return path
