import type { OptionSyntax, Value, CommandSyntax } from "./syntax";

/**
 * `source <(mfa-guard completion bash)`; an option's values, a command's options, or the commands. After npx too, where
 * a function that completes npx already goes on doing so.
 */
export function toBash(words: readonly CommandSyntax[]): string {
  const [program, ...commands] = words;
  const names = commands.map(({ command }) => command).join(" ");
  return `# bash completion of mfa-guard
${PROFILES_OF_BASH}
_mfa_guard_files() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -f -- "$1"))
  compopt -o filenames 2>/dev/null
}
_mfa_guard() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" option="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " ${names} " in *" $word "*) command="$word"; break ;; esac
  done
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) option="$word" ;; esac
  done
  COMPREPLY=()
  case "$command:$previous" in
${values(words).join("\n")}
  esac
  case "$current:$command:$option" in
    -*) ;;
${furtherValues(words).join("\n")}
  esac
  case "$command" in
    "") COMPREPLY=($(compgen -W "${names} ${options(program)}" -- "$current")) ;;
${commands.map(commandInBash).join("\n")}
  esac
}
_mfa_guard_npx() {
  COMPREPLY=()
  if [ "$COMP_CWORD" -gt 1 ] && [ "\${COMP_WORDS[1]}" = mfa-guard ]; then
    COMP_WORDS=("\${COMP_WORDS[@]:1}") COMP_CWORD=$((COMP_CWORD - 1))
    compopt +o default 2>/dev/null
    _mfa_guard
    return
  fi
  if [ -n "$_mfa_guard_npx_before" ]; then "$_mfa_guard_npx_before" "$@"; fi
  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY+=($(compgen -W mfa-guard -- "\${COMP_WORDS[1]}")); fi
}
complete -F _mfa_guard mfa-guard
_mfa_guard_npx_found="$(complete -p npx 2>/dev/null)"
case "$_mfa_guard_npx_found" in
  *" -F _mfa_guard_npx "*) ;;
  *" -F "*)
    _mfa_guard_npx_before="\${_mfa_guard_npx_found##* -F }"
    _mfa_guard_npx_before="\${_mfa_guard_npx_before%% *}" ;;
  *) _mfa_guard_npx_before="" ;;
esac
complete -o default -F _mfa_guard_npx npx
`;
}

/** Options of a command, and its arguments; files where an argument is one, unless an option is begun. */
function commandInBash(of: CommandSyntax): string {
  const own = `COMPREPLY=(${compgen([...of.arguments, options(of)].join(" "))})`;
  if (!of.takesFiles) return `    ${of.command}) ${own} ;;`;
  return `    ${of.command}) case "$current" in -*) ${own} ;; *) _mfa_guard_files "$current" ;; esac ;;`;
}

/** What comes after an option that takes a value. */
function values(words: readonly CommandSyntax[]): string[] {
  return words.flatMap(({ command, options }) =>
    options
      .filter(({ value }) => value !== "none")
      .map((option) => `    ${command}:${option.name}) ${REPLIES[option.value](option)}return ;;`),
  );
}

const REPLIES: Readonly<Record<Value, (option: OptionSyntax) => string>> = {
  none: () => "",
  other: () => "",
  choice: ({ choices }) => `COMPREPLY=(${compgen(choices.join(" "))}); `,
  profile: () => `COMPREPLY=(${compgen("$(_mfa_guard_profiles)")}); `,
  file: () => '_mfa_guard_files "$current"; ',
};

function compgen(list: string): string {
  return `$(compgen -W "${list}" -- "$current")`;
}

/** What comes after a value of an option that takes several, until another option. */
function furtherValues(words: readonly CommandSyntax[]): string[] {
  return words.flatMap(({ command, options }) =>
    options
      .filter(({ variadic, choices }) => variadic && choices.length > 0)
      .map(
        ({ name, choices }) =>
          `    *:${command}:${name}) COMPREPLY=(${compgen(choices.join(" "))}); return ;;`,
      ),
  );
}

function options(words: CommandSyntax | undefined): string {
  return (words?.options ?? []).map(({ name }) => name).join(" ");
}

/**
 * A file `_mfa-guard` in a folder of `$fpath`, which completes mfa-guard alone; or, after compinit, `source <(mfa-guard
 * completion zsh)`, which completes it after npx too, and leaves whatever else completes npx to do the rest. What
 * completes a command is in `$_comps`: https://zsh.sourceforge.io/Doc/Release/Completion-System.html
 */
