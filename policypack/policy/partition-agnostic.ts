/** `Fn::Sub`: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html */
export interface Substitution {
  readonly "Fn::Sub": string;
}

/** A value of a template: JSON in which some texts are substitutions. */
export type TemplateValue =
  string | Substitution | readonly TemplateValue[] | { readonly [key: string]: TemplateValue };

/**
 * The same value, with every ARN of the given partition made one of whatever partition the template is deployed in.
 * Texts without such an ARN stay as they are.
 */
export function partitionAgnostic(value: unknown, partition: string): TemplateValue {
  if (typeof value === "string") return portableText(value, partition);
  if (Array.isArray(value)) return value.map((item) => partitionAgnostic(item, partition));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, partitionAgnostic(item, partition)]),
    );
  }
  throw new TypeError(`A template of CloudFormation can't hold ${String(value)}.`);
}

/** IAM's own variables must reach IAM: `${!aws:username}` comes out as `${aws:username}`. */
function portableText(text: string, partition: string): string | Substitution {
  const arn = `arn:${partition}:`;
  if (!text.startsWith(arn)) return text;
  return { "Fn::Sub": `arn:\${AWS::Partition}:${text.slice(arn.length).replaceAll("${", "${!")}` };
}
