// Where the browsers are: as CHROME_BIN or FIREFOX_BIN say, on the PATH, else where Debian puts them. They are never skipped: one
// that lacks is an error; `npm test` leaves out whole files, and lists them.
import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The browsers that tests run in. */
export const browserNames = ["chromium", "firefox", "webkit"] as const;
export type BrowserName = (typeof browserNames)[number];

/** What has to be installed for all of them. */
export const aptLine =
  "apt-get install --no-install-recommends chromium firefox-esr webkit2gtk-driver xvfb xauth";

interface Need {
  readonly programs: readonly string[];
  readonly variable?: string;
}

/** The programs that .ci/needs.json knows a browser by, or what its variable names. */
export function programsOf(name: BrowserName): readonly string[] {
  const needs = JSON.parse(readFileSync(join(__dirname, "../../.ci/needs.json"), "utf8")) as Record<
    string,
    Need
  >;
  const { programs, variable = "" } = needs[name]!;
  const named = process.env[variable];
  return named ? [named] : programs;
}

/**
 * Returns the path of the first program there is: names are looked up on the PATH, paths taken as they are.
 * @throws Error that says what to install, if there is none
 */
export function find(what: string, ...candidates: readonly string[]): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const paths = candidates.flatMap((name) =>
    name.startsWith("/") ? [name] : folders.map((folder) => join(folder, name)),
  );
  const found = paths.find(isProgram);
  if (found !== undefined) return found;
  throw new Error(`${what} is not installed (no ${candidates.join(", ")}); on Debian: ${aptLine}`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
