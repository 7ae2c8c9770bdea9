import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** A bag of resource properties, in plain JavaScript values. */
export type Props = Record<string, unknown>;

/** What the engine sends, and is sent, in place of a value that is not known in a preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

// The two constants with which Pulumi marks a secret on the wire: sdk/go/common/resource/sig.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Marks a value as a secret, so that the engine encrypts it in the state and hides it in its output. */
export function secret(value: unknown): Props {
  return { [SIGNATURE]: SECRET, value };
}

/** Whether a value is unknown, or holds one that is. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some(hasUnknown);
}

/** Message to properties; secrets come out bare, unknown values as UNKNOWN. */
export function decode(struct: Struct | undefined): Props {
  return struct ? (bare(struct.toJavaScript()) as Props) : {};
}

/** Properties to message; undefined properties are left out. */
export function encode(props: Props): Struct {
  return Struct.fromJavaScript(defined(props) as Record<string, JavaScriptValue>);
}

function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (value === null || typeof value !== "object") return value;
  const object = value as Props;
  if (object[SIGNATURE] === SECRET) return bare(object["value"]);
  return mapValues(object, bare);
}

function defined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(defined);
  if (value === null || typeof value !== "object") return value;
  return mapValues(value as Props, defined);
}

function mapValues(object: Props, change: (value: unknown) => unknown): Props {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value)]));
}
