/** What is said of several is said once: each text with all whom it is said of, in the order in which they come. */
export function namesByText(said: Iterable<readonly [text: string, name: string]>): Map<string, string[]> {
  const byText = new Map<string, string[]>();
  for (const [text, name] of said) {
    const names = byText.get(text);
    if (names) names.push(name);
    else byText.set(text, [name]);
  }
  return byText;
}
