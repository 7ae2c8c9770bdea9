import type { Aws } from "../aws";
import type { Props } from "../wire";
import { getCallerIdentity, getPartition, getRegion } from "./account";
import { getPolicyDocument, getUser, getUsers } from "./iam";

/** A function of the provider. A method, so that each may name its own arguments. */
interface FunctionTable {
  [token: string]: { invoke(aws: Aws, args: Props): Promise<Props> };
}

/** Every function that the stand-in provider knows, by token. */
export const functions: FunctionTable = {
  "aws:index/getCallerIdentity:getCallerIdentity": { invoke: getCallerIdentity },
  "aws:index/getPartition:getPartition": { invoke: getPartition },
  "aws:index/getRegion:getRegion": { invoke: getRegion },
  "aws:iam/getPolicyDocument:getPolicyDocument": { invoke: getPolicyDocument as never },
  "aws:iam/getUser:getUser": { invoke: getUser as never },
  "aws:iam/getUsers:getUsers": { invoke: getUsers as never },
};
