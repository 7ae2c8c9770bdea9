import type { RuleArgs } from "@pulumi/aws/cfg/rule";
import type { Unwrap } from "@pulumi/pulumi";
import type { Checked, ResourceType } from "../resource-type";
import { callJson } from "./call";

type Inputs = Checked<Unwrap<RuleArgs>, "name">;

const CONFIG = { signingName: "config", target: "StarlingDoveService" };

interface Found {
  readonly ConfigRuleName: string;
  readonly ConfigRuleArn: string;
  readonly Description?: string;
  readonly Source: { readonly Owner: string; readonly SourceIdentifier: string };
}

/** A rule of AWS Config that AWS has ready. */
export const configRule: ResourceType<Inputs> = {
  token: "aws:cfg/rule:Rule",
  label: "Config Rule",
  inputs: ["description", "name", "source"],
  autoname: { property: "name", max: 128 },
  replaces: ["name"],
  computed: ["arn"],

  async create(aws, inputs) {
    await callJson(aws, CONFIG, "PutConfigRule", { ConfigRule: toRule(inputs) });
    return { id: inputs.name };
  },

  async read(aws, id) {
    const answer = await callJson(aws, CONFIG, "DescribeConfigRules", { ConfigRuleNames: [id] });
    const [found] = (answer as { ConfigRules: Found[] }).ConfigRules;
    return found && fromRule(found);
  },

  async update(aws, _old, inputs) {
    await callJson(aws, CONFIG, "PutConfigRule", { ConfigRule: toRule(inputs) });
  },

  async delete(aws, _state, id) {
    await callJson(aws, CONFIG, "DeleteConfigRule", { ConfigRuleName: id });
  },
};

function toRule({ name, description, source }: Inputs) {
  const { owner, sourceIdentifier } = source;
  return {
    ConfigRuleName: name,
    Description: description,
    Source: { Owner: owner, SourceIdentifier: sourceIdentifier },
  };
}

function fromRule({ ConfigRuleName, ConfigRuleArn, Description, Source }: Found) {
  const source = { owner: Source.Owner, sourceIdentifier: Source.SourceIdentifier };
  return { name: ConfigRuleName, arn: ConfigRuleArn, description: Description, source };
}
