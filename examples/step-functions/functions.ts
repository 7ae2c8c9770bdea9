// The three functions of the state machine. What they write is what `mfa-guard merge s3://BUCKET/RUN` reads.
import { GetObjectCommand, paginateListObjectsV2, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type AccountToRead, endRun, type NotRead, readForRun, startRun } from "mfa-guard/organization";

const { BUCKET: Bucket = "", OPTIONS = "[]" } = process.env;
const options = JSON.parse(OPTIONS) as string[];
// What stands in for S3 has no host name for each bucket.
const s3 = new S3Client({ forcePathStyle: process.env["AWS_ENDPOINT_URL"] !== undefined });

const put = (Key: string, Body: string) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: "application/json" }));

async function get(Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? "";
}

interface Run {
  /** The name of the execution, and of a folder in the bucket. */
  readonly run: string;
}

/** Chooses the accounts, and puts their list where the distributed map reads it. */
export async function choose({ run }: Run) {
  const { file, accounts, notRead } = await startRun(options);
  const list = `${run}/map/accounts.json`;
  for (const one of notRead) await keepWhy(run, one);
  await put(`${run}/${file.name}`, file.text);
  await put(list, JSON.stringify(accounts));
  return { run, list };
}

interface Reading extends Run {
  readonly account: AccountToRead;
  /** Why an earlier call has not read it. */
  readonly error?: StatesError;
}

/** Reads one account, or keeps why it could not. Of a call that ended by its time limit or for want of memory, only Step Functions knows. */
export async function read({ run, account, error }: Reading) {
  if (error !== undefined) return keepWhy(run, { id: account.id, message: messageOf(error) });
  const { name, text } = await readForRun(account, options);
  await put(`${run}/${name}`, text);
}

/** Says that the run has come to its end, and of which accounts there is nothing. */
export async function finish({ run }: Run) {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: `${run}/` }))
    keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
  const names = keys.map((key) => key.slice(run.length + 1));
  const whyNot: NotRead[] = [];
  for (const name of names.filter((name) => name.startsWith(FAILURES)))
    whyNot.push(JSON.parse(await get(`${run}/${name}`)) as NotRead);
  const { file, notRead } = endRun(await get(`${run}/run.json`), names, whyNot);
  await put(`${run}/${file.name}`, file.text);
  for (const one of notRead) console.warn(one);
  return { run, notRead: notRead.length };
}

const FAILURES = "failures/";

async function keepWhy(run: string, why: NotRead): Promise<void> {
  await put(`${run}/${FAILURES}${why.id}.json`, JSON.stringify(why));
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
interface StatesError {
  readonly Error: string;
  readonly Cause?: string;
}

/** Of a function's error, Cause is its answer: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
function messageOf({ Error: name, Cause = "" }: StatesError): string {
  try {
    return (JSON.parse(Cause) as { errorMessage?: string }).errorMessage ?? Cause;
  } catch {
    return Cause === "" ? name : `${name}: ${Cause}`;
  }
}
