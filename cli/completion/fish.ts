import type { OptionWords, Words } from "./words";

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
  return ["# fish completion of mfa-guard", ...lines, FIRST_OF_NPX, ...lines.map(ofNpx), ""].join("\n");
}

/** Beside whatever else completes npx: in fish, that adds up. */
const FIRST_OF_NPX = "complete -c npx -n 'test (count (commandline -opc)) -eq 1' -a mfa-guard";

function ofCommand({ command, options, arguments: choices }: Words): string[] {
  const seen = `__fish_seen_subcommand_from ${command}`;
  const values =
    choices.length > 0 ? [`complete -c mfa-guard -f -n ${quoted(seen)} -a ${quoted(choices.join(" "))}`] : [];
  return [...values, ...options.map((option) => line(seen, option))];
}

/** The same after `npx mfa-guard`. */
function ofNpx(own: string): string {
  return own.replace(
    /^complete -c mfa-guard (-f )?-n '/,
    (_, flag = "") => `complete -c npx ${flag}-n '__fish_seen_subcommand_from mfa-guard; and `,
  );
}

function line(condition: string, { name, description, takesValue, choices }: OptionWords): string {
  const value = !takesValue ? "" : choices.length > 0 ? ` -x -a ${quoted(choices.join(" "))}` : " -r";
  return `complete -c mfa-guard -n ${quoted(condition)} -l ${name.replace(/^--/, "")} -d ${quoted(description)}${value}`;
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
