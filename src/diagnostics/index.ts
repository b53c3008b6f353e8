// The public names of await-using/diagnostics: what watches the managers and exit stacks of a program, from outside.
/** @module await-using/diagnostics */

export {
  type OpenResource,
  OpenResourcesError,
  type ResourceTracker,
  trackResources,
  type TrackOptions,
} from "./leaks.js";
export { recordTimeline, type Timeline, type TimelineEvent } from "./timeline.js";
