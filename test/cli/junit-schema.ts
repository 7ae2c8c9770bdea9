/**
 * The elements and attributes of JUnit files by Jenkins' schema junit-10.xsd, those that we write; "!": required.
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
const JUNIT: Readonly<Record<string, string>> = {
  testsuites: "name time tests failures errors",
  testsuite: "name! tests! failures! errors! group time skipped timestamp hostname id package file log url",
  properties: "",
  property: "name! value!",
  testcase: "name! time classname group",
  failure: "type message",
  error: "type message",
  skipped: "type message",
};

/** What is not as that schema has it, element by element. */
export function junitErrors(xml: string): string[] {
  return [...xml.matchAll(/<([a-z][\w-]*)((?:\s+[\w-]+="[^"]*")*)\s*\/?>/g)].flatMap(
    ([, element = "", written = ""]) => {
      const allowed = JUNIT[element]?.split(" ");
      if (!allowed) return [`there is no element ${element}`];
      const given = [...written.matchAll(/([\w-]+)="/g)].map(([, name = ""]) => name);
      return [
        ...given.filter((name) => !allowed.includes(name) && !allowed.includes(`${name}!`)),
        ...allowed.filter((name) => name.endsWith("!") && !given.includes(name.slice(0, -1))),
      ].map((name) => `${element}: ${name}`);
    },
  );
}
