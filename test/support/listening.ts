import type { Server } from "node:net";

/** Resolves when a server listens at a free port of this machine. */
export async function listening(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
}
