// A running atlas for the tests: the real binary, over a database of its own made from the fixtures, on
// a port of its own.

import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

const ROOT = resolve(import.meta.dirname, "../../..");

export interface Atlas {
  url: string;
  stop(): Promise<void>;
}

export async function startAtlas(): Promise<Atlas> {
  const binary = resolve(process.env["ATLAS_BIN"] ?? join(ROOT, "target/debug/atlas"));
  await access(binary).catch(() => {
    throw new Error(`${binary} is missing: run \`cargo build -p atlas\` after \`npm run build\`, or set ATLAS_BIN`);
  });
  const directory = await mkdtemp(join(tmpdir(), "atlas-web-"));
  const database = join(directory, "atlas.gpkg");
  const fixtures = ["reference", "france-china-2015"].map((name) => join(ROOT, "fixtures", name));
  await promisify(execFile)(binary, ["import", ...fixtures, "--database", database]);
  const port = await freePort();
  const args = ["serve", "--database", database, "--listen", `127.0.0.1:${port}`, "--log", "warn"];
  const child = spawn(binary, args, { cwd: directory, stdio: ["ignore", "inherit", "inherit"] });
  const atlas: Atlas = {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      await end(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
  try {
    await ready(`${atlas.url}/health/ready`, child);
  } catch (error) {
    await atlas.stop();
    throw error;
  }
  return atlas;
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the atlas ended with ${child.exitCode} before it answered`);
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
    await wait(100);
  }
  throw new Error("the atlas was not ready after 30 seconds");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const stubborn = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(stubborn);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}
