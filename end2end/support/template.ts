/** Seeds the demo once; every test's server starts on a copy of it. */
import { rm } from "node:fs/promises";
import { Server } from "./server";

export default async function setup(): Promise<() => Promise<void>> {
  const server = await Server.start();
  await server.stop();
  process.env.LACAKPO_TEMPLATE = server.folder;
  return () => rm(server.folder, { recursive: true, force: true });
}
