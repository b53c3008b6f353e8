import type { Compiled } from "./compiled.js";

export default function (trace: object): Compiled;
