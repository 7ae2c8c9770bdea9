/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports -- to load late */

/**
 * The AWS SDK, of which each part is loaded when it is first asked for: a stack without AWS resources does not pay for
 * it. By `require`, because for `import()` Node reads all of a CommonJS package once more to find its names, which
 * takes longer than to load it.
 */
export const sdk = {
  iam: () => require("@aws-sdk/client-iam") as typeof import("@aws-sdk/client-iam"),
  sts: () => require("@aws-sdk/client-sts") as typeof import("@aws-sdk/client-sts"),
  credentialProviders: () =>
    require("@aws-sdk/credential-providers") as typeof import("@aws-sdk/credential-providers"),
};

const nothing = () => undefined;

/**
 * For the credential chain, which else warns on standard error of keys in the environment beside a profile. Which of
 * them go first is decided before, and in the documentation.
 */
export const NO_WARNINGS = { debug: nothing, info: nothing, warn: nothing, error: nothing };
