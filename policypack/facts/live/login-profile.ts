import { GetLoginProfileCommand, type IAMClient, NoSuchEntityException } from "@aws-sdk/client-iam";
import { type Fact, known } from "../fact";
import type { LoginProfile } from "../account-facts";
import { attempt } from "./calls";
import { required } from "./pages";

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
        const answer = await iam.send(command, { abortSignal: signal });
        const { CreateDate, PasswordResetRequired } = required(answer.LoginProfile, "LoginProfile");
        return {
          changed: CreateDate ?? null,
          lastUsed: null,
          nextRotation: null,
          resetRequired: known(PasswordResetRequired ?? false),
        };
      } catch (error) {
        if (error instanceof NoSuchEntityException) return null;
        throw error;
      }
    },
    signal,
  );
}
