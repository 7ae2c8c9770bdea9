import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { partition as partitionOfSdk } from "@aws-sdk/core/client";
import { IAMClient } from "@aws-sdk/client-iam";
import {
  LONGEST_PARTITION,
  partitionNamed,
  partitionOfRegion,
  PARTITIONS,
} from "../../../policypack/iam/partitions";

const ROOT = path.join(__dirname, "../../..");

interface SdkPartition {
  readonly id: string;
  readonly regions: Readonly<Record<string, unknown>>;
}

/** The endpoint data of the SDK itself: it tells the partition of a Region, but does not export which there are. */
async function partitionsOfSdk(): Promise<readonly SdkPartition[]> {
  const core = path.dirname(require.resolve("@aws-sdk/core/package.json"));
  const file = path.join(core, "dist-es/submodules/client/util-endpoints/lib/aws/partitions.js");
  // TypeScript would make a require of an import, which can't load it.
  const load = new Function("file", "return import(file)") as (file: string) => Promise<unknown>;
  const loaded = (await load(pathToFileURL(file).href)) as {
    readonly partitionsInfo: { readonly partitions: readonly SdkPartition[] };
  };
  return loaded.partitionsInfo.partitions;
}

/** In which Region a call to IAM is signed, by the SDK's own rules. */
function iamRegionOfSdk(region: string): unknown {
  const { config } = new IAMClient({ region });
  const { properties } = config.endpointProvider({ Region: region });
  return (properties?.["authSchemes"] as { signingRegion: string }[] | undefined)?.[0]?.signingRegion;
}

describe("the table of partitions", () => {
  it("has none with a longer name than the one by which a policy's length is measured", () => {
    assert.equal(LONGEST_PARTITION.length, Math.max(...PARTITIONS.map(({ length }) => length)));
  });

  it("has those that the AWS SDK knows, and no other", async () => {
    const known = (await partitionsOfSdk()).map(({ id }) => id);
    assert.ok(known.length >= 8, "the SDK's data has not been found");
    assert.deepEqual([...PARTITIONS].sort(), known.sort());
  });

  for (const name of PARTITIONS) {
    it(`has of ${name} what the AWS SDK has`, () => {
      const found = partitionNamed(name);
      assert.ok(found);
      const {
        dnsSuffix,
        implicitGlobalRegion,
        name: id,
      } = partitionOfSdk(found.defaultRegion) as ReturnType<typeof partitionOfSdk> & {
        readonly implicitGlobalRegion: string;
      };
      assert.deepEqual(
        [name, found.dnsSuffix, found.defaultRegion, found.iamRegion],
        [id, dnsSuffix, implicitGlobalRegion, iamRegionOfSdk(found.defaultRegion)],
      );
    });
  }

  it("tells the partition of every Region that the AWS SDK knows, as the SDK does", async () => {
    const regions = (await partitionsOfSdk()).flatMap(({ id, regions }) =>
      Object.keys(regions)
        .filter((region) => !region.endsWith("-global"))
        .map((region) => [region, id]),
    );
    assert.ok(regions.length > 30, "the SDK's data has not been found");
    assert.deepEqual(
      regions.map(([region = ""]) => [region, partitionOfRegion(region).name]),
      regions,
    );
  });

  it("is the only file of the product that names two of them", () => {
    const folders = ["policypack", "enforcement", "cli", "sandbox", "bench", "docs"];
    const files = folders.flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts") && !/(^|\/)(dist|node_modules)\//.test(file))
        .map((file) => path.join(folder, file)),
    );
    const names = PARTITIONS.filter((name) => name !== "aws").map(
      (name) => new RegExp(`\\b${name}\\b(?!-[a-z])`),
    );
    const naming = files.filter((file) => {
      const text = readFileSync(path.join(ROOT, file), "utf8");
      return names.filter((name) => name.test(text)).length > 1;
    });
    assert.deepEqual(naming, ["policypack/iam/partitions.ts"]);
  });
});
