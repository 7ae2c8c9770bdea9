/**
 * Lists the profiles of one of the AWS CLI's files, in each shell. Names with other characters are left out: they would
 * be split or expanded. https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
const NAME = "[A-Za-z0-9_.@+=,:/-]+";
const FROM_CONFIG = String.raw`sed -nE 's#^[[:space:]]*\[[[:space:]]*(profile[[:space:]]+(${NAME})|(default))[[:space:]]*\].*#\2\3#p'`;
const FROM_CREDENTIALS = String.raw`sed -nE 's#^[[:space:]]*\[[[:space:]]*(${NAME})[[:space:]]*\].*#\1#p'`;

/** The function `_mfa_guard_profiles` of bash and zsh, which prints a profile a line. */
export const PROFILES_OF_BASH = `_mfa_guard_profiles() {
  {
    ${FROM_CONFIG} "\${AWS_CONFIG_FILE:-$HOME/.aws/config}"
    ${FROM_CREDENTIALS} "\${AWS_SHARED_CREDENTIALS_FILE:-$HOME/.aws/credentials}"
  } 2>/dev/null | sort -u
}`;

/** The same of fish, with a name as its own functions have. */
export const PROFILES_OF_FISH = `function __mfa_guard_profiles
  set -l config $AWS_CONFIG_FILE
  test -n "$config"; or set config ~/.aws/config
  set -l credentials $AWS_SHARED_CREDENTIALS_FILE
  test -n "$credentials"; or set credentials ~/.aws/credentials
  begin
    ${FROM_CONFIG} "$config"
    ${FROM_CREDENTIALS} "$credentials"
  end 2>/dev/null | sort -u
end`;
