// Required before a program: writes how many seconds of processor time it took, so that a busy machine does not count.
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
  const { user, system } = process.cpuUsage(); // µs
  writeFileSync(process.env.CPU_SECONDS, String((user + system) / 1e6));
});
