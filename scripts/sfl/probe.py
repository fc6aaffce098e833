"""Asks one connector for its form, its schema and its setup tests, in an interpreter of its own (see connector.py).

Reads {"folder", "configuration", "steps"} from stdin, writes the answers as JSON to stdout. Imports nothing of `sfl`.
"""

import contextlib
import importlib
import importlib.util
import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

CODE = "connector_connector_code"


def load(folder: str) -> Any:
    """The connector object, found the way `fivetran debug` finds it: the folder comes last on the module path."""
    importlib.import_module("fivetran_connector_sdk")
    sys.dont_write_bytecode = True  # nothing is written beside the connector before its sync begins
    sys.path[:] = [*sys.path[1:], folder]
    spec = importlib.util.spec_from_file_location(CODE, Path(folder, "connector.py"))
    if spec is None or spec.loader is None:
        raise ImportError("connector.py is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.connector


def setup_form(connector: Any) -> Any:
    declared = connector.get_configuration_form()
    if declared is None:
        raise ValueError("connector.py gives its Connector no configuration_form")
    return declared


def form(connector: Any, _: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": field.name,
            "label": field.label,
            "required": bool(field.required),
            "secret": field.text_field == 1,
            "default": field.placeholder,
            "description": field.description or "",
        }
        for field in setup_form(connector).fields
    ]


def labels(connector: Any, _: dict[str, str]) -> list[str]:
    """What the setup form calls its tests."""
    return [test.label for test in setup_form(connector).tests]


def schema(connector: Any, configuration: dict[str, str]) -> None:
    connector.get_schema(configuration)


class SourceAsked(BaseException):
    """The connector is about to ask its source; no `except Exception` on the way may hold it up."""


def offline(event: str, _: tuple[Any, ...]) -> None:
    """An audit hook: the process opens no connection and looks up no name from now on."""
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise SourceAsked


def accepted(connector: Any, configuration: dict[str, str]) -> None:
    """schema(), to where it would ask the source: by then it has read its settings."""
    sys.addaudithook(offline)
    with contextlib.suppress(SourceAsked):
        connector.get_schema(configuration)


def tables(connector: Any, configuration: dict[str, str]) -> dict[str, Any]:
    """What schema() returns with every switch of the form on, under ""; then with each one off, under its name."""
    declare = sys.modules[CODE].schema
    switches = [field["name"] for field in form(connector, {}) if field["default"] in ("true", "false")]
    on = {**configuration, **dict.fromkeys(switches, "true")}
    return {"": declare(on), **{switch: declare({**on, switch: "false"}) for switch in switches}}


def tests(connector: Any, configuration: dict[str, str]) -> list[str]:
    """The messages of the setup tests that failed."""
    answers = [connector.run_test(test.name, configuration) for test in setup_form(connector).tests]
    return [answer.failure or "a setup test failed" for answer in answers if not answer.success]


def packed(connector: Any, _: dict[str, str]) -> list[str]:
    """The names in the zip that the SDK's own packager makes of the connector's folder, and leaves there."""
    helper = importlib.import_module("fivetran_connector_sdk_cli.connector_helper")
    with zipfile.ZipFile(helper.create_package(sys.path[-1], connector.configuration_form_method)) as zipped:
        return zipped.namelist()


def failure(error: BaseException, step: str) -> dict[str, Any]:
    # The SDK wraps what a handler raises into an error of its own, whose message is a traceback.
    cause = error if step in ("load", "tables") else error.__cause__ or error
    return {"step": step, "kinds": [kind.__name__ for kind in type(cause).__mro__], "message": str(cause)}


def answers(request: dict[str, Any]) -> dict[str, Any]:
    step, found = "load", {}
    try:
        connector = load(request["folder"])
        for step in request["steps"]:
            found[step] = STEPS[step](connector, request["configuration"])
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a connector does, it is told
        return {"failure": failure(error, step)}
    return found


STEPS = {
    "form": form,
    "labels": labels,
    "schema": schema,
    "accepted": accepted,
    "tables": tables,
    "tests": tests,
    "packed": packed,
}

if __name__ == "__main__":
    # What the connector and the SDK print goes to stderr: stdout carries the answers alone.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answer_to:
        os.dup2(2, 1)
        json.dump(answers(json.load(sys.stdin)), answer_to)
