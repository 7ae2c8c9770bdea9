import type { OptionWords, Words } from "./words";

/** A file `_mfa-guard` in a folder of `$fpath`, or `source <(mfa-guard completion zsh)`. */
export function toZsh(words: readonly Words[]): string {
  const [program, ...commands] = words;
  const described = commands.map(({ command, description }) => `    ${quoted(`${command}:${description}`)}`);
  return `#compdef mfa-guard npx
_mfa-guard() {
  if [ "$service" = npx ]; then
    if [ "$words[2]" != mfa-guard ]; then _default; return; fi
    shift words
    (( CURRENT-- ))
  fi
  local -a commands=(
${described.join("\n")}
  )
  local context state line
  _arguments -C \\
${(program?.options ?? []).map((option) => `    ${spec(option)} \\`).join("\n")}
    '1:command:->command' '*::argument:->argument'
  case "$state" in
    command) _describe command commands ;;
    argument) case "$line[1]" in
${commands.map(ofCommand).join("\n")}
    esac ;;
  esac
}
if [ "$funcstack[1]" = "_mfa-guard" ]; then _mfa-guard "$@"; else compdef _mfa-guard mfa-guard npx; fi
`;
}

function ofCommand({ command, options, arguments: choices }: Words): string {
  const positional = choices.length > 0 ? ` ${quoted(`1:value:(${choices.join(" ")})`)}` : "";
  return `      ${command}) _arguments ${options.map(spec).join(" ")}${positional} ;;`;
}

function spec({ name, description, takesValue, choices, variadic }: OptionWords): string {
  const values = choices.length > 0 ? `(${choices.join(" ")})` : "_files";
  const text = description.replace(/[[\]:\\]/g, "\\$&");
  // With a star, an option may be given again: each takes one value here.
  return quoted(`${variadic ? "*" : ""}${name}[${text}]${takesValue ? `:value:${values}` : ""}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
