/** What is compared, as the results and the tables name it. */
export const NO_PACK = "no pack";
export const EMPTY_PACK = "an empty pack";
export const OUR_PACK = "mfa-guard";
export const AWSGUARD_PACK = "AWSGuard";
