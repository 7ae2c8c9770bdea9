import { PROFILES_OF_BASH } from "./profiles";
import type { OptionWords, Value, Words } from "./words";

/**
 * A file `_mfa-guard` in a folder of `$fpath`, which completes mfa-guard alone; or, after compinit, `source <(mfa-guard
 * completion zsh)`, which completes it after npx too, and leaves whatever else completes npx to do the rest. What
 * completes a command is in `$_comps`: https://zsh.sourceforge.io/Doc/Release/Completion-System.html
 */
export function toZsh(words: readonly Words[]): string {
  const [program, ...commands] = words;
  const described = commands.map(({ command, description }) => `    ${quoted(`${command}:${description}`)}`);
  return `#compdef mfa-guard
${PROFILES_OF_BASH}
_mfa-guard-profiles() { compadd -- \${(f)"$(_mfa_guard_profiles)"} }
_mfa-guard() {
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
_mfa-guard-npx() {
  if (( CURRENT > 2 )) && [ "$words[2]" = mfa-guard ]; then
    shift words
    (( CURRENT-- ))
    _mfa-guard
    return
  fi
  if (( CURRENT == 2 )); then compadd mfa-guard; fi
  \${_mfa_guard_npx_before:-_default}
}
if [ "$funcstack[1]" = "_mfa-guard" ]; then
  _mfa-guard "$@"
else
  if [ "$_comps[npx]" != _mfa-guard-npx ]; then _mfa_guard_npx_before="$_comps[npx]"; fi
  compdef _mfa-guard mfa-guard
  compdef _mfa-guard-npx npx
fi
`;
}

function ofCommand({ command, options, arguments: choices, takesFiles }: Words): string {
  const ofChoices = choices.length > 0 ? ` ${quoted(`1:value:(${choices.join(" ")})`)}` : "";
  const positional = takesFiles ? " '*:file:_files'" : ofChoices;
  return `      ${command}) _arguments ${options.map(spec).join(" ")}${positional} ;;`;
}

function spec(option: OptionWords): string {
  const { name, description, value, variadic } = option;
  const text = description.replace(/[[\]:\\]/g, "\\$&");
  // With a star, an option may be given again: each takes one value here.
  return quoted(`${variadic ? "*" : ""}${name}[${text}]${VALUES[value](option)}`);
}

/** A space for an action: there is nothing to offer. */
const VALUES: Readonly<Record<Value, (option: OptionWords) => string>> = {
  none: () => "",
  other: () => ":value: ",
  choice: ({ choices }) => `:value:(${choices.join(" ")})`,
  profile: () => ":profile:_mfa-guard-profiles",
  file: () => ":file:_files",
};

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
