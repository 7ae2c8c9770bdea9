/** Where the project's documentation is; its repository is also named in the pack's package.json. */
const REPOSITORY = "https://github.com/mfa-guard/mfa-guard";

/** A rule's own page, which is made from its metadata. */
export function pageOf(rule: { readonly name: string }): string {
  return `${REPOSITORY}/blob/main/docs/rules/${rule.name}.md`;
}
