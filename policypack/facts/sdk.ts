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
