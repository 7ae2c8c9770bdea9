import { randomInt } from "node:crypto";
import type { UserLoginProfileArgs } from "@pulumi/aws/iam/userLoginProfile";
import type { Unwrap } from "@pulumi/pulumi";
import { ProviderError } from "../errors";
import type { Checked, ResourceType } from "../resource-type";

type Inputs = Checked<Unwrap<UserLoginProfileArgs>, "passwordLength">;

// Like the real one, no deleteBeforeReplace: replacing the profile of the same user needs that option
// in the program, or AWS answers EntityAlreadyExists.
export const userLoginProfile: ResourceType<Inputs> = {
  token: "aws:iam/userLoginProfile:UserLoginProfile",
  label: "IAM User Login Profile",
  inputs: ["user", "passwordLength", "passwordResetRequired"],
  defaults: { passwordLength: 20 },
  replaces: "all",
  optionalComputed: ["passwordResetRequired"],
  computed: ["password"],
  secrets: ["password"],

  async create(aws, { user, passwordLength, passwordResetRequired }) {
    const password = generatePassword(passwordLength);
    const iam = await aws.iam();
    await iam.createLoginProfile({
      UserName: user,
      Password: password,
      PasswordResetRequired: passwordResetRequired ?? false,
    });
    return { id: user, outputs: { password } };
  },

  async read(aws, id, old) {
    const { LoginProfile: found } = await (await aws.iam()).getLoginProfile({ UserName: id });
    // False once the user has chosen a password. moto leaves it out: then what the program said stands.
    const passwordResetRequired = found?.PasswordResetRequired ?? old.passwordResetRequired;
    return { user: found?.UserName, passwordResetRequired };
  },

  async delete(aws, _state, id) {
    await (await aws.iam()).deleteLoginProfile({ UserName: id });
  },
};

const CLASSES = [
  "abcdefghijklmnopqrstuvwxyz",
  "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  "0123456789",
  "!@#$%^&*()_+-=[]{}|'",
];

/**
 * A random password with every class of characters that an account's password policy can ask for.
 * Made whole and tried again, rather than mended: mending would make some passwords likelier.
 *
 * @throws ProviderError where the length is not one that the real provider takes
 */
export function generatePassword(length: number): string {
  if (length < 5 || length > 128) throw new ProviderError(`passwordLength is ${length}, not 5 to 128`);
  const charset = CLASSES.join("");
  for (;;) {
    const password = Array.from({ length }, () => charset[randomInt(charset.length)]).join("");
    if (CLASSES.every((each) => [...password].some((char) => each.includes(char)))) return password;
  }
}
