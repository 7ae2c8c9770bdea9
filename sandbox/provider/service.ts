import { connect, type Aws } from "./aws";
import { check, type CheckContext, type CheckResult } from "./check";
import { readConfig } from "./config";
import { diff, type Diff } from "./diff";
import { describe, ProviderError } from "./errors";
import { functions } from "./functions";
import * as lifecycle from "./lifecycle";
import type { ResourceType } from "./resource-type";
import { resourceTypes } from "./resources";
import type { Props } from "./wire";

const TYPES = new Map(resourceTypes.map((type) => [type.token, type]));

/** The provider without its wire: what server.ts speaks gRPC for, and what tests call. */
export class AwsService {
  private connected: Aws | undefined;

  /** @throws ProviderError where the endpoint is missing or not on this machine */
  configure(args: Props, env = process.env): void {
    this.connected = connect(readConfig(args, env), env);
  }

  check(token: string, olds: Props, news: Props, at: Omit<CheckContext, "defaultTags">): CheckResult {
    // Before configure, in a preview whose provider has unknown settings, there are no default tags.
    return check(typeOf(token), olds, news, { ...at, defaultTags: this.connected?.defaultTags ?? {} });
  }

  diff(token: string, olds: Props, news: Props, ignored: string[] = []): Diff {
    return diff(typeOf(token), olds, news, ignored);
  }

  async create(token: string, inputs: Props, preview: boolean): Promise<[string, Props]> {
    const type = typeOf(token);
    return preview ? ["", lifecycle.previewCreate(type, inputs)] : lifecycle.create(type, this.aws, inputs);
  }

  read(token: string, id: string, state: Props, inputs: Props): Promise<lifecycle.Live> {
    return lifecycle.read(typeOf(token), this.aws, id, state, inputs);
  }

  async update(token: string, id: string, old: Props, inputs: Props, preview: boolean): Promise<Props> {
    const type = typeOf(token);
    return preview
      ? lifecycle.previewUpdate(type, old, inputs)
      : lifecycle.update(type, this.aws, id, old, inputs);
  }

  delete(token: string, id: string, state: Props): Promise<void> {
    return lifecycle.remove(typeOf(token), this.aws, id, state);
  }

  async invoke(token: string, args: Props): Promise<Props> {
    const found = functions[token];
    if (!found) throw unknownToken("function", token);
    try {
      return await found.invoke(this.aws, args);
    } catch (error) {
      throw describe(`invoking ${token}`, error);
    }
  }

  private get aws(): Aws {
    if (!this.connected) throw new ProviderError("the provider is not configured yet");
    return this.connected;
  }
}

function typeOf(token: string): ResourceType {
  const type = TYPES.get(token);
  if (!type) throw unknownToken("resource type", token);
  return type;
}

function unknownToken(kind: string, token: string): ProviderError {
  return new ProviderError(
    `the stand-in AWS provider of the mfa-guard sandbox does not know the ${kind} ${token}. It knows a part of ` +
      "IAM, and what watching and organizations need. For anything else, install the real provider (pulumi plugin install resource aws) and use an AWS account",
  );
}
