// What is done about a site: it stays, or it takes a form, with the edits that rewrite it.

import { awaits } from "../../code/await.js";
import type { File } from "../../code/file.js";
import type { Edit } from "../../edits/edit.js";
import { importOf } from "../../edits/imports.js";
import { type Project, projectOf } from "../../project/runtime.js";
import { type Form, formOf } from "./form.js";
import type { Condition, Taste } from "./messages.js";
import { losesFilling, losesPresence, losesType } from "./narrowing.js";
import { cannotAwait, declaresForOthers, isEmpty, isSentAsText, jumpsOut, throwsOwnError } from "./never.js";
import type { Settings } from "./options.js";
import { keywordOf, rewrite } from "./rewrite.js";
import type { Site } from "./site.js";
import { splitOf } from "./split.js";
import { tasteOf } from "./taste.js";
import { readerOf } from "./warning.js";

/** A site that stays, and why. */
export interface Stay {
  readonly stays: Condition | Taste;
}

/** A site that is offered a rewrite. */
export interface Offer {
  readonly form: Form;
  readonly edits: readonly Edit[];
  /** The edits that declare each release of F by itself, if that is asked for. */
  readonly split: readonly Edit[] | undefined;
  /** What the messages say. */
  readonly data: Record<string, string>;
}

/** Decides about a site: the conditions that forbid, then taste, then the best form. */
export function judge(site: Site, file: File, settings: Settings, isReadable: boolean): Stay | Offer {
  const project = projectOf(file.path);
  const forbidden = forbiddenBy(site, file, settings, project, isReadable);
  if (forbidden) return { stays: forbidden };
  const taste = settings.poorTaste ? undefined : tasteOf(site, file);
  if (taste) return { stays: taste };
  const form = formOf(site, file);
  const isAwaited = awaits(site.finalizer, file);
  const data = {
    keyword: keywordOf(isAwaited),
    name: form.acquisition?.variable.name ?? "",
    because: form.because,
    warning: warningOf(site, file),
    callee: "",
  };
  const plan = { site, file, form, awaits: isAwaited };
  if (form.kind === "direct")
    return { form, data, split: undefined, edits: rewrite({ ...plan, callee: "", style: "defer" }) };
  const narrowed = narrowedBy(site, file, form);
  if (narrowed) return { stays: narrowed };
  const { style, importFrom } = settings;
  const exported = calleeFor(style, isAwaited);
  const imported = importOf(
    exported,
    style === "stack" ? `${importFrom}/ponyfill` : importFrom,
    file,
    project,
  );
  if (!imported) return { stays: "cannotImport" };
  return {
    form,
    data: { ...data, callee: exported },
    edits: [...imported.edits, ...rewrite({ ...plan, callee: imported.name, style })],
    split: settings.improve ? splitOf(site, file, importFrom, project) : undefined,
  };
}

/** The first condition that no rewrite of the site meets. */
function forbiddenBy(
  site: Site,
  file: File,
  { runtime, serializers }: Settings,
  project: Project,
  isReadable: boolean,
): Condition | undefined {
  const conditions: [Condition, boolean][] = [
    ["finalizerEmpty", isEmpty(site)],
    ["finalizerJumps", jumpsOut(site, file)],
    ["finalizerThrows", throwsOwnError(site, file)],
    ["finalizerDeclares", declaresForOthers(site, file)],
    ["cannotAwait", cannotAwait(site, file)],
    ["sentAsText", isSentAsText(site, file, serializers)],
    ["nothingLowersUsing", !(runtime === "auto" ? project.runsUsing : runtime)],
    ["cannotParseUsing", !isReadable],
  ];
  return conditions.find(([, holds]) => holds)?.[0];
}

/** The first thing that TypeScript would lose of F in an arrow. */
function narrowedBy(site: Site, file: File, form: Form): Condition | undefined {
  const except = form.filling?.variable;
  if (losesType(site, file, except)) return "losesType";
  if (losesPresence(site, file, except)) return "losesPresence";
  return losesFilling(site, file) ? "losesFilling" : undefined;
}

function warningOf(site: Site, file: File): string {
  const reader = readerOf(site, file);
  if (reader === undefined) return "";
  return ` The \`catch\` on line ${reader} sees a SuppressedError if both throw (bothThrow).`;
}

function calleeFor(style: Settings["style"], isAwaited: boolean): string {
  if (style === "stack") return isAwaited ? "AsyncDisposableStack" : "DisposableStack";
  return isAwaited ? "deferAsync" : "defer";
}
