// Whether the README tells the truth: runs its example requests on the fixtures and compares what
// comes back with what it shows; with `--write` the README is given the true answers instead. The
// Makefile runs it from `web`, whose tests have the service that it asks.
//
// An example is a block that opens with ```console: a line after `$ `, with the lines after it that
// are indented by four, is run by bash; the lines that follow are what it prints. Needs curl and jq.

import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { startAtlas } from "../web/test/browser/atlas.ts";

const ROOT = resolve(import.meta.dirname, "..");
const README = join(ROOT, "README.md");
const WRITTEN_ADDRESS = "http://localhost:8080";

const written = readFileSync(README, "utf8");
let count = 0;
const atlas = await startAtlas();
let truth;
try {
  truth = written.replace(/^```console\n([^]*?)^```$/gm, (_, block) => {
    count += 1;
    return "```console\n" + answered(block) + "```";
  });
} finally {
  await atlas.stop();
}
if (count === 0) throw new Error("README.md has no examples");
if (process.argv.includes("--write")) {
  writeFileSync(README, truth);
} else if (truth === written) {
  console.log(`README.md: ${count} examples are true`);
} else {
  spawnSync("diff", ["-u", "--label", "README.md", "--label", "the service", README, "-"], {
    input: truth,
    stdio: ["pipe", "inherit", "inherit"],
  });
  console.error("README.md shows other answers than the service gives; rewrite them with: make readme");
  process.exitCode = 1;
}

/** The block with what its commands print now. */
function answered(block) {
  const commands = block.match(/^\$ .*\n(?: {4}.*\n)*/gm) ?? [];
  return commands.map((command) => command + run(command.slice(2))).join("");
}

function run(command) {
  const here = command.replaceAll(WRITTEN_ADDRESS, atlas.url);
  if (here === command) throw new Error(`README.md: an example asks no ${WRITTEN_ADDRESS}: ${command}`);
  return execFileSync("bash", ["-euo", "pipefail", "-c", here], { encoding: "utf8" });
}
