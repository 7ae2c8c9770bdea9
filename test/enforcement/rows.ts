import assert from "node:assert/strict";
import { AwsService } from "../../sandbox/provider/service";
import { decode, encode, type Props } from "../../sandbox/provider/wire";

const AT = { name: "it", seed: new Uint8Array() };

/** A resource of a row, as it was made. */
export interface Made {
  readonly id: string;
  readonly inputs: Props;
  readonly state: Props;
}

/** The stand-in provider before an emulator, called as the engine calls it. */
export class Rows {
  readonly service = new AwsService();

  constructor(endpoint: string) {
    this.service.configure({}, { AWS_ENDPOINT_URL: endpoint });
  }

  /** Checks, then creates. */
  async make(token: string, given: Props): Promise<Made> {
    const { inputs, failures } = this.service.check(token, {}, given, AT);
    assert.deepEqual(failures, []);
    const [id, state] = await this.service.create(token, inputs, false);
    return { id, inputs, state: decode(encode(state)) };
  }

  /** Checks, then updates, where the difference is one that can be. Gives the new state. */
  async change(token: string, { id, inputs, state }: Made, given: Props): Promise<Props> {
    const { inputs: news } = this.service.check(token, inputs, given, AT);
    assert.deepEqual(this.service.diff(token, inputs, news).replaces, []);
    return decode(encode(await this.service.update(token, id, state, news, false)));
  }

  /** Makes, reads, changes where there is a change, deletes and deletes again; what is read is what was given. */
  async live(token: string, { given, changed, stays }: Life): Promise<void> {
    const made = await this.make(token, given);
    const { id, inputs, state } = made;
    const live = await this.service.read(token, id, state, inputs);
    assert.deepEqual(this.service.diff(token, live.inputs, inputs).changes, {}, "a refresh finds no drift");
    const last = changed ? await this.change(token, made, changed) : state;
    const { state: now } = await this.service.read(token, id, last, inputs);
    for (const [key, value] of Object.entries(changed ?? given)) assert.deepEqual(now[key], value);
    await this.service.delete(token, id, last);
    if (!stays) assert.equal((await this.service.read(token, id, last, inputs)).id, "", "it is gone");
    await this.service.delete(token, id, last);
  }

  /** Plans a type that can only be previewed, and gives the plan; making it must be refused, saying so. */
  async plan(token: string, given: Props): Promise<Props> {
    const { inputs, failures } = this.service.check(token, {}, given, AT);
    assert.deepEqual(failures, []);
    await assert.rejects(
      this.service.create(token, inputs, false),
      /^Error: the emulator .*: it can be previewed in the sandbox, and not deployed$/,
    );
    const [, planned] = await this.service.create(token, inputs, true);
    return planned;
  }
}

/** What a resource is made with, and changed to. */
export interface Life {
  readonly given: Props;
  readonly changed?: Props;
  /** Deleting leaves it as it is. */
  readonly stays?: true;
}
