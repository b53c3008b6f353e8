// The engine itself: nothing is compiled. It is the reference.

export const native = {
  unavailable(major) {
    if (major < 24)
      return `Node ${major} has no explicit resource management: give one of 24 or later with --node`;
  },
  async create() {
    return { native: true, compile: (source) => source };
  },
};
