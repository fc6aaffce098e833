"""Runs a program that needs the SDK for every line of stdin, in a fork that has imported the SDK and nothing else.

A line is {"request", "environment"}: what the program finds in its stdin, and its environment. It is answered by
{"returncode", "stdout", "stderr"}.
"""

import contextlib
import importlib
import json
import os
import runpy
import sys
import tempfile


def main(program):
    importlib.import_module("fivetran_connector_sdk")
    for line in sys.stdin:
        print(json.dumps(answer(program, **json.loads(line))), flush=True)


def answer(program, request, environment):
    with contextlib.ExitStack() as stack:
        given, out, err = (stack.enter_context(tempfile.TemporaryFile("w+")) for _ in range(3))
        given.write(request)
        given.seek(0)
        child = os.fork()
        if child == 0:
            become(program, environment, given, out, err)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return {"returncode": code, "stdout": text_of(out), "stderr": text_of(err)}


def become(program, environment, *files):
    """Never returns. A failure ends the process as it would end one of its own: with a traceback and code 1."""
    os.environ.clear()
    os.environ.update(environment)
    for number, file in enumerate(files):
        os.dup2(file.fileno(), number)
    sys.stdin = files[0]
    runpy.run_path(program, run_name="__main__")
    sys.stderr.flush()
    os._exit(0)  # to take down what the SDK has set up would take longer than the answer


def text_of(file):
    file.seek(0)
    return file.read()


if __name__ == "__main__":
    main(sys.argv[1])
