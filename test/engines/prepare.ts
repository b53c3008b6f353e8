// Makes the folder that all engines load from: the packed package, the suites, the harness.
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { unpacked } from "../toolchains/pack.js";
import type { Engine } from "./engines.js";
import { layOut } from "./package.js";
import { buildOrders } from "./order.js";
import { hostOf, plan } from "./run.js";
import { buildAcceptance, buildCoreJs, buildSuite, type Places } from "./suites.js";

const root = resolve(__dirname, "../..");

export interface Prepared extends Places {
  /** Source files that the package does not hold as such. */
  readonly fromSources: readonly string[];
  remove(): void;
}

/**
 * Packs the package and bundles what these engines need.
 * @param unpackedPackage a package to take instead, packed and unpacked elsewhere
 */
export async function prepare(engines: readonly Engine[], unpackedPackage?: string): Promise<Prepared> {
  const target = mkdtempSync(join(tmpdir(), "await-using-engines-"));
  const remove = (): void => rmSync(target, { recursive: true, force: true });
  try {
    const laidOut = layOut(unpackedPackage ?? (await unpacked()), join(target, "package"));
    symlinkSync(join(root, "node_modules"), join(target, "node_modules")); // the peers of the package's tools
    cpSync(join(root, "test/engines/harness"), join(target, "harness"), { recursive: true });
    const places = { root, target, laidOut };
    await buildAcceptance(places);
    await buildCoreJs(places);
    await buildOrders(places);
    const wanted = new Map(
      engines.flatMap((engine) =>
        plan(engine).map(([suite, , format]) => {
          const host = hostOf(engine);
          return [`${suite} ${host} ${format}`, [suite, host, format] as const] as const;
        }),
      ),
    );
    const fromSources = new Set<string>();
    for (const [suite, host, format] of wanted.values()) {
      for (const source of await buildSuite(places, suite, host, format)) fromSources.add(source);
    }
    return { ...places, fromSources: [...fromSources].sort(), remove };
  } catch (error) {
    remove();
    throw error;
  }
}
