import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { Provider } from "@pulumi/aws/provider";
import { Topic } from "@pulumi/aws/sns";
import { ComponentResource, type Resource, runtime } from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import * as state from "@pulumi/pulumi/runtime/state";
import { resetMocks, setMocks } from "../support/pulumi-mocks";
import { COMPONENTS } from "./components";

/** What is asked of the engine. */
interface Asked {
  readonly urn: string;
  readonly request: RegisterResourceRequest;
}

interface Monitor {
  registerResource(
    request: RegisterResourceRequest,
    answer: (error: unknown, response: { getUrn(): string } | undefined) => void,
  ): Promise<void>;
}

/** What the types of Pulumi's SDK leave out. */
interface State {
  getStore(): { supportsAliasSpecs: boolean };
}

/** A resource that the components wait for. */
const FIRST = "first";
/** Turns of the event loop that its creation takes: who does not wait for it is asked for meanwhile. */
const TURNS = 50;
const CREATED = `${FIRST} is created`;

const MOCKS: runtime.Mocks = {
  newResource: async ({ name, inputs }) => {
    if (name === FIRST) for (let n = 0; n < TURNS; n++) await turn();
    return { id: `${name}-id`, state: { name, arn: `arn-of-${name}`, ...inputs } };
  },
  call: () => ({ partition: "aws", region: "eu-central-1", accountId: "123456789012" }),
};

/**
 * All that a component has below it takes its options: https://www.pulumi.com/docs/iac/concepts/options/
 * `transforms`, and `aliases` through more than one parent, are the engine's to hand down, which there is none of here:
 * it does so by the parents, and by names that begin with the parent's.
 */
describe("the options of a component", () => {
  let asked: Asked[] = [];
  /** What was asked for, and the creation of `FIRST`, in order. */
  let events: string[] = [];

  /** Runs a program, with what it asks of the engine kept. */
  async function run(program: () => void): Promise<void> {
    [asked, events] = [[], []];
    await setMocks(MOCKS);
    // Pulumi's SDK then works out a child's aliases itself, as with engines that do not.
    (state as unknown as State).getStore().supportsAliasSpecs = false;
    const monitor = runtime.getMonitor() as unknown as Monitor;
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, answer) => {
      events.push(request.getName());
      return register(request, (error, response) => {
        if (response) asked.push({ urn: response.getUrn(), request });
        if (request.getName() === FIRST) events.push(CREATED);
        answer(error, response);
      });
    };
    program();
    await runtime.disconnect();
  }
  after(resetMocks);

  /** What is above a resource, from its parent on. */
  function above({ request }: Asked): readonly Asked[] {
    const parent = asked.find(({ urn }) => urn === request.getParent());
    return parent ? [parent, ...above(parent)] : [];
  }

  for (const [name, make] of Object.entries(COMPONENTS))
    describe(name, () => {
      const transformed: (Resource | undefined)[] = [];
      let children: readonly Asked[] = [];
      let component: Asked | undefined;

      before(async () => {
        await run(() =>
          make({
            parent: new ComponentResource("test:index:Above", "above"),
            providers: [new Provider("prod", { profile: "prod" })],
            protect: true,
            aliases: [{ name: "before" }],
            dependsOn: [new Topic(FIRST)],
            transformations: [({ resource }) => void transformed.push(resource)],
          }),
        );
        component = asked.find(({ request }) => request.getType() === `mfa-guard:index:${name}`);
        children = asked.filter(
          ({ request }) => request.getType().startsWith("aws:") && request.getName() !== FIRST,
        );
        assert.ok(component && children.length > 0);
      });

      it("has everything below it, and is below its parent", () => {
        for (const child of children) {
          const parents = above(child);
          const place = parents.findIndex(({ urn }) => urn === component?.urn);
          assert.ok(place >= 0, child.urn);
          assert.equal(parents[place + 1]?.request.getType(), "test:index:Above", child.urn);
        }
      });

      it("hands providers down", () => {
        for (const { request, urn } of children) assert.match(request.getProvider(), /::prod::/, urn);
      });

      it("hands protect down", () => {
        for (const { request, urn } of children) assert.equal(request.getProtect(), true, urn);
      });

      it("hands transformations down", async () => {
        const urns = await Promise.all(
          transformed.map((resource) => new Promise((done) => resource?.urn.apply(done))),
        );
        for (const { urn } of children) assert.ok(urns.includes(urn), urn);
      });

      it("hands aliases down: under another name it keeps everything", () => {
        for (const child of children) {
          for (const { request, urn } of above(child).filter(({ urn }) => urn.includes("mfa-guard:")))
            assert.ok(child.request.getName().startsWith(request.getName()), `${child.urn} of ${urn}`);
          if (child.request.getParent() !== component?.urn) continue;
          // The mocks' URNs have one parent's type only, an alias has all of them.
          const [, former = ""] = child.urn.replace(/::it(?=-|$)/, "::before").split("::project::");
          assert.match(former, /::before/);
          const aliases = child.request.getAliasurnsList();
          assert.ok(
            aliases.some((alias) => alias.endsWith(`$${former}`)),
            child.urn,
          );
        }
      });

      it("begins nothing before what it depends on is there", () => {
        const created = events.indexOf(CREATED);
        assert.ok(created > 0);
        for (const { request, urn } of children) assert.ok(events.indexOf(request.getName()) > created, urn);
      });
    });
});
