import * as emulators from "../../sandbox/emulator/emulator";

export type { Emulator } from "../../sandbox/emulator/emulator";

/** Emulators that no test has at the moment, by how they were started. Each ends with this process. */
const free = new Map<string, emulators.Emulator[]>();

/**
 * An emulator with an empty account, which a test that has ended may have had: to start one takes seconds. To stop it is
 * to give it back.
 */
export const startEmulator: emulators.StartEmulator = async (options, progress) => {
  // Nobody else has a port of one's own.
  if (options.callsThrough !== undefined) return emulators.startEmulator(options, progress);
  const key = JSON.stringify(options);
  const emulator = free.get(key)?.pop() ?? (await emulators.startEmulator(options, progress));
  // At the start, as a test that has ended may have left calls that were still under way.
  await emulator.reset();
  let given = false;
  const stop = () => {
    // Twice, two tests would get it.
    if (!given) free.set(key, [...(free.get(key) ?? []), emulator]);
    given = true;
    return Promise.resolve();
  };
  return { ...emulator, stop };
};
