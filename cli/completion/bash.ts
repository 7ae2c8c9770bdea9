import { PROFILES_OF_BASH } from "./profiles";
import type { OptionWords, Value, Words } from "./words";

/**
 * `source <(mfa-guard completion bash)`; an option's values, a command's options, or the commands. After npx too, where
 * a function that completes npx already goes on doing so.
 */
export function toBash(words: readonly Words[]): string {
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
${commands.map(ofCommand).join("\n")}
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
function ofCommand(of: Words): string {
  const own = `COMPREPLY=(${compgen([...of.arguments, options(of)].join(" "))})`;
  if (!of.takesFiles) return `    ${of.command}) ${own} ;;`;
  return `    ${of.command}) case "$current" in -*) ${own} ;; *) _mfa_guard_files "$current" ;; esac ;;`;
}

/** What comes after an option that takes a value. */
function values(words: readonly Words[]): string[] {
  return words.flatMap(({ command, options }) =>
    options
      .filter(({ value }) => value !== "none")
      .map((option) => `    ${command}:${option.name}) ${REPLIES[option.value](option)}return ;;`),
  );
}

const REPLIES: Readonly<Record<Value, (option: OptionWords) => string>> = {
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
function furtherValues(words: readonly Words[]): string[] {
  return words.flatMap(({ command, options }) =>
    options
      .filter(({ variadic, choices }) => variadic && choices.length > 0)
      .map(
        ({ name, choices }) =>
          `    *:${command}:${name}) COMPREPLY=(${compgen(choices.join(" "))}); return ;;`,
      ),
  );
}

function options(words: Words | undefined): string {
  return (words?.options ?? []).map(({ name }) => name).join(" ");
}
