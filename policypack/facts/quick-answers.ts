import type { IAMClient } from "@aws-sdk/client-iam";
import { ANSWER_SHAPES } from "./answer-shapes";
import { readQuickly } from "./quick-xml";

/** Of the SDK's HTTP response. */
interface Answer {
  readonly statusCode: number;
  body: Parameters<IAMClient["config"]["streamCollector"]>[0] | Uint8Array;
}

type ReadAnswer = (operation: { readonly name: string }, context: unknown, answer: Answer) => Promise<object>;

/**
 * Has a client read the long answers about an account by `readQuickly`: the SDK goes through XML character by
 * character, and through its description of the service for each value. What is not read that way, errors included, is
 * read by the SDK as ever. Of these answers there is then what `ANSWER_SHAPES` has, and no more.
 */
export function readAnswersQuickly({ config }: IAMClient): void {
  const { protocol } = config;
  // A class, where a later SDK makes no object of it before the first call: then all is left to the SDK.
  if (!("deserializeResponse" in protocol)) return;
  const readBySdk = protocol.deserializeResponse.bind(protocol) as ReadAnswer;
  const read: ReadAnswer = async (operation, context, answer) => {
    const fields = ANSWER_SHAPES[operation.name];
    if (fields && answer.statusCode === 200) {
      const bytes = await config.streamCollector(answer.body as Exclude<Answer["body"], Uint8Array>);
      const found = readQuickly(config.utf8Encoder(bytes), operation.name, fields);
      if (found) return { ...found, $metadata: { httpStatusCode: 200 } };
      // The stream is at its end, and the SDK takes bytes as well.
      answer.body = bytes;
    }
    return readBySdk(operation, context, answer);
  };
  config.protocol = new Proxy(protocol, {
    get(target, name) {
      if (name === "deserializeResponse") return read;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
