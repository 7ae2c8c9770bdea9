/** Where the project's documentation is; its repository is also named in the pack's package.json. */
const REPOSITORY = "https://github.com/mfa-guard/mfa-guard";

/** A rule's own page, which for ours is made from its metadata. */
export function pageOf(rule: { readonly name: string; readonly documentation?: string }): string {
  return rule.documentation ?? `${REPOSITORY}/blob/main/docs/rules/${rule.name}.md`;
}
