import type { ResourceValidation, ResourceValidationArgs } from "@pulumi/policy";
import { isAwsProvider, isAwsResource } from "../facts/planned/resource-types";
import type { Asking, ReadFacts, Run } from "./run";
import { lacking, type SettingsInput, timeLimit } from "./pack-settings";

/**
 * A provider as the engine shows it: by Pulumi's own type, since the pack's public types reach it here, and none of
 * what reads and checks.
 */
type ShownProvider = Pick<ResourceValidationArgs, "urn" | "props">;

/** A reading of accounts that begins before the stack is handed over. */
export interface AheadReading {
  /** Begins to read the account that a provider leads to. */
  begin(provider: ShownProvider): void;
  /** Makes use of what has been begun, and reads the rest. */
  readonly read: ReadFacts;
}

export type ReadAhead = (asking: Asking) => AheadReading;

/**
 * Has the account read while the engine plans the resources, which takes longer. Only in a preview: an update changes
 * the account meanwhile, and is judged by what is there after it.
 *
 * The engine shows each resource to policies that validate resources, and has it read from the wire for each of them.
 * So they look only until the first resource that AWS is to make: the providers have been shown by then, but for those
 * that a program makes later, whose accounts are read at the end as ever.
 */
export class AheadOfStack {
  /**
   * Emptied once there is nothing more to see. The policies that have them as `validateResource` are then not called.
   */
  private readonly watching: ResourceValidation[][] = [];
  private certifications = false;
  private reading: AheadReading | undefined;

  constructor(
    private readonly run: Run,
    private readonly readAhead: ReadAhead | undefined,
  ) {}

  /** For the policy that has the settings. */
  ofSettings(given: SettingsInput): { validateResource?: ResourceValidation[] } {
    return this.watch((args) => this.look(args, { ...given, ...args.getConfig<SettingsInput>() }));
  }

  /** For a policy whose options may ask for more to be read. */
  ofOptions(asks: (config: Record<string, unknown>) => boolean): { validateResource?: ResourceValidation[] } {
    return this.watch((args) => {
      if (asks(args.getConfig<Record<string, unknown>>())) this.certifications = true;
    });
  }

  /** To be called when the stack is judged: nothing comes ahead of it any more. */
  end(): void {
    for (const validations of this.watching) validations.length = 0;
  }

  private watch(validation: ResourceValidation): { validateResource?: ResourceValidation[] } {
    if (!this.readAhead || !isPreview()) return {};
    const validations = [validation];
    this.watching.push(validations);
    return { validateResource: validations };
  }

  private look({ type, urn, props, stackTags }: ResourceValidationArgs, settings: SettingsInput): void {
    if (isAwsResource(type) || settings.facts !== undefined || lacking(settings.stackTags, stackTags))
      this.end();
    // The policies that come after this one say first what else is to be read.
    else if (isAwsProvider(type)) setImmediate(() => this.begin({ urn, props }, settings));
  }

  private begin(provider: ShownProvider, settings: SettingsInput): void {
    const { certifications, readAhead, run } = this;
    try {
      const asking = {
        livePasswords: settings.livePasswords ?? false,
        budget: timeLimit(settings),
        certifications,
      };
      this.reading ??= readAhead?.(asking);
      this.reading?.begin(provider);
      if (this.reading) run.ahead ??= { asking, read: this.reading.read };
    } catch {
      // Settings that can't be used, or a part of the pack that can't be loaded: told when the stack is judged.
    }
  }
}

/** By the engine's word: `pulumi up` has its preview in a process of its own. Without it nothing is read ahead. */
function isPreview(): boolean {
  return process.env["PULUMI_DRY_RUN"] === "true";
}
