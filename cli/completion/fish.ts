import { PROFILES_OF_FISH } from "./profiles";
import type { OptionWords, Value, Words } from "./words";

/** `mfa-guard completion fish | source`, or a file in ~/.config/fish/completions. */
export function toFish(words: readonly Words[]): string {
  const [program, ...commands] = words;
  const names = commands.map(({ command }) => command).join(" ");
  const none = `not __fish_seen_subcommand_from ${names}`;
  const lines = [
    ...commands.map(
      ({ command, description }) =>
        `complete -c mfa-guard -f -n ${quoted(none)} -a ${command} -d ${quoted(description)}`,
    ),
    ...(program?.options ?? []).map((option) => line(none, option)),
    ...commands.flatMap(ofCommand),
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

function ofCommand({ command, options, arguments: choices, takesFiles }: Words): string[] {
  const seen = `__fish_seen_subcommand_from ${command}`;
  const values = choices.length > 0 ? ` -a ${quoted(choices.join(" "))}` : "";
  const own = takesFiles ? [] : [`complete -c mfa-guard -f -n ${quoted(seen)}${values}`];
  return [...own, ...options.map((option) => line(seen, option))];
}

/** The same after `npx mfa-guard`. */
function ofNpx(own: string): string {
  return own.replace(
    /^complete -c mfa-guard (-f )?-n '/,
    (_, flag = "") => `complete -c npx ${flag}-n '__fish_seen_subcommand_from mfa-guard; and `,
  );
}

function line(condition: string, option: OptionWords): string {
  const { name, description, value } = option;
  return `complete -c mfa-guard -n ${quoted(condition)} -l ${name.replace(/^--/, "")} -d ${quoted(description)}${VALUES[value](option)}`;
}

const VALUES: Readonly<Record<Value, (option: OptionWords) => string>> = {
  none: () => "",
  other: () => " -x",
  choice: ({ choices }) => ` -x -a ${quoted(choices.join(" "))}`,
  profile: () => " -x -a '(__mfa_guard_profiles)'",
  file: () => " -r -F",
};

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
