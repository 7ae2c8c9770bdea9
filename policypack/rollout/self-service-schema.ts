import { z } from "zod";
import { flag, ipRange, type Shape, vpcId, wholeNumber } from "./fields";
import type { SelfService } from "./rollout";

/**
 * What a user may manage for themself, and from where: the options of the self-service policy. Those that grant
 * something have their risk in their description, and are off unless turned on.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
 */
export const selfServiceSchema = z
  .strictObject(
    {
      ownPassword: flag().default(false).describe("Users may change their own console password, with MFA."),
      accessKeys: flag()
        .default(false)
        .describe(
          "Users may create, rotate and delete their own access keys, with MFA. " +
            "Risk: long-lived keys that nobody else knows of.",
        ),
      signingCertificates: flag()
        .default(false)
        .describe("Users may manage their own X.509 signing certificates, with MFA."),
      sshKeys: flag()
        .default(false)
        .describe(
          "Users may manage their own SSH public keys for CodeCommit, with MFA. " +
            "Risk: Git over SSH with such a key asks for no MFA.",
        ),
      gitCredentials: flag()
        .default(false)
        .describe(
          "Users may manage their own service-specific credentials (HTTPS Git, Keyspaces), with MFA. " +
            "Risk: what is done with them asks for no MFA.",
        ),
      passwordChangeBeforeMfa: flag()
        .default(false)
        .describe(
          "Users may change their own password before they have set up MFA. Needed where a password must be reset " +
            "at the first sign-in: without it such a user can neither change it nor enrol. " +
            "Risk: AWS advises against it; anyone who learns the old password can take the user over.",
        ),
      signInBeforeMfa: flag()
        .default(false)
        .describe(
          "signin:AuthorizeOAuth2Access and signin:CreateOAuth2Token are not denied without MFA. Needed where console " +
            "authorization is on: policies then count at sign-in too, and who is denied may not get into the console, " +
            "to enrol either. Risk: anyone who has only the password gets credentials for the AWS CLI by `aws login` " +
            "if another policy allows it; whether these count as signed in with MFA, AWS does not document.",
        ),
      viaAwsServices: flag()
        .default(false)
        .describe(
          "Calls that AWS services make on the user's behalf (aws:ViaAWSService) are not denied without MFA. " +
            "Risk: a session without MFA can act through a service that forwards its calls.",
        ),
      sourceIps: z
        .array(ipRange("an IPv4 or IPv6 address or CIDR range, such as 203.0.113.0/24"), {
          error: "a list of IP addresses and CIDR ranges; leave it out for anywhere",
        })
        .min(1, { error: "at least one address or range; leave it out for anywhere" })
        .optional()
        .describe(
          "MFA may be enrolled only from these public IP addresses or CIDR ranges (aws:SourceIp). " +
            "Without it anyone who has only the password of a user without MFA can enrol their own device. " +
            "With `vpcs` too, either is enough.",
        ),
      vpcs: z
        .array(vpcId("the id of a VPC, such as vpc-0123456789abcdef0"), {
          error: "a list of VPC ids; leave it out for anywhere",
        })
        .min(1, { error: "at least one VPC id; leave it out for anywhere" })
        .optional()
        .describe(
          "MFA may be enrolled only through an endpoint in these VPCs (aws:SourceVpc). " +
            "Calls through one carry no public address, so `sourceIps` never matches them.",
        ),
      // The least that GetSessionToken gives, and the most that it gives an IAM user.
      maxSessionAge: wholeNumber("a whole number of seconds from 900 to 129600 (36 hours)", 900, 129_600)
        .optional()
        .describe(
          "Seconds since the sign-in with MFA (aws:MultiFactorAuthAge) after which everything is denied again " +
            "until the next one; 43200 is a working day of 12 hours. Left out: as long as the session lasts.",
        ),
    } satisfies Shape<SelfService>,
    { error: "the options of the self-service policy, or leave it out" },
  )
  .meta({ title: "Self-service" });
