/** What an element holds; in brackets, that of each `member` of a list. */
export type Shape = "text" | "date" | "boolean" | "base64" | readonly [Shape] | Fields;

/** Elements by name. Those that have none here are passed over. */
export interface Fields {
  readonly [name: string]: Shape;
}

/** An element that has begun. */
interface Open {
  readonly name: string;
  /** Undefined: nobody asks for it. */
  readonly shape: Shape | undefined;
  /** Before the first element in it. */
  readonly text: string;
  /** What the elements in it come to; undefined as long as there are none. */
  value: Record<string, unknown> | unknown[] | undefined;
}

/** A tag, and the text up to the next. Of attributes only the namespace that AWS names on an answer's first element. */
const TAG = /<(\/?)([A-Za-z][A-Za-z0-9]*)( xmlns="[^"<&]*")?\s*(\/?)>([^<]*)/y;

/**
 * Reads an answer of AWS's Query protocol as the SDK reads it, which a test holds it against: of what is in the result
 * element that which has a shape. Only the forms that AWS writes are read. For any other, such as a comment or a
 * reference to a character by its number, it returns null, and the SDK has to read it.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#response-serialization
 */
export function readQuickly(xml: string, operation: string, fields: Fields): object | null {
  try {
    return read(xml, operation, fields);
  } catch (error) {
    if (error === ANOTHER_FORM) return null;
    throw error;
  }
}

const ANOTHER_FORM = new Error("the answer has another form than AWS writes");

function read(xml: string, operation: string, fields: Fields): object {
  // Another system's line breaks, which the SDK makes its own.
  if (xml.includes("\r")) refuse();
  const root = begin("", { [`${operation}Response`]: { [`${operation}Result`]: fields } }, "");
  const open = [root];
  const tag = new RegExp(TAG);
  tag.lastIndex = /^(<\?xml [^<>]*\?>)?\s*/.exec(xml)?.[0].length ?? 0;
  while (tag.lastIndex < xml.length) {
    const [, end, name = "", namespace, empty, text = ""] = tag.exec(xml) ?? refuse();
    const at = open.at(-1) ?? root;
    if (end) {
      if (at.name !== name || namespace || empty) refuse();
      open.pop();
      close(at, open.at(-1) ?? refuse(), text);
    } else {
      if ((namespace !== undefined) !== (at === root)) refuse();
      const element = begin(name, shapeIn(at, name), empty ? "" : text);
      // Elements are there now, whether or not anybody asks for them.
      at.value ??= isList(at.shape) ? [] : {};
      if (empty) close(element, at, text);
      else open.push(element);
    }
  }
  const result = (root.value as Record<string, Record<string, object>> | undefined)?.[`${operation}Response`];
  return (open.length === 1 && result?.[`${operation}Result`]) || refuse();
}

function refuse(): never {
  throw ANOTHER_FORM;
}

function begin(name: string, shape: Shape | undefined, text: string): Open {
  return { name, shape, text, value: undefined };
}

function shapeIn({ shape }: Open, name: string): Shape | undefined {
  if (shape === undefined) return undefined;
  if (typeof shape === "string") return refuse();
  if (isList(shape)) return name === "member" ? shape[0] : refuse();
  return Object.hasOwn(shape, name) ? shape[name] : undefined;
}

function isList(shape: Shape | undefined): shape is readonly [Shape] {
  return Array.isArray(shape);
}

/** @param after The text behind the end of the element, in the one around it. */
function close({ name, shape, text, value }: Open, parent: Open, after: string): void {
  if (/\S/.test(after)) refuse();
  if (shape === undefined) return;
  if (value !== undefined && /\S/.test(text)) refuse();
  const held = value ?? withoutElements(shape, text);
  if (Array.isArray(parent.value)) parent.value.push(held);
  else if (!parent.value || name in parent.value) refuse();
  else parent.value[name] = held;
}

function withoutElements(shape: Shape, text: string): unknown {
  if (shape === "text") return toText(text);
  if (shape === "date") return toDate(text);
  if (shape === "base64") return toBytes(text);
  if (shape === "boolean") return text === "true" || (text === "false" ? false : refuse());
  if (/\S/.test(text)) refuse();
  return isList(shape) ? [] : {};
}

const CHARACTERS: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
};

function toText(text: string): string {
  // What an indented list that is empty has in it.
  if (text.includes("\n") && !/\S/.test(text)) return "";
  return text.includes("&") ? text.replace(/&[^&;]*;?/g, (name) => CHARACTERS[name] ?? refuse()) : text;
}

/** To the millisecond, rounded; an emulator tells microseconds. */
function toDate(text: string): Date {
  const [, seconds, rest = ""] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z$/.exec(text) ?? refuse();
  const date = new Date(Date.parse(`${seconds}Z`) + Math.round(Number(`0${rest}`) * 1000));
  return Number.isNaN(date.getTime()) ? refuse() : date;
}

function toBytes(text: string): Uint8Array {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) refuse();
  const bytes = Buffer.from(text, "base64");
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
