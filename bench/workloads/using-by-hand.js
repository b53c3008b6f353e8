// The limit: what using.txt does, by try/finally. It tells no resource about an error, as nobody asks here.
export default function (trace) {
  const failure = new Error("the block failed");
  class Resource {
    [Symbol.dispose]() {
      trace.disposed++;
    }
    async [Symbol.asyncDispose]() {
      trace.disposed++;
    }
  }
  const a = new Resource();
  const b = new Resource();
  const c = new Resource();
  return {
    async three(n) {
      for (let i = 0; i < n; i++) {
        const x = a;
        try {
          const y = b;
          try {
            const z = c;
            try {
              trace.bodies++;
            } finally {
              await z[Symbol.asyncDispose]();
            }
          } finally {
            await y[Symbol.asyncDispose]();
          }
        } finally {
          await x[Symbol.asyncDispose]();
        }
      }
    },
    async one(n) {
      for (let i = 0; i < n; i++) {
        const x = a;
        try {
          trace.bodies++;
        } finally {
          await x[Symbol.asyncDispose]();
        }
      }
    },
    async throwing(n) {
      for (let i = 0; i < n; i++) {
        try {
          const x = a;
          try {
            trace.bodies++;
            throw failure;
          } finally {
            await x[Symbol.asyncDispose]();
          }
        } catch {}
      }
    },
    syncThree(n) {
      for (let i = 0; i < n; i++) {
        const x = a;
        try {
          const y = b;
          try {
            const z = c;
            try {
              trace.bodies++;
            } finally {
              z[Symbol.dispose]();
            }
          } finally {
            y[Symbol.dispose]();
          }
        } finally {
          x[Symbol.dispose]();
        }
      }
    },
    syncOne(n) {
      for (let i = 0; i < n; i++) {
        const x = a;
        try {
          trace.bodies++;
        } finally {
          x[Symbol.dispose]();
        }
      }
    },
    syncThrowing(n) {
      for (let i = 0; i < n; i++) {
        try {
          const x = a;
          try {
            trace.bodies++;
            throw failure;
          } finally {
            x[Symbol.dispose]();
          }
        } catch {}
      }
    },
  };
}
