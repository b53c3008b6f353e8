// The polyfill in a realm that is frozen already, as `run`.
import { install } from "await-using/polyfill/install";

globalThis.run = async () => {
  const before = Reflect.ownKeys(globalThis).length;
  try {
    return { installed: install().installed };
  } catch (error) {
    return { name: error.name, message: error.message, defined: Reflect.ownKeys(globalThis).length - before };
  }
};
