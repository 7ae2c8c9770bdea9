import { type IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { SandboxError } from "../errors";
import { say } from "../terminal";
import { createKeys } from "./account";
import type { Authenticator } from "./authenticator";
import { AwsCaller, type Keys, type Place } from "./caller";
import { enrol } from "./enrol";

/** What AWS answers to a call: that, or the name of its error. */
type Outcome = "allowed" | "AccessDenied" | "InvalidClientTokenId";

/** Somebody who works with plain AWS SDK calls; each is told in a line, with what AWS answered. */
export class Worker {
  private readonly keyed: AwsCaller;

  private constructor(
    private readonly name: string,
    private readonly place: Place,
    keys: Keys,
  ) {
    this.keyed = new AwsCaller(place, keys);
  }

  /** A user of the account, with a new long-term access key. */
  static async withKey(admin: IAMClient, place: Place, user: string): Promise<Worker> {
    return new Worker(user, place, await createKeys(admin, user));
  }

  /** Does their work with nothing but the key. */
  async worksWithKey(expected: Outcome): Promise<void> {
    await this.works("long-term key", this.keyed, expected, expected);
  }

  /** Does their work in a session for which they prove no MFA: IAM takes no such session, whatever a policy says. */
  async worksWithoutMfa(): Promise<void> {
    const session = await this.session({});
    await this.works("session without MFA", session, "AccessDenied", "InvalidClientTokenId");
    session.destroy();
  }

  /** Enrols a device with the key, as they may. */
  async enrols(): Promise<Authenticator> {
    const steps = "iam CreateVirtualMFADevice, EnableMFADevice";
    let device: Authenticator | undefined;
    const enrolling = async () => (device = await enrol(this.keyed.iam, { user: this.name }));
    await this.tries(`long-term key: ${steps}`, enrolling, "allowed");
    return device as unknown as Authenticator;
  }

  /** Proves MFA, at last, and works. */
  async provesMfa(device: Authenticator): Promise<void> {
    const { serial: SerialNumber } = device;
    const proves = (what: string, TokenCode: string, expected: Outcome) =>
      this.tries(
        `long-term key: sts GetSessionToken, ${what} code`,
        () => this.session({ SerialNumber, TokenCode }),
        expected,
      );
    await proves("wrong", device.wrongCode(), "AccessDenied");
    await proves("used", device.usedCode(), "AccessDenied");
    const session = await proves("next", device.nextCode(), "allowed");
    if (session) await this.works("session with MFA", session, "allowed", "allowed");
    session?.destroy();
  }

  destroy(): void {
    this.keyed.destroy();
  }

  private async works(who: string, caller: AwsCaller, s3: Outcome, iam: Outcome): Promise<void> {
    await this.tries(`${who}: s3 ListBuckets`, () => caller.listBuckets(), s3);
    await this.tries(`${who}: iam ListUsers`, () => caller.iam.send(new ListUsersCommand({})), iam);
  }

  /** Tells one call, and holds it to what the story says of it. */
  private async tries<T>(what: string, call: () => Promise<T>, expected: Outcome): Promise<T | undefined> {
    const { outcome, why, value } = await outcomeOf(call);
    const line = `${this.name}, ${what} -> ${outcome}${why}`;
    say(line);
    if (outcome === expected) return value;
    throw new SandboxError(`The story says "${expected}" here, and it went otherwise: ${line}`);
  }

  private async session(proof: { SerialNumber?: string; TokenCode?: string }): Promise<AwsCaller> {
    const { Credentials } = await this.keyed.sts.send(new GetSessionTokenCommand(proof));
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey) throw new SandboxError("AWS issued a session without keys.");
    return new AwsCaller(this.place, {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    });
  }
}

async function outcomeOf<T>(call: () => Promise<T>): Promise<{ outcome: string; why: string; value?: T }> {
  try {
    return { outcome: "allowed", why: "", value: await call() };
  } catch (thrown) {
    const { name, message } = thrown as Error;
    return { outcome: name, why: reasonIn(message) };
  }
}

/** The words of AWS's message that matter. */
function reasonIn(message: string): string {
  const words = /explicit deny|invalid MFA|no [a-z- ]+ allows/.exec(message)?.[0];
  return words ? ` (${words === "invalid MFA" ? "bad code" : words})` : "";
}
