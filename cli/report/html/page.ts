import { htmlPage } from "../../html-page";
import { type Html, html } from "./markup";
import { SCRIPT } from "./script";
import { STYLE } from "./style";

/** The page of a report, with a way past its head for who uses a keyboard. */
export function page(title: string, body: Html, generator?: string): string {
  const whole = html`<a class="skip" href="#main">Skip to the report</a>${body}`;
  return htmlPage({ title, style: STYLE, body: whole.text, script: SCRIPT, generator });
}
