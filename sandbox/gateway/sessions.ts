import { randomBytes } from "node:crypto";

/** What was proved when a session was issued. */
export interface Session {
  readonly user: string;
  readonly issued: Date;
  readonly expires: Date;
  /** Whether a code of an MFA device was given for it. */
  readonly mfa: boolean;
}

/** What the user gets: all three are needed to use the session. */
export interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The sessions that the gateway has issued; they live as long as the gateway does. */
export class Sessions {
  readonly #byKey = new Map<string, { readonly session: Session; readonly token: string }>();

  issue(session: Session): SessionKeys {
    const sessionToken = randomBytes(96).toString("base64");
    const accessKeyId = temporaryKeyId();
    this.#byKey.set(accessKeyId, { session, token: sessionToken });
    return { accessKeyId, secretAccessKey: randomBytes(30).toString("base64"), sessionToken };
  }

  /** The session of a key, where the token is that session's too. */
  find(accessKeyId: string, token: unknown): Session | undefined {
    const found = this.#byKey.get(accessKeyId);
    return found?.token === token ? found?.session : undefined;
  }

  clear(): void {
    this.#byKey.clear();
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes */
function temporaryKeyId(): string {
  return `ASIA${[...randomBytes(16)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("")}`;
}