export function toZsh(words: readonly CommandSyntax[]): string {
  const [program, ...commands] = words;
  const described = commands.map(
    ({ command, description }) => `    ${quotedForZsh(`${command}:${description}`)}`,
  );
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
${commands.map(commandInZsh).join("\n")}
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

function commandInZsh({ command, options, arguments: choices, takesFiles }: CommandSyntax): string {
  const ofChoices = choices.length > 0 ? ` ${quotedForZsh(`1:value:(${choices.join(" ")})`)}` : "";
  const positional = takesFiles ? " '*:file:_files'" : ofChoices;
  return `      ${command}) _arguments ${options.map(spec).join(" ")}${positional} ;;`;
}

function spec(option: OptionSyntax): string {
  const { name, description, value, variadic } = option;
  const text = description.replace(/[[\]:\\]/g, "\\$&");
  // With a star, an option may be given again: each takes one value here.
  return quotedForZsh(`${variadic ? "*" : ""}${name}[${text}]${VALUES_IN_ZSH[value](option)}`);
}

/** A space for an action: there is nothing to offer. */
const VALUES_IN_ZSH: Readonly<Record<Value, (option: OptionSyntax) => string>> = {
  none: () => "",
  other: () => ":value: ",
  choice: ({ choices }) => `:value:(${choices.join(" ")})`,
  profile: () => ":profile:_mfa-guard-profiles",
  file: () => ":file:_files",
};

function quotedForZsh(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** `mfa-guard completion fish | source`, or a file in ~/.config/fish/completions. */
export function toFish(words: readonly CommandSyntax[]): string {
  const [program, ...commands] = words;
  const names = commands.map(({ command }) => command).join(" ");
  const none = `not __fish_seen_subcommand_from ${names}`;
  const lines = [
    ...commands.map(
      ({ command, description }) =>
        `complete -c mfa-guard -f -n ${quotedForFish(none)} -a ${command} -d ${quotedForFish(description)}`,
    ),
    ...(program?.options ?? []).map((option) => line(none, option)),
    ...commands.flatMap(commandInFish),
  ];
  return [
    "# fish completion of mfa-guard",
    PROFILES_OF_FISH,
    ...lines,
    FIRST_OF_NPX,
    ...lines.map(ofNpx),
    "",
  ].join("\n");
}

/** Beside whatever else completes npx: in fish, that adds up. */
const FIRST_OF_NPX = "complete -c npx -n 'test (count (commandline -opc)) -eq 1' -a mfa-guard";

function commandInFish({ command, options, arguments: choices, takesFiles }: CommandSyntax): string[] {
  const seen = `__fish_seen_subcommand_from ${command}`;
  const values = choices.length > 0 ? ` -a ${quotedForFish(choices.join(" "))}` : "";
  const own = takesFiles ? [] : [`complete -c mfa-guard -f -n ${quotedForFish(seen)}${values}`];
  return [...own, ...options.map((option) => line(seen, option))];
}

/** The same after `npx mfa-guard`. */
function ofNpx(own: string): string {
  return own.replace(
    /^complete -c mfa-guard (-f )?-n '/,
    (_, flag = "") => `complete -c npx ${flag}-n '__fish_seen_subcommand_from mfa-guard; and `,
  );
}

function line(condition: string, option: OptionSyntax): string {
  const { name, description, value } = option;
  return `complete -c mfa-guard -n ${quotedForFish(condition)} -l ${name.replace(/^--/, "")} -d ${quotedForFish(description)}${VALUES_IN_FISH[value](option)}`;
}

const VALUES_IN_FISH: Readonly<Record<Value, (option: OptionSyntax) => string>> = {
  none: () => "",
  other: () => " -x",
  choice: ({ choices }) => ` -x -a ${quotedForFish(choices.join(" "))}`,
  profile: () => " -x -a '(__mfa_guard_profiles)'",
  file: () => " -r -F",
};

function quotedForFish(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}

/**
 * Lists the profiles of one of the AWS CLI's files, in each shell. Names with other characters are left out: they would
 * be split or expanded. https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
const NAME = "[A-Za-z0-9_.@+=,:/-]+";
const FROM_CONFIG = String.raw`sed -nE 's#^[[:space:]]*\[[[:space:]]*(profile[[:space:]]+(${NAME})|(default))[[:space:]]*\].*#\2\3#p'`;
const FROM_CREDENTIALS = String.raw`sed -nE 's#^[[:space:]]*\[[[:space:]]*(${NAME})[[:space:]]*\].*#\1#p'`;

/** The function `_mfa_guard_profiles` of bash and zsh, which prints a profile a line. */
const PROFILES_OF_BASH = `_mfa_guard_profiles() {
  {
    ${FROM_CONFIG} "\${AWS_CONFIG_FILE:-$HOME/.aws/config}"
    ${FROM_CREDENTIALS} "\${AWS_SHARED_CREDENTIALS_FILE:-$HOME/.aws/credentials}"
  } 2>/dev/null | sort -u
}`;

/** The same of fish, with a name as its own functions have. */
const PROFILES_OF_FISH = `function __mfa_guard_profiles
  set -l config $AWS_CONFIG_FILE
  test -n "$config"; or set config ~/.aws/config
  set -l credentials $AWS_SHARED_CREDENTIALS_FILE
  test -n "$credentials"; or set credentials ~/.aws/credentials
  begin
    ${FROM_CONFIG} "$config"
    ${FROM_CREDENTIALS} "$credentials"
  end 2>/dev/null | sort -u
end`;
