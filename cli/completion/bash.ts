import type { Words } from "./words";

/**
 * `source <(mfa-guard completion bash)`; an option's values, a command's options, or the commands. After npx too, where
 * a function that completes npx already goes on doing so.
 */
export function toBash(words: readonly Words[]): string {
  const [program, ...commands] = words;
  const names = commands.map(({ command }) => command).join(" ");
  return `# bash completion of mfa-guard
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
${commands.map((of) => `    ${of.command}) COMPREPLY=($(compgen -W "${[...of.arguments, options(of)].join(" ")}" -- "$current")) ;;`).join("\n")}
  esac
}
_mfa_guard_npx() {
  COMPREPLY=()
  if [ "$COMP_CWORD" -gt 1 ] && [ "\${COMP_WORDS[1]}" = mfa-guard ]; then
    COMP_WORDS=("\${COMP_WORDS[@]:1}") COMP_CWORD=$((COMP_CWORD - 1))
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

/** What comes after an option that takes a value: a choice, or a file. */
function values(words: readonly Words[]): string[] {
  return words.flatMap(({ command, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ name, choices }) => {
        const reply = choices.length > 0 ? `-W "${choices.join(" ")}"` : "-f";
        return `    ${command}:${name}) COMPREPLY=($(compgen ${reply} -- "$current")); return ;;`;
      }),
  );
}

/** What comes after a value of an option that takes several, until another option. */
function furtherValues(words: readonly Words[]): string[] {
  return words.flatMap(({ command, options }) =>
    options
      .filter(({ variadic, choices }) => variadic && choices.length > 0)
      .map(
        ({ name, choices }) =>
          `    *:${command}:${name}) COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$current")); return ;;`,
      ),
  );
}

function options(words: Words | undefined): string {
  return (words?.options ?? []).map(({ name }) => name).join(" ");
}
