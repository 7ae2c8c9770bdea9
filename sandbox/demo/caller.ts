import { IAMClient } from "@aws-sdk/client-iam";
import { STSClient } from "@aws-sdk/client-sts";

/** Where an account's API answers. */
export interface Place {
  readonly region: string;
  /** For every service; AWS's own where there is none. */
  readonly endpoint?: string;
}

/** What a user calls AWS with; a session has a token too. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** An error as S3 gives it. */
class S3Error extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

/** Somebody with credentials of their own, and with no others. */
export class AwsCaller {
  readonly iam: IAMClient;
  readonly sts: STSClient;
  /** One that only signs for S3: a client's signer stays with the service that it last signed for. */
  private readonly s3: IAMClient;

  constructor(
    private readonly place: Place,
    credentials: Keys,
  ) {
    this.iam = new IAMClient({ ...place, credentials });
    this.sts = new STSClient({ ...place, credentials });
    this.s3 = new IAMClient({ ...place, credentials });
  }

  /**
   * S3 ListBuckets, by the SDK's signer and without its S3 client, which would be a dependency for one call.
   * @throws S3Error where S3 refuses
   */
  async listBuckets(): Promise<void> {
    const url = new URL(this.place.endpoint ?? `https://s3.${this.place.region}.amazonaws.com`);
    const response = await fetch(url, { headers: await this.signed(url) });
    const text = await response.text();
    if (response.ok) return;
    const [, code = String(response.status)] = /<Code>([^<]*)</.exec(text) ?? [];
    throw new S3Error(code, /<Message>([^<]*)</.exec(text)?.[1] ?? "");
  }

  destroy(): void {
    for (const client of [this.iam, this.sts, this.s3]) client.destroy();
  }

  private async signed({ protocol, hostname, port, host }: URL): Promise<Record<string, string>> {
    const scheme = { name: "sigv4", signingName: "s3", signingRegion: this.place.region, properties: {} };
    const signer = await this.s3.config.signer(scheme);
    const request = { method: "GET", protocol, hostname, path: "/", query: {}, headers: { host } };
    const { headers } = await signer.sign({ ...request, ...(port && { port: Number(port) }) });
    // `fetch` sets the host itself, to the same.
    return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "host"));
  }
}
