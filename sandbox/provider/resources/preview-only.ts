import { ProviderError } from "../errors";

/** The life of a type that the emulator can't make; a preview needs none of it. `why` is a clause. */
export function previewOnly(why: string) {
  const refuse = (): Promise<never> =>
    Promise.reject(new ProviderError(`${why}: it can be previewed in the sandbox, and not deployed`));
  return { create: refuse, read: refuse, update: refuse, delete: refuse };
}
