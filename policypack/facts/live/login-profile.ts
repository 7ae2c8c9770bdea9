import { GetLoginProfileCommand, type IAMClient, NoSuchEntityException } from "@aws-sdk/client-iam";
import { type Fact, known } from "../fact";
import type { LoginProfile } from "../model";
import { attempt } from "./calls";

/** A user's console password by a call of their own; null: none. For users that the credential report lacks. */
export function readLoginProfile(
  iam: IAMClient,
  user: string,
  where: string,
  signal: AbortSignal,
): Promise<Fact<LoginProfile | null>> {
  const purpose = { what: `the login profile of user ${user}`, call: "iam:GetLoginProfile", where };
  return attempt(
    purpose,
    async () => {
      try {
        const command = new GetLoginProfileCommand({ UserName: user });
        const { LoginProfile } = await iam.send(command, { abortSignal: signal });
        return {
          changed: LoginProfile?.CreateDate ?? null,
          lastUsed: null,
          resetRequired: known(LoginProfile?.PasswordResetRequired ?? false),
        };
      } catch (error) {
        if (error instanceof NoSuchEntityException) return null;
        throw error;
      }
    },
    signal,
  );
}
