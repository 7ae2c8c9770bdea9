/**
 * Keeps the AWS SDK from saying, in every preview and report on Node.js 20, that its versions from January 2027 on
 * require 22: that concerns who installs, and README tells them. AWS documents the variable; who sets it decides.
 * https://github.com/aws/aws-sdk-js-v3/issues/7983
 */
export function leaveNodeVersionToReadme(): void {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
}
