"""What the workflows themselves may do: little, nothing by surprise, and the same for each of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).resolve().parents[2] / ".github" / "workflows"
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yml"))}
WORKFLOWS: dict[str, dict[Any, Any]] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
JOBS = {f"{name}: {job}": found for name, workflow in WORKFLOWS.items() for job, found in workflow["jobs"].items()}
STEPS = {
    f"{job}: {number}": step for job, found in JOBS.items() for number, step in enumerate(found.get("steps", ()), 1)
}
DEPLOY = WORKFLOWS["connector_deploy.yml"]["jobs"]
PINNED = re.compile(r"uses: [\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_do_nothing_by_itself(name: str) -> None:
    assert WORKFLOWS[name]["permissions"] == {}


@pytest.mark.parametrize("name", JOBS)
def test_a_job_may_read_the_repository_at_most(name: str) -> None:
    assert JOBS[name].get("permissions", {}) in ({}, {"contents": "read"})


@pytest.mark.parametrize("name", [name for name, job in JOBS.items() if "steps" in job])
def test_a_job_ends_in_an_hour(name: str) -> None:
    assert JOBS[name]["timeout-minutes"] <= 60


@pytest.mark.parametrize("name", TEXTS)
def test_an_action_is_named_by_its_commit(name: str) -> None:
    uses = [line.strip() for line in TEXTS[name].splitlines() if re.search(r"uses: (?!\./)", line)]
    assert [line for line in uses if not PINNED.search(line)] == []


@pytest.mark.parametrize("name", [name for name, step in STEPS.items() if "uses" in step])
def test_a_checkout_leaves_no_token_behind(name: str) -> None:
    assert STEPS[name]["with"]["persist-credentials"] is False


@pytest.mark.parametrize("name", [name for name, step in STEPS.items() if "run" in step])
def test_no_expression_is_pasted_into_a_script(name: str) -> None:
    assert "${{" not in STEPS[name]["run"]


@pytest.mark.parametrize("name", [name for name, job in JOBS.items() if "steps" in job])
def test_a_script_that_fails_in_a_pipe_fails(name: str) -> None:
    """GitHub's default shell has no pipefail; `shell: bash` has."""
    assert WORKFLOWS[name.partition(":")[0]]["defaults"] == {"run": {"shell": "bash"}} or "|" not in str(JOBS[name])


def test_secrets_reach_the_steps_that_need_them_and_no_other() -> None:
    given = {name: sorted(set(re.findall(r"secrets\.(\w+)", str(step)))) for name, step in STEPS.items()}
    fivetran = ["FIVETRAN_API_KEY", "destination"]
    assert {name: names for name, names in given.items() if names} == {
        "connector_deploy.yml: plan: 4": ["configuration", "passwords"],
        "connector_deploy.yml: plan: 5": fivetran,
        "connector_deploy.yml: deploy: 3": ["configuration", "passwords"],
        "connector_deploy.yml: deploy: 4": fivetran,
        "connector_deploy.yml: rollback: 3": fivetran,
    }
    beside_steps = [{**job, "steps": []} for name, job in JOBS.items() if "_deploy.yml: deploy" not in name]
    assert "secrets." not in str([beside_steps, [workflow.get("env") for workflow in WORKFLOWS.values()]])


def test_no_secret_is_inherited() -> None:
    assert [name for name, text in TEXTS.items() if "secrets: inherit" in text or "toJSON(secrets)" in text] == []


@pytest.mark.parametrize("job", ["plan", "deploy"])
def test_the_configuration_is_removed_whatever_happens(job: str) -> None:
    last = DEPLOY[job]["steps"][-1]
    assert (last["if"], last["run"]) == ("always()", 'rm -f "connectors/$SERVICE/configuration.json"')


@pytest.mark.parametrize("job", ["deploy", "rollback"])
def test_what_changes_fivetran_waits_for_approval_and_for_its_turn(job: str) -> None:
    assert DEPLOY[job]["environment"] == "production"
    assert DEPLOY[job]["concurrency"] == {"group": "deploy-${{ inputs.service }}", "queue": "max"}
    assert "github.ref == 'refs/heads/main'" in DEPLOY[job]["if"]


def test_the_gate_needs_every_other_job() -> None:
    jobs = WORKFLOWS["ci.yml"]["jobs"]
    assert {*jobs["gate"]["needs"], "gate"} == {*jobs}
    assert jobs["gate"]["if"] == "always()"
