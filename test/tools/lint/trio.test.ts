// Rule, page and test: a checked trio. Each page says what the rule says, and its examples are what it says they are.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Linter, type Rule } from "eslint";
import { noBlindOutcome } from "../../../src/tools/lint/rules/no-blind-outcome/index.js";
import { noDunderFinally } from "../../../src/tools/lint/rules/no-dunder-finally/index.js";
import { noFloatingResource } from "../../../src/tools/lint/rules/no-floating-resource/index.js";
import { preferUsing } from "../../../src/tools/lint/rules/prefer-using/index.js";
import { CONDITIONS, SHORTFALLS, TASTES } from "../../../src/tools/lint/rules/prefer-using/messages.js";
import { languageOptions } from "./cases.js";
import { typedFile } from "./typed-parser.js";

const root = join(__dirname, "../../..");
const rules: Record<string, Rule.RuleModule> = {
  "no-blind-outcome": noBlindOutcome,
  "no-dunder-finally": noDunderFinally,
  "no-floating-resource": noFloatingResource,
  "prefer-using": preferUsing,
};
const names = Object.keys(rules);

const pageOf = (name: string): string => readFileSync(join(root, `docs/rules/${name}.md`), "utf8");

/** The first cells of the tables below a heading. */
const rowsUnder = (page: string, heading: string): string[] => {
  const [, below = ""] = page.split(`\n## ${heading}\n`);
  const [section = ""] = below.split("\n## ");
  return [...section.matchAll(/^\| `?([\w, ]+?)`? \|/gm)].map(([, cell]) => cell ?? "");
};

interface Example {
  readonly title: string;
  readonly code: string;
  readonly isIncorrect: boolean;
  readonly options: object | undefined;
  readonly parser: "espree" | "typescript" | "typed";
}

const examplesOf = (name: string): Example[] =>
  [...pageOf(name).matchAll(/^```(js|ts) (incorrect|correct)( typed)?( \{.*\})?\n([\s\S]*?)^```$/gm)].map(
    ([, language, verdict, typed, options, code = ""], index) => ({
      title: `${index + 1}, ${verdict}`,
      code,
      isIncorrect: verdict === "incorrect",
      options: options ? (JSON.parse(options) as object) : undefined,
      parser: typed ? "typed" : language === "ts" ? "typescript" : "espree",
    }),
  );

test("every rule has a folder, a page and a test, and nothing else is there", () => {
  const folders = readdirSync(join(root, "src/tools/lint/rules")).sort();
  const pages = readdirSync(join(root, "docs/rules")).sort();
  const tests = names.filter((name) =>
    ["", ".test.ts"].some((end) => existsSync(join(__dirname, name + end))),
  );
  expect(folders).toEqual(names);
  expect(pages).toEqual(names.map((name) => `${name}.md`));
  expect(tests).toEqual(names);
});

test("the plugin has these rules, and docs/eslint.md lists them with their descriptions", () => {
  const plugin = readFileSync(join(root, "src/tools/lint/index.ts"), "utf8");
  const index = readFileSync(join(root, "docs/eslint.md"), "utf8");
  expect([...plugin.matchAll(/^ {2}"([\w-]+)": \w+,$/gm)].map(([, name]) => name)).toEqual(names);
  for (const name of names) {
    const description = rules[name]?.meta?.docs?.description ?? "";
    expect(index).toContain(`| [${name}](rules/${name}.md) |`);
    expect(index.toLowerCase()).toContain(`${description.toLowerCase()} |`);
  }
});

describe.each(names)("%s", (name) => {
  const { meta } = rules[name] as Rule.RuleModule;
  const page = pageOf(name);

  test("the page opens with the rule's name and description, and the rule's address is the page's", () => {
    expect(page.startsWith(`# ${name}\n\n${meta?.docs?.description}.\n`)).toBe(true);
    expect(meta?.docs?.url).toMatch(new RegExp(`^https://.*/docs/rules/${name}\\.md$`));
  });

  test("the page's table of options is the schema's", () => {
    const [schema] = (meta?.schema ?? []) as { properties: object }[];
    const options = rowsUnder(page, "Options").filter((cell) => cell !== "option");
    expect(options).toEqual(Object.keys(schema?.properties ?? {}));
  });

  test("the page says when not to use it, and shows both ways", () => {
    expect(page).toContain("\n## When not to use it\n");
    expect(examplesOf(name).map(({ isIncorrect }) => isIncorrect)).toEqual(
      expect.arrayContaining([true, false]),
    );
    expect(page.match(/^```(js|ts)\b/gm)).toHaveLength(examplesOf(name).length);
  });

  test.each(examplesOf(name).map((example) => [example.title, example] as const))(
    "example %s",
    (_title, { code, isIncorrect, options, parser }) => {
      const filename =
        parser === "typed" ? typedFile : join(__dirname, parser === "espree" ? "file.js" : "file.ts");
      const messages = new Linter({ cwd: "/" }).verify(
        code,
        {
          files: ["**/*.{js,ts}"],
          plugins: { "await-using": { rules } },
          languageOptions: languageOptions(parser),
          rules: { [`await-using/${name}`]: options ? ["error", options] : "error" },
        },
        { filename },
      );
      expect(messages.filter(({ fatal, ruleId }) => fatal || ruleId === null)).toEqual([]);
      expect(messages.length > 0 ? "incorrect" : "correct").toBe(isIncorrect ? "incorrect" : "correct");
    },
  );
});

test("prefer-using's page explains every condition, and every matter of taste", () => {
  const page = pageOf("prefer-using");
  const cells = rowsUnder(page, "Conditions");
  for (const condition of [...Object.keys(CONDITIONS), ...SHORTFALLS, ...Object.keys(TASTES)])
    expect(cells).toContain(condition);
  expect(rowsUnder(page, "Accepted differences")).toEqual(["bothThrow", "moreTurns"]);
});
