import { layersOf } from "../../policypack/iam/evaluate";
import { judgeForceMfa } from "../../policypack/iam/force-mfa-judgement";
import type { Question } from "../../policypack/iam/judge-user";

/** What is wrong with each policy that means to force MFA, in the words of `force-mfa-intact`; intact ones give none. */
export function hintsOf({
  policies,
  principal,
  viaAwsServices = false,
}: Pick<Question, "policies" | "principal" | "viaAwsServices">): string[] {
  const { accountId, partition, path } = principal;
  const attachmentScope = { accountId, partition, paths: [path], viaAwsServices };
  return layersOf(policies)
    .flat()
    .flatMap(({ name, document }) => {
      const weaknesses = judgeForceMfa(document, attachmentScope)?.weaknesses ?? [];
      return weaknesses.map(({ sentence }) => `policy ${name}: ${sentence}`);
    });
}
