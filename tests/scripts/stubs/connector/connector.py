"""The smallest connector that can do all that `sfl` must handle: `mode` says how it behaves, `rows` is its source."""

import json
import os
import time

from fivetran_connector_sdk import ConfigurationForm, Connector, Test, form_field
from fivetran_connector_sdk import Logging as log
from fivetran_connector_sdk import Operations as op

from toolkit.errors import ConfigurationError, SourceRefused

KEYS = ("base_url", "mode", "password", "rows", "username")


def schema(configuration):
    faults = [f"{key} is missing" for key in ("username", "password") if key not in configuration]
    faults += ["base_url is no address"] * (not configuration.get("base_url", "http").startswith("http"))
    faults += [f"{key} is unknown" for key in configuration if key not in KEYS]
    if faults:
        raise ConfigurationError("; ".join(faults))
    columns = {"id": "INT", "name": "STRING"}
    return [{"table": name, "primary_key": ["id"], "columns": columns} for name in ("thing", "unused")]


def update(configuration, state):
    if state.get("version", 1) != 1:
        raise ConfigurationError(f"state version {state['version']} is unknown: `sfl debug stub --fresh` starts over")
    before, rows = state.get("rows", {}), json.loads(configuration["rows"])
    for key in rows.keys() - before.keys() | {key for key in rows if rows[key] != before.get(key)}:
        op.upsert("thing", {"id": int(key), "name": rows[key]})
    for key in before.keys() - rows.keys():
        op.delete("thing", {"id": int(key)})
    for mode in configuration.get("mode", "").split():
        MODES[mode]()
    yield op.checkpoint(state={"version": 1, "runs": state.get("runs", 0) + 1, "rows": rows})


def refuse():
    raise SourceRefused("Stub refused /things (403): ask for the right to read things.")


def fail():
    raise ZeroDivisionError("the stub broke\non purpose")


def warn():
    log.warning("only a log line")
    op.warning("list 7 was refused (403)")


def wait():
    log.info("waiting")
    time.sleep(60)


def tell():
    log.info("x" * 1000)
    log.info(f"sees {sorted(name for name in os.environ if name.startswith(('SFL_', 'PYTHONPATH')))}")


MODES = {"refuse": refuse, "fail": fail, "warn": warn, "wait": wait, "tell": tell}


def log_in(configuration):
    if configuration["password"] != "wrong":  # pragma: allowlist secret
        return Test().success()
    return Test().failure("Stub refused the login (401): check SFL_STUB_USERNAME and SFL_STUB_PASSWORD.")


def configuration_form():
    form = ConfigurationForm()
    form.add_field(form_field.TextField("username", "User name", description="Of the API.", required=True))
    form.add_field(form_field.TextField("password", "Password", form_field.TextField.password, required=True))
    form.add_field(form_field.TextField("base_url", "Address", placeholder="https://api.example.com"))
    form.add_field(form_field.TextField("rows", "Rows"))
    form.add_field(form_field.TextField("mode", "Mode"))
    form.add_test(label="Log in", func=log_in)
    return form


connector = Connector(update=update, schema=schema, configuration_form=configuration_form)
