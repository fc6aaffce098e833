"""Edits of the rest of Tiny that break a rule: its folder, what it declares, what the repository says of it."""

from __future__ import annotations

from broken_code import CONNECTOR, COPY, MODELS, Broken

FOLDER, ENV, COMPOSE = "connectors/tiny", ".env.example", "docker-compose.yml"
WORKFLOW = ".github/workflows/tiny_deploy.yml"
REQUIREMENTS, SETTINGS = f"{FOLDER}/requirements.txt", f"{FOLDER}/toolkit/settings.py"

FILES: list[Broken] = [
    (f"{FOLDER}/__init__.py", "", "import api\n", ["empty-init:1"]),
    (f"{FOLDER}/secrets.txt", "", "hush\n", ["shipped-files:1"]),
    (f"{FOLDER}/configuration.dev.json", "", "{}", ["shipped-files:1"]),
    (f"{FOLDER}/test_api.py", "", "", ["module-places:1", "shipped-files:1"]),
    (f"{FOLDER}/lib/more.py", "", "", ["module-places:1", "shipped-files:1"]),
    (f"{FOLDER}/.hidden", "", "", ["shipped-files:1"]),
    (f"{FOLDER}/json.py", "", "", ["module-places:1", "shadowed-modules:1"]),
    (f"{FOLDER}/yaml.py", "", "", ["module-places:1", "shadowed-modules:1"]),
    (COPY, "pass", '"""Mine."""', ["toolkit-copy:1"]),
    (f"{FOLDER}/toolkit/more.py", "", "", ["toolkit-copy:1"]),
    (".gitignore", "connectors/*/configuration.json\n", "", ["ignored-configuration:1"]),
    (".gitignore", "connectors/*/files/\n", "", ["ignored-configuration:1"]),
]

PINS: list[Broken] = [
    (REQUIREMENTS, "==", ">=", ["exact-pins:1"]),
    (REQUIREMENTS, "tenacity==9.2.1", "tenacity==9.2.1 # why", ["exact-pins:1"]),
    (REQUIREMENTS, "tenacity==9.2.1", "tenacity==9.2.0", ["image-pins:1"]),
    (REQUIREMENTS, "9.2.1\n", "9.2.1\nrequests==2.33.0\n", ["fivetran-pins:2"]),
    (REQUIREMENTS, "9.2.1\n", "9.2.1\nFivetran_Connector.SDK>=3\n", ["exact-pins:2", "fivetran-pins:2"]),
]

NAME = '"name": "STRING", "price"'
TABLES: list[Broken] = [
    (MODELS, '"primary_key": ["id"],', '"primary_key": [],', ["keyed-tables:5"]),
    (MODELS, '"columns": {"id": "LONG", ', '"columns": {', ["keyed-tables:6"]),
    (MODELS, '"id": "LONG"', '"id": "BIGINT"', ["column-types:6"]),
    (MODELS, '{"type": "DECIMAL", "precision": 9, "scale": 2}', '"DECIMAL"', ["column-types:7"]),
    (MODELS, '"id": "LONG"', '"id": "DOUBLE"', ["comparable-keys:6"]),
    (MODELS, '"id": "LONG"', '"id": "JSON"', ["comparable-keys:6"]),
    (MODELS, NAME, f'"userName": "STRING", "user_name": "STRING", {NAME}', ["stable-names:7", "stable-names:7"]),
    (MODELS, NAME, f'"first__name": "STRING", {NAME}', ["stable-names:7"]),
    (MODELS, NAME, f'"_fivetran_synced": "STRING", {NAME}', ["stable-names:7", "system-columns:7"]),
    (MODELS, '"table": "tag"', '"table": "thing"', ["stable-names:5"]),
    (MODELS, '"table": "tag"', '"table": "_tag"', ["stable-names:9"]),
]

RETURNED = 'return form({"api_key": "", "include_tags": "false"})'
AGAIN = 'TextField("api_key", "Key", form_field.TextField.password, description="Again.")'
TWICE = f"from fivetran_connector_sdk import form_field\n\n    {RETURNED}.add_field(form_field.{AGAIN})"
KEYS: list[Broken] = [
    (CONNECTOR, '.add_test(label="Log in", func=str)', "", ["connection-test:1"]),
    (CONNECTOR, RETURNED, TWICE, ["unique-keys:25"]),
    (CONNECTOR, '"api_key": ""', '"api_key": "", "login_token": ""', ["secret-keys:23"]),
    (CONNECTOR, '"api_key": ""', '"api_key": "key"', ["secret-keys:23"]),
    (CONNECTOR, '"api_key": ""', '"api_key": "", "Rows": ""', ["described-keys:23"]),
    (CONNECTOR, "    return form(", "    form.__globals__.clear()\n    return form(", ["loads:1"]),
    (CONNECTOR, "return TABLES if", "return None if", ["loads:1"]),
    (CONNECTOR, "import json", "import json\n\nraise SystemExit", ["loads:1", "no-exit:5"]),
    (
        SETTINGS,
        'description=f"The {name}."',
        'description=""',
        [*(f"described-keys {CONNECTOR}:{line}" for line in (14, 23)), "toolkit-copy:1"],
    ),
]
# What a change of the form breaks besides: these say what the form says.
FOLLOWING = ("compose-", "deploy-workflow", "env-example", "readme-")

DOCUMENTS: list[Broken] = [
    (ENV, "#SFL_TINY_API_KEY=", "#SFL_TINY_KEY=", ["env-example:1", "env-example:4"]),
    (ENV, "Default: false", "Default: true", ["env-example:1"]),
    ("README.md", "| false |", "| true |", ["readme-keys:10", "readme-keys:15"]),
    ("README.md", "| `api_key` | SFL_TINY_API_KEY | | The key. |\n", "", ["readme-keys:10"]),
    ("README.md", "### tiny: tables", "### tables", ["readme-tables:1"]),
    ("README.md", "| tags |\n", "| tags |\n| `old` | id | | gone |\n", ["readme-tables:9"]),
    (COMPOSE, "debug, tiny]", "debug, other]", ["compose-service:16"]),
    (COMPOSE, "  tiny:\n", "  other:\n", ["compose-secrets:16", "compose-service:1"]),
    (
        COMPOSE,
        "  SFL_TINY_API_KEY:",
        "  SFL_TINY_API_KEY: hush",
        ["compose-secrets:12", "compose-secrets:16", "compose-service:16"],
    ),
    (COMPOSE, "environment: {<<: *tiny}", "environment: {}", ["compose-secrets:12"]),
    (COMPOSE, "  sandbox:\n", "  sandbox:\n    environment: [SFL_TINY_API_KEY]\n", ["compose-secrets:9"]),
    (WORKFLOW, "name: deploy tiny", "name: deploy other", ["deploy-workflow:3"]),
    (
        WORKFLOW,
        ' "SFL_TINY_INCLUDE_TAGS": ${{ toJSON(secrets.SFL_TINY_INCLUDE_TAGS) }} }\n',
        "",
        ["deploy-workflow:34"],
    ),
]
